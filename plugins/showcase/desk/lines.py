"""A campaign line by line: who was put forward, how far each is, and what there is to do next for whoever looks."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from plugins.showcase.desk.acts import ACTS, Act, offered
from plugins.showcase.desk.stable import told
from plugins.showcase.ledger.models import (
    Campaign,
    Deliberation,
    EmptyPlace,
    Nomination,
    Sheet,
    Stability,
    VisitSeat,
)
from plugins.showcase.queries import led_lines, lines_of, live_nominations, live_selections, me
from plugins.showcase.states import NominationState, SheetKind, SheetState, Stage, Who


@dataclass(frozen=True)
class Looker:
    """Who looks at a campaign: what the site may do, and what the person has done."""

    roles: frozenset[Who]
    unit: int | None
    sealed: frozenset[tuple[uuid.UUID, str]]
    """(nomination, kind) of the person's own sheets."""
    seats: frozenset[uuid.UUID]
    """Nominations in whose visit the unit has a seat."""

    def has_sealed(self, act: str, row: Nomination) -> bool:
        kind = {"review": SheetKind.REVIEW, "visit": SheetKind.VISIT}.get(act)
        return kind is not None and (row.pk, str(kind)) in self.sealed


def looker(campaign: Campaign, *, roles: frozenset[Who], identity: uuid.UUID | None) -> Looker:
    """Three queries."""
    own = me()
    sealed = Sheet.objects.filter(campaign=campaign, by=identity, state=SheetState.SEALED)
    seats = VisitSeat.objects.filter(campaign=campaign, unit=own, excused="")
    return Looker(
        roles,
        own.pk if own else None,
        frozenset(sealed.values_list("nomination_id", "kind")),
        frozenset(seats.values_list("visit__nomination_id", flat=True)),
    )


def next_act(row: Nomination, by: Looker, *, selected: bool) -> tuple[str, Act] | None:
    """What is to be done about a nomination now, by whoever looks; None where it is somebody else's turn, or done.
    `row` comes with gate, pre_visit and visit."""
    name = _NEXT.get(Stage(row.campaign.stage), _nothing)(row, by, selected)
    return (name, ACTS[name]) if name else None


def _nothing(row: Nomination, by: Looker, selected: bool) -> str:
    return ""


def _nominated(row: Nomination, by: Looker, selected: bool) -> str:
    if row.lead_id != by.unit or row.state != NominationState.DRAFT:
        return ""
    if not row.highlights:
        return "write"
    return "submit" if hasattr(row, "pre_visit") else "pre_visit"


def _checked(row: Nomination, by: Looker, selected: bool) -> str:
    return "check" if Who.OFFICE in by.roles and not hasattr(row, "gate") else ""


def _passed(row: Nomination) -> bool:
    return hasattr(row, "gate") and row.gate.passed


def _reviewed(row: Nomination, by: Looker, selected: bool) -> str:
    turn = Who.REVIEWER in by.roles and row.unit_id != by.unit and _passed(row)
    return "review" if turn and not by.has_sealed("review", row) else ""


def _visited(row: Nomination, by: Looker, selected: bool) -> str:
    if not _passed(row):
        return ""
    is_office, visit = Who.OFFICE in by.roles, getattr(row, "visit", None)
    if visit is None:
        return "plan_visit" if is_office else ""
    if row.pk in by.seats and not by.has_sealed("visit", row):
        return "visit"
    return "hold_visit" if is_office and visit.held_on is None else ""


def _selected(row: Nomination, by: Looker, selected: bool) -> str:
    return "select" if Who.OFFICE in by.roles and _passed(row) and not selected else ""


_NEXT = {
    Stage.NOMINATE: _nominated,
    Stage.CHECK: _checked,
    Stage.REVIEW: _reviewed,
    Stage.VISIT: _visited,
    Stage.DELIBERATE: _selected,
}


def blocks(campaign: Campaign, by: Looker) -> list[dict[str, Any]]:
    """The lines that the bound site sees something of. A constant number of queries."""
    nominations = _by_line(_nominations(campaign))
    chosen = _by_line(live_selections(campaign))
    empty = _by_line(EmptyPlace.objects.filter(campaign=campaign, filled_at=None).order_by("slot"))
    names = {str(row.pk): row.unit.name for rows in nominations.values() for row in rows}
    newest = Stability.objects.filter(campaign=campaign).order_by("at")
    stable = {row.line_id: told(row, names) for row in newest}
    agreed = {row.line_id: row for row in Deliberation.objects.filter(campaign=campaign).order_by("at")}
    led = set(led_lines(campaign).values_list("line_id", flat=True))
    acts, of_chosen = (offered(campaign, by.roles, about) for about in ("line", "selection"))
    taken = {one.nomination_id for rows in chosen.values() for one in rows}
    return [
        {
            "key": one.pk, "line": one.line, "lead": one.lead, "acts": acts, "chosen_acts": of_chosen,
            "nominees": [
                {
                    "row": row, "next": next_act(row, by, selected=row.pk in taken),
                    "sealed": (row.pk, _kind(campaign)) in by.sealed, "selected": row.pk in taken,
                }
                for row in nominations[one.line_id]
            ],
            "selections": chosen[one.line_id], "stable": stable.get(one.line_id), "agreed": agreed.get(one.line_id),
            "empty": empty[one.line_id],
        }
        for one in lines_of(campaign)
        if Who.OFFICE in by.roles or one.line_id in led or nominations[one.line_id] or chosen[one.line_id]
    ]  # fmt: skip


def _kind(campaign: Campaign) -> str:
    return SheetKind.REVIEW if campaign.stage == Stage.REVIEW else SheetKind.VISIT


def _nominations(campaign: Campaign) -> Iterable[Nomination]:
    return (
        live_nominations(campaign).select_related("campaign", "gate", "pre_visit", "visit").order_by("slot")
    )


def _by_line(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.line_id].append(row)
    return found
