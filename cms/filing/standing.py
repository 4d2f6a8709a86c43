"""How all units stand with their catalogs on a day: each one, and counted by kind, line and territory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.filing.duties import Duty, DutyState, Facts, duty_of, facts_by_unit, joined_on
from cms.filing.rules import rules
from cms.registry.models import Unit
from cms.registry.queries import directory, in_service
from cms.registry.vocabulary import UnitKind, UnitLevel

BY = ("kind", "line", "territory")
TERRITORIES = (UnitKind.TOWN, UnitKind.SUBDISTRICT, UnitKind.PARK)


@dataclass(frozen=True)
class Standing:
    """One unit that owes the register a catalog, and how it stands."""

    unit: Unit
    line: str
    territory: str
    duty: Duty

    @property
    def kind(self) -> str:
        return str(self.unit.get_kind_display())


@dataclass
class Count:
    """应报、已报、逾期 of a group. `owed` is filed and not filed together."""

    name: str
    owed: int = 0
    filed: int = 0
    waiting: int = 0
    open: int = 0
    overdue: int = 0

    def add(self, state: DutyState) -> None:
        self.owed += 1
        self.filed += state.is_filed
        self.waiting += state is DutyState.WAITING
        self.open += state is DutyState.OPEN
        self.overdue += state is DutyState.OVERDUE


def standings(
    *, using: str, units: Iterable[int] | None = None, today: dt.date | None = None
) -> list[Standing]:
    """Every unit in service that owes a catalog, of all that the reader sees or of some, in the register's order.

    Six queries, however many units.
    """
    day, known = today or timezone.localdate(), rules(using=using)
    facts, only = facts_by_unit(using=using), None if units is None else set(units)
    found = []
    for key, entry in directory(using=using).items():
        if not in_service(entry.unit) or (only is not None and key not in only):
            continue
        duty = duty_of(
            entry.unit, facts.get(key, Facts()), known=known, joined=joined_on(entry.unit), today=day
        )
        if duty.state is not DutyState.NONE:
            line = entry.line.name if entry.line else _("没有条线")
            found.append(Standing(entry.unit, line, _territory(entry.unit, entry.superior), duty))
    return found


def _territory(unit: Unit, superior: Unit | None) -> str:
    if unit.kind in TERRITORIES:
        return unit.name
    if superior and superior.kind in TERRITORIES:
        return superior.name
    return _("区级机关") if unit.level == UnitLevel.DISTRICT else _("其他")


def counted(rows: Iterable[Standing], by: str) -> list[Count]:
    """The rows counted by `kind`, `line` or `territory`, in the order in which the groups appear; the total last."""
    groups: dict[str, Count] = {}
    total = Count(_("合计"))
    for row in rows:
        name = getattr(row, by)
        groups.setdefault(name, Count(name)).add(row.duty.state)
        total.add(row.duty.state)
    return [*groups.values(), total]


HEADINGS = (
    "单位",
    "单位类别",
    "条线",
    "属地",
    "事项",
    "状态",
    "截止日期",
    "登记日期",
    "确认日期",
    "待办理自",
)


def table(rows: Iterable[Standing]) -> Iterator[tuple]:
    """The rows as a table to take away, its headings first."""
    yield HEADINGS
    for row in rows:
        facts = row.duty.facts
        yield (
            row.unit.name,
            row.kind,
            row.line,
            row.territory,
            row.duty.what,
            str(row.duty.state.label),
            row.duty.due_on,
            facts.registered_on,
            facts.confirmed_on,
            facts.waiting_since,
        )
