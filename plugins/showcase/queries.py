"""Reads of campaigns that more than one verb or screen needs. What the bound unit may not see, PostgreSQL leaves out."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from cms.extension import Unit, current
from plugins.showcase.ledger.models import (
    Bulletin,
    Campaign,
    CampaignLine,
    EmptyPlace,
    Gate,
    Nomination,
    Notice,
    Objection,
    Seal,
    Selection,
    Visit,
    VisitSeat,
)
from plugins.showcase.rules import Facts, LineFacts, NominationFacts
from plugins.showcase.states import Left, NominationState, Refused, SheetKind, Stage, Who


def me() -> Unit | None:
    """The unit of the bound site."""
    return Unit.objects.filter(tenant__schema_name=current().schema_name).first()


def bound_unit() -> Unit:
    """The unit of the bound site, for a verb that needs one. Raises Refused."""
    found = me()
    if found is None:
        raise Refused(_("这个站点不代表任何单位，不能办理"))
    return found


def roles_in(campaign: Campaign) -> frozenset[Who]:
    """As what the bound site may act in a campaign. One query."""
    found = {Who.UNIT, Who.PUBLIC}
    if current().is_central:
        found |= {Who.OFFICE, Who.REVIEWER}
    if led_lines(campaign).exists():
        found |= {Who.LEAD, Who.REVIEWER}
    return frozenset(found)


def led_lines(campaign: Campaign) -> QuerySet[CampaignLine]:
    """Lines of a campaign that the bound unit leads."""
    rows = CampaignLine.objects.filter(campaign=campaign, lead__tenant__schema_name=current().schema_name)
    return rows.select_related("line")


def lines_of(campaign: Campaign) -> list[CampaignLine]:
    return list(campaign.lines.select_related("line", "lead"))


def live_nominations(campaign: Campaign) -> QuerySet[Nomination]:
    """Those that were not withdrawn, as far as the bound unit sees them."""
    rows = Nomination.objects.filter(campaign=campaign).exclude(state=NominationState.WITHDRAWN)
    return rows.select_related("unit", "line", "lead")


def passed_nominations(campaign: Campaign) -> QuerySet[Nomination]:
    return live_nominations(campaign).filter(gate__passed=True).select_related("gate")


def live_selections(campaign: Campaign) -> QuerySet[Selection]:
    rows = Selection.objects.filter(campaign=campaign, revoked_at=None)
    return rows.select_related("unit", "line", "nomination")


def last_notice(campaign: Campaign) -> Notice | None:
    """The newest notice of the round that runs."""
    return (
        Notice.objects.filter(campaign=campaign, starts_on__gte=campaign.stage_since)
        .order_by("-number")
        .first()
    )


def facts_of(campaign: Campaign) -> Facts:
    """What is there, counted for the rules. A constant number of queries, of the office."""
    nominations = _nominations(campaign)
    empty = _empty(campaign)
    selected = Counter(
        Selection.objects.filter(campaign=campaign, revoked_at=None).values_list("line_id", flat=True)
    )
    lines = tuple(
        LineFacts(
            one.line.name,
            tuple(nominations.get(one.line_id, ())),
            empty[one.line_id, Left.NOMINATION],
            selected[one.line_id],
            empty[one.line_id, Left.FINAL],
        )
        for one in lines_of(campaign)
    )
    return Facts(Stage(campaign.stage), lines, rules=campaign.rules, **_told(campaign))


def _nominations(campaign: Campaign) -> dict[int, list[NominationFacts]]:
    rows = Nomination.objects.filter(campaign=campaign, state=NominationState.SUBMITTED).select_related(
        "unit"
    )
    gates = dict(Gate.objects.filter(campaign=campaign).values_list("nomination_id", "passed"))
    seals = list(
        Seal.objects.filter(campaign=campaign).values_list("nomination_id", "kind", "decisive", "unit_id")
    )
    reviews = Counter(key for key, kind, decisive, _unit in seals if kind == SheetKind.REVIEW and decisive)
    visits = {(key, unit) for key, kind, _decisive, unit in seals if kind == SheetKind.VISIT}
    held = set(
        Visit.objects.filter(campaign=campaign).exclude(held_on=None).values_list("nomination_id", flat=True)
    )
    unsigned = Counter(
        key
        for key, unit in VisitSeat.objects.filter(campaign=campaign, excused="").values_list(
            "visit__nomination_id", "unit_id"
        )
        if (key, unit) not in visits
    )
    signed = Counter(key for key, _unit in visits)
    found: dict[int, list[NominationFacts]] = {}
    for row in rows:
        found.setdefault(row.line_id, []).append(
            NominationFacts(
                row.unit.name, row.pk in gates, gates.get(row.pk, False), reviews[row.pk],
                row.pk in held, unsigned[row.pk], signed[row.pk],
            )
        )  # fmt: skip
    return found


def _empty(campaign: Campaign) -> Counter[tuple[int, str]]:
    return Counter(EmptyPlace.objects.filter(campaign=campaign, filled_at=None).values_list("line_id", "of"))


def _told(campaign: Campaign) -> dict[str, Any]:
    round_ = Notice.objects.filter(campaign=campaign, starts_on__gte=campaign.stage_since)
    objections = Objection.objects.filter(campaign=campaign)
    return {
        "notice_ends": round_.aggregate(last=Max("ends_on"))["last"],
        "unanswered": objections.filter(answered_at=None).count(),
        "upheld": objections.filter(upheld=True, notice__in=round_).exists(),
        "bulletin": Bulletin.objects.filter(campaign=campaign).exists(),
    }


def result_lines(campaign: Campaign) -> list[dict[str, object]]:
    """The result as it is put out: [{"line", "units": [name], "empty": reason}]. Three queries."""
    units: dict[int, list[str]] = {}
    for row in live_selections(campaign).order_by("place"):
        units.setdefault(row.line_id, []).append(row.unit.name)
    left = EmptyPlace.objects.filter(campaign=campaign, of=Left.FINAL, filled_at=None)
    reasons = dict(left.values_list("line_id", "reason"))
    return [
        {"line": one.line.name, "units": units.get(one.line_id, []), "empty": reasons.get(one.line_id, "")}
        for one in lines_of(campaign)
    ]


def named(keys: Iterable[uuid.UUID]) -> dict[str, str]:
    """Nomination → name of its unit."""
    rows = Nomination.objects.filter(pk__in=list(keys)).values_list("pk", "unit__name")
    return {str(key): name for key, name in rows}
