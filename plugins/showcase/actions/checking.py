"""形式审查: what goes on to be scored."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.extension import By
from plugins.showcase.actions.campaigns import author, held, noted, office_only
from plugins.showcase.aspects import read_points
from plugins.showcase.ledger.models import Campaign, Gate, Nomination
from plugins.showcase.standing import figures_of
from plugins.showcase.states import Refused, against, refuse

FROM_EVALUATION = gettext_lazy("六个方面评价，%(period)s")


def check(
    nomination: uuid.UUID,
    *,
    formal: bool,
    by: By,
    passed: bool | None = None,
    reason: str = "",
    total: Any = None,
    vetoed: bool | None = None,
    source: str = "",
) -> Gate:
    """Let it pass or not. Figures come from evaluation; where there are none, they are entered with their source.

    `passed` None: as the rules say. It cannot pass against them. Raises Refused.
    """
    office_only()
    with transaction.atomic():
        found = Nomination.objects.select_related("unit").filter(pk=nomination).first()
        if found is None:
            raise Refused(_("没有这份推选材料"))
        campaign = held(found.campaign_id)
        refuse(against("check", stage=campaign.stage, state=found.state))
        figures = _figures(found, total, vetoed, source)
        against_it = _why_not(campaign, formal, figures)
        passes = not against_it if passed is None else passed
        _refuse_wrong(passes, against_it, reason)
        made, _new = Gate.objects.update_or_create(
            nomination=found,
            defaults={
                "campaign_id": campaign.pk, "line_id": found.line_id, "formal": formal, "vetoed": figures["vetoed"],
                "total": Decimal(figures["total"]), "figures": figures, "source": figures["source"], "passed": passes,
                "reason": reason.strip() or "；".join(against_it), **author(by),
            },
        )  # fmt: skip
        noted("check", found.unit.name, by, nomination=str(found.pk), passed=passes)
    return made


def _figures(found: Nomination, total: Any, vetoed: bool | None, source: str) -> dict[str, Any]:
    """{"total", "vetoed", "aspects", "source", …}. Raises Refused."""
    known = figures_of(found.unit.slug)
    if known and known.get("total") is not None:
        total_known = read_points(known["total"])
        if total_known is not None:
            return known | {
                "total": str(total_known),
                "vetoed": bool(known.get("vetoed")),
                "source": str(FROM_EVALUATION) % {"period": known.get("period", "")},
            }
    points = read_points("" if total is None else total)
    reasons = []
    if points is None or not 0 <= points <= 200:
        reasons.append(_("评价模块没有提供数据，请填写评价总分"))
    if vetoed is None:
        reasons.append(_("请填写有没有单项否决"))
    if not source.strip():
        reasons.append(_("请写数据来源，例如文号和日期"))
    refuse(reasons)
    return {"total": str(points), "vetoed": bool(vetoed), "aspects": [], "source": source.strip()[:200]}


def _why_not(campaign: Campaign, formal: bool, figures: dict[str, Any]) -> list[str]:
    found = []
    if not formal:
        found.append(_("材料不符合要求"))
    if figures["vetoed"]:
        found.append(_("有单项否决"))
    if Decimal(figures["total"]) < campaign.minimum:
        words = {"total": figures["total"], "least": campaign.minimum}
        found.append(_("评价总分 %(total)s，低于 %(least)s") % words)
    return found


def _refuse_wrong(passes: bool, against_it: list[str], reason: str) -> None:
    if passes and against_it:
        raise Refused(_("不能通过：%(why)s") % {"why": "；".join(against_it)})
    if not passes and not against_it and not reason.strip():
        raise Refused(_("不通过要写明理由"))
