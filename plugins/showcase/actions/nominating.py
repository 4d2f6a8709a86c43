"""The lead of a line puts units forward, says what it saw there, and leaves places empty."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.extension import By, Unit, current, placement
from plugins.showcase.actions.campaigns import author, held, noted
from plugins.showcase.aspects import NUMBERS
from plugins.showcase.ledger.models import Campaign, CampaignLine, EmptyPlace, Nomination, PreVisit
from plugins.showcase.queries import bound_unit, led_lines, live_nominations
from plugins.showcase.standing import figures_of
from plugins.showcase.states import Left, NominationState, Refused, Who, against, refuse

TEXTS = ("highlights", "replicable", "limits")
LABELS = {
    "highlights": gettext_lazy("特色亮点"),
    "replicable": gettext_lazy("可复制做法"),
    "limits": gettext_lazy("适用条件和局限"),
}


def _line(campaign: Campaign, line: int) -> CampaignLine | None:
    return led_lines(campaign).filter(line_id=line).first()


def nominate(campaign: uuid.UUID, *, line: int, unit: int, slot: int, by: By) -> Nomination:
    """A draft in one of the line's places, with what evaluation knows of the unit. Raises Refused."""
    with transaction.atomic():
        found = held(campaign)
        mine, chosen = _line(found, line), Unit.objects.filter(pk=unit).first()
        refuse(
            [
                *against("nominate", stage=found.stage, who=Who.LEAD if mine else Who.UNIT),
                *_choice(found, line, chosen, slot),
            ]
        )
        lead = bound_unit()
        made = Nomination.objects.create(
            campaign=found, line_id=line, lead_id=lead.pk, slot=slot, unit_id=chosen.pk, category=chosen.kind,
            figures=figures_of(chosen.slug) or {}, **author(by),
        )  # fmt: skip
        filled = EmptyPlace.objects.filter(
            campaign=found, line_id=line, of=Left.NOMINATION, slot=slot, filled_at=None
        )
        filled.filter(schema_name=current().schema_name).update(filled_at=timezone.now())
        noted("nominate", chosen.name, by, campaign=str(found.pk), nomination=str(made.pk), slot=slot)
    return made


def _choice(campaign: Campaign, line: int, unit: Unit | None, slot: int) -> list[str]:
    if unit is None:
        return [_("请选择推选的单位")]
    found = []
    where = placement(unit)
    if where.line is None or where.line.pk != line:
        found.append(_("%(name)s不属于这条线，只能推选本条线的单位") % {"name": unit.name})
    if not 1 <= slot <= campaign.nominate_max:
        found.append(_("每条线最多推选 %(most)s 家") % {"most": campaign.nominate_max})
    live = live_nominations(campaign)
    if live.filter(line_id=line, slot=slot).exists():
        found.append(_("第 %(slot)s 个名额已经用了，请用别的，或先撤回") % {"slot": slot})
    if live.filter(unit_id=unit.pk).exists():
        found.append(_("%(name)s已经推选过了") % {"name": unit.name})
    return found


def own(nomination: uuid.UUID, verb: str) -> tuple[Nomination, Campaign]:
    """A nomination of the bound unit and its campaign. Raises Refused where the verb does not apply."""
    found = (
        Nomination.objects.select_for_update(of=("self",))
        .select_related("unit", "line")
        .filter(pk=nomination, schema_name=current().schema_name)
        .first()
    )
    if found is None:
        raise Refused(_("这不是本单位推选的"))
    campaign = held(found.campaign_id)
    refuse(against(verb, stage=campaign.stage, state=found.state))
    return found, campaign


def change(nomination: uuid.UUID, *, by: By, seen: int | None = None, **texts: Any) -> Nomination:
    """Write the material: `self_evaluation` {aspect: text}, `highlights`, `replicable`, `limits`. Raises Refused."""
    with transaction.atomic():
        found, _campaign = own(nomination, "change")
        unknown = sorted(set(texts) - {*TEXTS, "self_evaluation"})
        if unknown:
            raise TypeError(f"nothing of a nomination: {unknown}")
        if seen is not None and found.version != seen:
            raise Refused(_("%(who)s刚刚改过，请看过现在的样子再改") % {"who": found.by_name})
        for name, value in texts.items():
            kept = (
                {str(no): str(text).strip() for no, text in value.items()}
                if name == "self_evaluation"
                else value.strip()
            )
            setattr(found, name, kept)
        found.version += 1
        for name, value in author(by).items():
            setattr(found, name, value)
        found.save(update_fields=[*texts, "version", "by", "by_name"])
    return found


def visit_before(
    nomination: uuid.UUID,
    *,
    visited_on: dt.date,
    role: str,
    seen: str,
    by: By,
    photos: list[dict[str, Any]] | None = None,
) -> PreVisit:
    """先行调研: what the lead saw at the unit. `photos` as photos.hashed. Raises Refused."""
    with transaction.atomic():
        found, _campaign = own(nomination, "visit_before")
        reasons = []
        if visited_on > timezone.localdate():
            reasons.append(_("调研日期不能在今天以后"))
        if not role.strip():
            reasons.append(_("请写调研人的身份（职务），不写姓名"))
        if len(seen.strip()) < LEAST_SEEN:
            reasons.append(_("请写看到了什么，至少 %(least)s 个字") % {"least": LEAST_SEEN})
        refuse(reasons)
        kept = {"visited_on": visited_on, "role": role.strip(), "seen": seen.strip(), **author(by)}
        if photos is not None:
            kept["photos"] = photos
        made, _new = PreVisit.objects.update_or_create(
            nomination=found, defaults=kept | {"campaign_id": found.campaign_id}
        )
        noted("visit_before", found.unit.name, by, nomination=str(found.pk), photos=len(made.photos))
    return made


LEAST_SEEN = 20


def lacking(found: Nomination) -> list[str]:
    """What a draft lacks before it can be handed in."""
    reasons = [_("请写%(what)s") % {"what": LABELS[name]} for name in TEXTS if not getattr(found, name)]
    blank = [str(no) for no in NUMBERS if not str(found.self_evaluation.get(str(no), "")).strip()]
    if blank:
        reasons.append(_("六个方面自评还差第 %(which)s 项") % {"which": "、".join(blank)})
    if not PreVisit.objects.filter(nomination=found).exists():
        reasons.append(_("报送以前要先行调研，请补记先行调研"))
    return reasons


def submit(nomination: uuid.UUID, *, by: By) -> Nomination:
    """Hand it in to the office. After that it does not change. Raises Refused with everything that is lacking."""
    with transaction.atomic():
        found, _campaign = own(nomination, "submit")
        refuse(lacking(found))
        found.state, found.handed_in_at = NominationState.SUBMITTED, timezone.now()
        found.save(update_fields=["state", "handed_in_at"])
        noted("submit", found.unit.name, by, nomination=str(found.pk))
    return found


def withdraw(nomination: uuid.UUID, *, by: By) -> Nomination:
    """Take it back: the place is free again. Raises Refused."""
    with transaction.atomic():
        found, _campaign = own(nomination, "withdraw")
        found.state = NominationState.WITHDRAWN
        found.save(update_fields=["state"])
        noted("withdraw", found.unit.name, by, nomination=str(found.pk))
    return found


def leave_empty(campaign: uuid.UUID, *, line: int, slot: int, reason: str, by: By) -> EmptyPlace:
    """A place that the line does not fill, and why. The office may say it for a lead. Raises Refused."""
    with transaction.atomic():
        found = held(campaign)
        who = Who.OFFICE if current().is_central else (Who.LEAD if _line(found, line) else Who.UNIT)
        reasons = against("leave_empty", stage=found.stage, who=who)
        if not reason.strip():
            reasons.append(_("请写空出的理由"))
        if not 1 <= slot <= found.nominate_min:
            reasons.append(_("要说明的只有前 %(least)s 个名额") % {"least": found.nominate_min})
        if live_nominations(found).filter(line_id=line, slot=slot).exists():
            reasons.append(_("第 %(slot)s 个名额已经推选了单位") % {"slot": slot})
        if EmptyPlace.objects.filter(
            campaign=found, line_id=line, of=Left.NOMINATION, slot=slot, filled_at=None
        ).exists():
            reasons.append(_("第 %(slot)s 个名额已经写明空出") % {"slot": slot})
        refuse(reasons)
        made = EmptyPlace.objects.create(
            campaign=found, line_id=line, of=Left.NOMINATION, slot=slot, reason=reason.strip(), **author(by)
        )
        noted("leave_empty", reason[:60], by, campaign=str(found.pk), line=line, slot=slot)
    return made
