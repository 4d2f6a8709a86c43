"""Setting a campaign up, naming who speaks for a line, and going on to the next stage."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.extension import By, DisclosureLine, Unit, current, leads, write_down
from plugins.showcase.ledger.models import Campaign, CampaignLine
from plugins.showcase.queries import facts_of
from plugins.showcase.rules import missing
from plugins.showcase.states import Refused, Stage, against, refuse

NUMBERS = (
    "nominate_min", "nominate_max", "final_min", "final_max", "reviews_min", "minimum", "notice_workdays",
)  # fmt: skip
SETTABLE = (*NUMBERS, "title", "until", "aspects", "basis")


def office_only() -> None:
    """Raises Refused anywhere but on the central site."""
    if not current().is_central:
        raise Refused(_("遴选由区委办公室组织，请在中心站点办理"))


def noted(act: str, subject: str, by: By, **detail: Any) -> None:
    write_down("showcase", act, subject=subject, by=by, detail=detail)


def author(by: By) -> dict[str, Any]:
    """Who wrote a row, as its columns."""
    return {"by": by.identity, "by_name": by.name[:120]}


def held(campaign: uuid.UUID) -> Campaign:
    """The campaign, in the stage that it is in now. Whoever writes a row of it is held up while it is moved on
    (ledger/migrations/0002)."""
    return Campaign.objects.get(pk=campaign)


def open_campaign(
    *,
    code: str,
    title: str,
    year: int,
    by: By,
    lines: Iterable[str] = (),
    on: dt.date | None = None,
    **rules: Any,
) -> Campaign:
    """A new campaign with lines by code (all that have a lead, where none is named). Raises Refused."""
    office_only()
    refuse(_problems(code, title, rules))
    with transaction.atomic():
        if Campaign.objects.filter(code=code).exists():
            raise Refused(_("编号 %(code)s 已经用过，请换一个") % {"code": code})
        made = Campaign.objects.create(
            code=code, title=title.strip(), year=year, seed=secrets.token_hex(16), stage_since=on or timezone.localdate(),
            **rules,
        )  # fmt: skip
        _take_in(made, set(lines), on)
        noted("open", title, by, campaign=str(made.pk), rules=_plain(rules))
    return made


def _problems(code: str, title: str, rules: dict[str, Any]) -> list[str]:
    found = []
    if not code.strip():
        found.append(_("请写编号"))
    if not title.strip():
        found.append(_("请写名称"))
    numbers = {"nominate_min": 3, "nominate_max": 4, "final_min": 1, "final_max": 2} | rules
    if not 1 <= numbers["nominate_min"] <= numbers["nominate_max"] <= 9:
        found.append(_("推选名额从 1 到 9，最少的不能多于最多的"))
    if not 1 <= numbers["final_min"] <= numbers["final_max"] <= numbers["nominate_max"]:
        found.append(_("入选名额从 1 起，不能多于推选名额"))
    unknown = sorted(set(rules) - set(SETTABLE) - {"until", "seed"})
    if unknown:
        found.append(_("没有这样的设置：%(names)s") % {"names": "、".join(unknown)})
    return found


def _plain(rules: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in rules.items()}


def _take_in(campaign: Campaign, codes: set[str], on: dt.date | None) -> None:
    # A line that had no lead on a day gone by has the one of today.
    lead_of = leads() | (leads(on=on) if on else {})
    for line in DisclosureLine.objects.all():
        if line.pk in lead_of and (not codes or line.code in codes):
            CampaignLine.objects.create(campaign=campaign, line=line, lead_id=lead_of[line.pk].pk)


def set_up(campaign: uuid.UUID, *, by: By, **rules: Any) -> Campaign:
    """Change rules and dates while units are still being nominated. Raises Refused."""
    office_only()
    with transaction.atomic():
        found = held(campaign)
        current_rules = {name: getattr(found, name) for name in NUMBERS}
        refuse(
            [
                *against("set_up", stage=found.stage),
                *_problems(found.code, rules.get("title", found.title), current_rules | rules),
            ]
        )
        for name, value in rules.items():
            setattr(found, name, value)
        found.version += 1
        found.save(update_fields=[*rules, "version"])
        noted("set_up", found.title, by, campaign=str(found.pk), rules=_plain(rules))
    return found


def hand_over(campaign: uuid.UUID, *, line: int, lead: int, reason: str, by: By) -> CampaignLine:
    """Another unit speaks for a line from now on. What the former one wrote stays as it is. Raises Refused."""
    office_only()
    with transaction.atomic():
        found = held(campaign)
        lines = CampaignLine.objects.filter(campaign=found, line_id=line).select_related("line")
        row: Any = lines.first()  # None is refused below
        unit = Unit.objects.filter(pk=lead).first()
        refuse(
            [
                *against("hand_over", stage=found.stage),
                *([] if row else [_("这条线没有参加")]),
                *([] if unit else [_("没有这个单位")]),
                *([] if reason.strip() else [_("请写更换的原因")]),
            ]
        )
        row.lead_id = lead
        row.save(update_fields=["lead"])
        noted("hand_over", row.line.name, by, campaign=str(found.pk), lead=lead, reason=reason)
    return row


def advance(campaign: uuid.UUID, *, to: Stage, by: By, on: dt.date | None = None) -> Campaign:
    """Close the stage and go on. Raises Refused with everything that is still missing."""
    office_only()
    day = on or timezone.localdate()
    with transaction.atomic():
        found = Campaign.objects.select_for_update().get(pk=campaign)
        reasons = against("advance", stage=found.stage)
        refuse(reasons or missing(facts_of(found), to, on=day))
        before = found.stage
        found.stage, found.stage_since = to, max(day, found.stage_since)
        found.version = F("version") + 1
        found.save(update_fields=["stage", "stage_since", "version"])
        noted("advance", found.title, by, campaign=str(found.pk), before=str(before), to=str(to))
    found.refresh_from_db()
    return found
