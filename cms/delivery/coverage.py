"""How much of what fell due is public, and how much in time: the whole district, by line, territory and kind.

Counted from the same rows as the office's desk (cms.obligations.district), anew for every answer: a publication shows
at once, and whoever has the page is told when nothing changed. Groups stand in the order of the register, never in
that of their figures; where little fell due there is a number and no share.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.delivery.addresses import origins
from cms.delivery.rows import unit_link
from cms.filing.models import Filing
from cms.filing.states import FilingState
from cms.obligations.district import NOTHING, Tally, standings
from cms.publication.queries import reader
from cms.registry.models import DisclosureLine, Unit
from cms.registry.queries import DirectoryEntry, directory, in_service
from cms.registry.vocabulary import UnitKind, UnitLevel
from tenants.context import current

FEW = 20
"""Below so many due obligations a share says nothing: one of them is more than five per cent."""
YEARS = 2
"""This one, and the one before it: in January little has fallen due."""
COLUMN = "column/"
TERRITORIES = (UnitKind.TOWN, UnitKind.SUBDISTRICT, UnitKind.PARK)
DISTRICT, ELSEWHERE = "district", "elsewhere"


@dataclass
class Group:
    """Units that are counted together. `key` names them in addresses."""

    key: str
    name: str
    units: list[Unit] = field(default_factory=list)
    registered: int = 0
    tally: Tally = NOTHING

    @property
    def is_few(self) -> bool:
        return self.tally.due < FEW

    @property
    def coverage(self) -> int | None:
        return None if self.is_few else self.tally.coverage

    @property
    def timeliness(self) -> int | None:
        return None if self.is_few else self.tally.timeliness

    @property
    def count(self) -> int:
        return len(self.units)


class Coverage:
    """Everybody whom the bound site speaks for: the district, or the one unit. Six queries, however many units."""

    def __init__(self, *, year: int, today: dt.date) -> None:
        self.year, self.today, using = year, today, reader()
        everyone = directory(using=using)
        self.entries = {key: entry for key, entry in everyone.items() if self._counts(entry.unit)}
        filed = Filing.objects.using(using).filter(state=FilingState.REGISTERED)
        self.registered = set(filed.values_list("unit_id", flat=True)) & set(self.entries)
        found = standings(using=using, units=[*self.entries], year=year, today=today)
        self.tallies = {row.unit: row.tally for row in found}
        self.lines_known = list(DisclosureLine.objects.using(using))

    @staticmethod
    def _counts(unit: Unit) -> bool:
        return in_service(unit) and (current().is_central or unit.tenant_id == current().pk)

    @cached_property
    def total(self) -> Group:
        whole = Group("", "")
        for entry in self.entries.values():
            self._put(whole, entry.unit)
        return whole

    def _put(self, group: Group, unit: Unit) -> None:
        group.units.append(unit)
        group.registered += unit.pk in self.registered
        group.tally += self.tallies.get(unit.pk, NOTHING)

    def lines(self) -> list[Group]:
        groups = {line.code: Group(line.code, line.name) for line in self.lines_known}
        none = Group("none", _("没有条线的单位"))
        for entry in self.entries.values():
            self._put(groups[entry.line.code] if entry.line else none, entry.unit)
        return [group for group in (*groups.values(), none) if group.units]

    def kinds(self) -> list[Group]:
        groups = {kind.value: Group(kind.value, str(kind.label)) for kind in UnitKind}
        for entry in self.entries.values():
            self._put(groups[entry.unit.kind], entry.unit)
        return [group for group in groups.values() if group.units]

    def territories(self) -> list[Group]:
        """A town with all that lies below it, however deep; the organs of the district; the rest."""
        groups = {
            entry.unit.slug: Group(entry.unit.slug, entry.unit.name)
            for entry in self.entries.values()
            if entry.unit.kind in TERRITORIES
        }
        groups |= {DISTRICT: Group(DISTRICT, _("区级机关")), ELSEWHERE: Group(ELSEWHERE, _("其他单位"))}
        for entry in self.entries.values():
            self._put(groups[self._territory(entry, groups)], entry.unit)
        return [group for group in groups.values() if group.units]

    def _territory(self, entry: DirectoryEntry, groups: dict[str, Group]) -> str:
        for one in self._upwards(entry):
            if one.unit.slug in groups:
                return one.unit.slug
        return DISTRICT if entry.unit.level == UnitLevel.DISTRICT else ELSEWHERE

    def _upwards(self, entry: DirectoryEntry) -> Iterator[DirectoryEntry]:
        seen: set[int] = set()
        here: DirectoryEntry | None = entry
        while here and here.unit.pk not in seen:
            seen.add(here.unit.pk)
            yield here
            here = self.entries.get(here.superior.pk) if here.superior else None

    def by(self) -> dict[str, tuple[str, Callable[[], list[Group]]]]:
        """Word in addresses → (what people call it, its groups)."""
        return {
            "line": (_("按条线"), self.lines),
            "territory": (_("按镇街"), self.territories),
            "kind": (_("按单位类别"), self.kinds),
        }


def year_of(text: str, today: dt.date) -> int:
    """The year that was asked for, or this one for what is not offered."""
    return int(text) if text in {str(today.year - n) for n in range(YEARS)} else today.year


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """`/coverage`: the figures by group; with `?line=`, `?territory=` or `?kind=` the units of one group."""
    if not current().is_central:
        raise Http404
    today = timezone.localdate()
    year = year_of(request.GET.get("year", ""), today)
    found = Coverage(year=year, today=today)
    words = {
        "year": year,
        "until": min(today, dt.date(year, 12, 31)),
        "few": FEW,
        "years": _years(year, today),
    }
    chosen = next((name for name in found.by() if name in request.GET), None)
    if chosen:
        return _one(request, found, chosen, words)
    parts = [{"by": name, "title": title, "groups": groups()} for name, (title, groups) in found.by().items()]
    context = words | {"total": found.total, "parts": parts, "base": "/coverage"}
    return render(request, "delivery/coverage.html", context)


def _one(request: HttpRequest, found: Coverage, by: str, words: dict[str, Any]) -> HttpResponse:
    """The units of one group, with their public catalogs. Raises Http404."""
    title, groups = found.by()[by]
    group = next((one for one in groups() if one.key == request.GET[by]), None)
    if group is None:
        raise Http404
    origins(request, [unit.tenant_id for unit in group.units])
    rows = [_unit_row(request, unit, found) for unit in group.units]
    trail = [{"title": _("公开情况"), "url": f"/coverage?year={words['year']}"}]
    context = words | {"group": group, "kind": title, "rows": rows, "trail": trail}
    return render(request, "delivery/coverage_group.html", context | {"base": f"/coverage?{by}={group.key}"})


def _unit_row(request: HttpRequest, unit: Unit, found: Coverage) -> dict[str, Any]:
    link, registered = unit_link(request, unit), unit.pk in found.registered
    url = link["url"] + COLUMN if registered and link["url"] else link["url"]
    return link | {"url": url, "has_catalog": registered, "tally": found.tallies.get(unit.pk, NOTHING)}


def _years(year: int, today: dt.date) -> list[dict[str, Any]]:
    return [{"year": today.year - n, "current": today.year - n == year} for n in range(YEARS)]
