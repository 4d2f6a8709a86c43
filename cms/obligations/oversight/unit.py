"""One unit on the desk: what the ledger keeps of it, and its obligations item by item, now or as a day knew them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now

from cms.obligations.compute import Duty
from cms.obligations.district import Tally
from cms.obligations.marks import mark
from cms.obligations.models import Obligation
from cms.obligations.oversight.feed import changes
from cms.obligations.oversight.ledger import kept
from cms.obligations.oversight.scope import only
from cms.obligations.oversight.view import OverseenView
from cms.obligations.projection import as_of
from cms.obligations.queries import of_unit
from cms.obligations.states import ObligationState as S
from cms.registry.queries import DirectoryEntry

OPEN = (S.OVERDUE, S.SOON, S.PENDING)


@dataclass(frozen=True)
class Line:
    """One obligation as the page shows it."""

    label: str
    state: S
    due_on: dt.date
    met_on: dt.date | None


@dataclass(frozen=True)
class Item:
    """An item with what it owes, the latest due date first. Its state presses most, or is how the last one ended."""

    code: str
    title: str
    lines: list[Line]

    @property
    def state(self) -> S:
        states = [line.state for line in self.lines]
        pressing = [state for state in (S.OVERDUE, S.SOON) if state in states]
        ended = [state for state in states if state not in OPEN]
        return [*pressing, *ended, S.PENDING][0]


class UnitView(OverseenView):
    """`?on=` asks for a day: then everything owed is computed again from what that day knew."""

    template_name = "obligations/oversight/unit.html"

    @cached_property
    def entry(self) -> DirectoryEntry:
        return self.scope.entry(self.kwargs["slug"])

    @cached_property
    def day(self) -> dt.date | None:
        """The day that was asked for. None for now, and for what is no day that has been."""
        try:
            day = parse_date(self.request.GET.get("on", "").strip())
        except ValueError:
            return None
        return day if day and day <= self.today else None

    def get_page_title(self) -> str:
        return self.entry.unit.name

    def way(self) -> list[dict[str, Any]]:
        line = self.entry.line
        above = [{"url": reverse("oversight:line", args=[line.code]), "label": line.name}] if line else []
        return [*above, {"url": "", "label": self.entry.unit.name}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        alone = only(self.scope, self.entry)
        asked = self.request.GET.get("on", "").strip()
        return super().get_context_data(**kwargs) | {
            "kept": kept(alone, year=self.year, today=self.today)[0],
            "feed": changes(alone, today=self.today),
            "day": self.day,
            "refused": _now("请填写今天或以前的日期，例如 2026-03-05。") if asked and not self.day else "",
            **(self._then(self.day) if self.day else self._now()),
        }

    def _now(self) -> dict[str, Any]:
        found = of_unit(self.entry.unit.pk, using=self.scope.using, year=self.year)
        items = [Item(one.code, one.title, [_line(row) for row in one.rows]) for one in found]
        return {"items": _marked(items), "tally": None}

    def _then(self, day: dt.date) -> dict[str, Any]:
        tenant = self.entry.unit.tenant
        owed = as_of(day, schema=tenant.schema_name, using=self.scope.using) if tenant else []
        return {"items": _marked(_by_item(owed, day)), "tally": _counted(owed, day)}


def _line(row: Obligation) -> Line:
    return Line(row.period_label, row.state, row.due_on, row.met_on)


def _by_item(owed: Iterable[Duty], day: dt.date) -> list[Item]:
    """What was open on a day, and what fell due in its year."""
    found: dict[str, Item] = {}
    for duty in owed:
        if duty.state in OPEN or duty.due_on.year == day.year:
            item = found.setdefault(duty.code, Item(duty.code, duty.title, []))
            item.lines.insert(0, Line(duty.label, duty.state, duty.due_on, duty.met_on))
    return [*found.values()]


def _marked(items: list[Item]) -> list[tuple[Item, Any, list[tuple[Line, Any]]]]:
    """Items and lines with their marks, each made once."""
    marks = {state: mark(state) for state in S}
    return [(item, marks[item.state], [(line, marks[line.state]) for line in item.lines]) for item in items]


def _counted(owed: Iterable[Duty], day: dt.date) -> Tally:
    """The figures of the day's year until the day, as `district` counts them."""
    due = [duty.state for duty in owed if duty.due_on.year == day.year and duty.due_on <= day]
    counted = [state for state in due if state != S.WAIVED]
    met = [state for state in counted if state in (S.MET, S.LATE, S.NIL)]
    return Tally(len(counted), len(met), len([state for state in met if state != S.LATE]))
