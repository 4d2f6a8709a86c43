"""In a simulated year a campaign is held, from nominations to the showcase, by those who hold one. Scores follow what
evaluation says of a unit and a little chance; nothing here is decided by hand.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from cms.extension import By, Unit, directory, tenant_scope
from plugins.showcase import actions
from plugins.showcase.demo.practices import Sketch, put_forward, seen_at, shown_of
from plugins.showcase.ledger.models import Campaign, CampaignLine, Nomination, Practice, Selection
from plugins.showcase.queries import bound_unit, live_nominations, live_selections
from plugins.showcase.standing import figures_of
from plugins.showcase.states import SheetKind, Stage

REVIEWERS = 3
"""Leads beside the office who review every nomination."""


def plant() -> None:
    """A campaign needs a year behind it: only a simulated one has it."""


def by(unit: Unit) -> By:
    """Somebody of a unit, the same each time."""
    return By("演示", uuid.uuid5(uuid.NAMESPACE_URL, f"demo/showcase/{unit.slug}"), unit.tenant.is_central)


def _campaign(day: dt.date) -> Campaign | None:
    return Campaign.objects.filter(code=f"{day.year}-1").first()


def _in(stage: Stage) -> Callable[..., Any]:
    """Played while the campaign is in a stage, and passed over in any other: twice is once."""

    def wrap(part: Callable[[Campaign, dt.date, Mapping[str, Any]], None]) -> Callable[..., None]:
        def played(day: dt.date, facts: Mapping[str, Any]) -> None:
            campaign = _campaign(day)
            if campaign is not None and campaign.stage == stage:
                part(campaign, day, facts)

        return played

    return wrap


def nominations(day: dt.date, facts: Mapping[str, Any]) -> None:
    """The office opens it, each lead puts forward the best of its line, the office checks them."""
    campaign, office = _campaign(day), bound_unit()
    if campaign is None:
        title = f"{day.year}年党务公开最佳实践单位遴选"
        campaign = actions.open_campaign(
            code=f"{day.year}-1", title=title, year=day.year, by=by(office), on=day
        )
    if campaign.stage != Stage.NOMINATE:
        return
    for line in _lines(campaign):
        _put_forward(campaign, line, _best(line, campaign.nominate_max), day)
    actions.advance(campaign.pk, to=Stage.CHECK, by=by(office), on=day)
    for row in live_nominations(campaign):
        actions.check(row.pk, formal=True, by=by(office))
    actions.advance(campaign.pk, to=Stage.REVIEW, by=by(office), on=day)


def _lines(campaign: Campaign) -> list[CampaignLine]:
    return list(campaign.lines.select_related("line", "lead__tenant"))


def _best(line: CampaignLine, most: int) -> list[Unit]:
    """Units of the line with the highest totals, without those that were vetoed and the lead itself."""
    found = []
    for entry in directory().values():
        if entry.line is None or entry.line.pk != line.line_id or entry.unit.pk == line.lead_id:
            continue
        known = figures_of(entry.unit.slug)
        if known and not known["vetoed"] and known["total"] is not None:
            found.append((-_decimal(known["total"]), entry.unit.slug, entry.unit))
    return [unit for total, _slug, unit in sorted(found, key=lambda one: one[:2])[:most] if -total >= 60]


def _decimal(exact: str) -> Decimal:
    top, _slash, bottom = exact.partition("/")
    return (Decimal(top) / Decimal(bottom or 1)).quantize(Decimal("0.01"))


def _put_forward(campaign: Campaign, line: CampaignLine, units: list[Unit], day: dt.date) -> None:
    """On the lead's own site, where a lead does it; what is told of a unit the office can see."""
    lead, code = by(line.lead), line.line.code
    told = {unit.pk: (put_forward(unit, code, day), seen_at(unit, code, day)) for unit in units}
    with tenant_scope(line.lead.tenant):
        for slot, unit in enumerate(units, 1):
            made = actions.nominate(campaign.pk, line=line.line_id, unit=unit.pk, slot=slot, by=lead)
            own = {no: f"{one['title']}：见平台评价和专栏。" for no, one in enumerate(campaign.aspects, 1)}
            texts, seen = told[unit.pk]
            said: dict[str, Any] = {"self_evaluation": own, **texts}
            actions.change(made.pk, by=lead, **said)
            actions.visit_before(made.pk, visited_on=day, role="分管负责人", seen=seen, by=lead)
            actions.submit(made.pk, by=lead)
        for slot in range(len(units) + 1, campaign.nominate_min + 1):
            reason = "本条线达到条件的单位不足，宁缺毋滥。"
            actions.leave_empty(campaign.pk, line=line.line_id, slot=slot, reason=reason, by=lead)


@_in(Stage.REVIEW)
def review(campaign: Campaign, day: dt.date, facts: Mapping[str, Any]) -> None:
    """The office and a few leads, each on the own site, blind."""
    rows = list(live_nominations(campaign).filter(gate__passed=True))
    leads = list({line.lead_id: line.lead for line in _lines(campaign)}.values())[:REVIEWERS]
    for reviewer in [bound_unit(), *leads]:
        _score(campaign, reviewer, rows, SheetKind.REVIEW, facts)
    actions.advance(campaign.pk, to=Stage.VISIT, by=by(bound_unit()), on=day)


def _score(
    campaign: Campaign,
    reviewer: Unit,
    rows: list[Nomination],
    kind: SheetKind,
    facts: Mapping[str, Any],
    **more: Any,
) -> None:
    with tenant_scope(reviewer.tenant):
        for row in rows:
            if row.unit_id != reviewer.pk:
                points = _points(campaign, row, f"{facts['seed']}/{kind}/{reviewer.slug}")
                actions.score(row.pk, kind=kind, points=points, by=by(reviewer), hand_in=True, **more)


def _points(campaign: Campaign, row: Nomination, salt: str) -> dict[int, str]:
    """Near what evaluation says of each aspect, a tenth up or down."""
    known = {int(one["no"]): one for one in row.figures.get("aspects", ())}
    found = {}
    for one in campaign.aspects:
        no, most = int(one["no"]), Decimal(one["of"])
        told = known.get(no)
        share = (
            _decimal(told["points"]) / _decimal(told["of"])
            if told and _decimal(told["of"])
            else Decimal("0.85")
        )
        drawn = hashlib.sha256(f"{salt}/{row.unit.slug}/{no}".encode()).digest()[0]
        moved = share + (Decimal(drawn) - 128) / 2560
        found[no] = str((most * min(max(moved, Decimal("0.4")), Decimal(1))).quantize(Decimal("0.5")))
    return found


@_in(Stage.VISIT)
def visits(campaign: Campaign, day: dt.date, facts: Mapping[str, Any]) -> None:
    """The office goes to each with the lead of its line."""
    office = bound_unit()
    rows = live_nominations(campaign).filter(gate__passed=True)
    for row in rows.select_related("lead__tenant", "unit__tenant", "line"):
        panel = [unit for unit in (office, row.lead) if unit.pk != row.unit_id]
        visit = actions.plan_visit(
            campaign.pk, nomination=row.pk, planned_on=day, units=[unit.pk for unit in panel], by=by(office)
        )
        seen = seen_at(row.unit, row.line.code, day)
        actions.hold_visit(visit.pk, held_on=day, note=seen, by=by(office))
        for member in panel:
            _score(campaign, member, [row], SheetKind.VISIT, facts, visited_on=day, role="调研组成员")
    actions.advance(campaign.pk, to=Stage.DELIBERATE, by=by(office), on=day)


@_in(Stage.DELIBERATE)
def deliberation(campaign: Campaign, day: dt.date, facts: Mapping[str, Any]) -> None:
    """One of each line; where the scores cannot tell, after a deliberation that says so."""
    office = by(bound_unit())
    for line in _lines(campaign):
        rows = {
            str(row.pk): row for row in live_nominations(campaign).filter(line=line.line, gate__passed=True)
        }
        if not rows:
            reason = "本条线没有达到条件的单位。"
            actions.leave_final_empty(campaign.pk, line=line.line_id, slot=1, reason=reason, by=office)
            continue
        told = actions.say_how_stable(campaign.pk, line=line.line_id, places=1, by=office)
        first = rows[next(one["nomination"] for one in told.statement["rows"] if one["nomination"] in rows)]
        if not told.separable:
            words = f"评分分不出先后。合议认为{first.unit.name}的做法更便于照搬。"
            actions.deliberate(
                campaign.pk, line=line.line_id, held_on=day, record=words, decision=f"{first.unit.name}入选。",
                reasons="做法写得清楚，别的单位照着能做。", by=office,
            )  # fmt: skip
        actions.select(first.pk, by=office)
    actions.advance(campaign.pk, to=Stage.NOTICE, by=office, on=day)


@_in(Stage.NOTICE)
def notice(campaign: Campaign, day: dt.date, facts: Mapping[str, Any]) -> None:
    actions.announce(campaign.pk, by=by(bound_unit()), on=day)


@_in(Stage.NOTICE)
def bulletin(campaign: Campaign, day: dt.date, facts: Mapping[str, Any]) -> None:
    """After the days of the notice; two leads are told to have organised well."""
    office = by(bound_unit())
    actions.advance(campaign.pk, to=Stage.BULLETIN, by=office, on=day)
    title = f"关于{campaign.title}结果的通报"
    text = "经各条线推选、联合评估、实地调研、合议和公示，现将结果予以通报，供各单位学习对标。（演示）"
    actions.issue(campaign.pk, number=f"示党办〔{day.year}〕31号", title=title, text=text, by=office, on=day)
    lines = [line.line_id for line in _lines(campaign)][:2]
    reasons = dict.fromkeys(lines, "推选材料齐全，先行调研扎实。（演示）")
    actions.award(campaign.pk, lines=lines, reasons=reasons, by=office)
    actions.advance(campaign.pk, to=Stage.SHOWN, by=office, on=day)


@_in(Stage.SHOWN)
def online(campaign: Campaign, day: dt.date, facts: Mapping[str, Any]) -> None:
    """Each selected unit's practice, with a kit of its catalog's public items."""
    for selection in live_selections(campaign):
        if not Practice.objects.filter(selection=selection).exists():
            _tell(selection, day, facts["sketch"])


def _tell(selection: Selection, day: dt.date, sketch: Sketch) -> None:
    office = by(bound_unit())
    made = actions.prepare(selection.pk, by=office)
    told = shown_of(selection.unit, selection.line.code, day, sketch=sketch)
    actions.edit(made.pk, by=office, **told)
    actions.show(made.pk, by=office)


EVENTS = {
    "nominations": nominations,
    "review": review,
    "visits": visits,
    "deliberation": deliberation,
    "notice": notice,
    "bulletin": bulletin,
    "showcase": online,
}
