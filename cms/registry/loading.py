"""A workbook into the register, and the register into sites: the whole of `cms district load`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cms.registry.actions import admit, load
from cms.registry.conflicts import conflicts
from cms.registry.report import LoadReport
from cms.registry.sites import Address, open_central, open_sites, rename_sites
from cms.registry.spreadsheet import Problem, has_errors, in_order
from cms.registry.turns import taking_turns
from cms.registry.vocabulary import UnitKind
from cms.registry.workbook import UnitRow, read_district
from tenants.context import tenant_scope
from tenants.models import Tenant

Say = Callable[[str], object]


class WorkbookRefused(ValueError):
    """A workbook with errors: nothing of it was loaded. `problems` holds everything found, one a line in the text."""

    for_people = True

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems if problem.level == "error"))


@dataclass
class Loaded:
    """What happened: to the register, and to the sites (slugs)."""

    report: LoadReport
    opened: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)

    @property
    def is_quiet(self) -> bool:
        return self.report.is_quiet and not (self.opened or self.renamed)

    def as_dict(self) -> dict[str, Any]:
        """The parts of the report, and slugs: `sites` that were opened, and sites that were `renamed`."""
        return self.report.as_dict() | {"sites": self.opened, "renamed": self.renamed}


def load_file(
    path: Path, address: Address, say: Say = lambda text: None, *, on: dt.date | None = None
) -> Loaded:
    """Check the whole workbook, then load it, open the missing sites and retitle those of renamed units.

    Raises WorkbookRefused with all problems before anything is written. Running it again repairs a run that
    was cut off. What is new or changed holds from a day (today).
    """
    district, problems = read_district(path)
    if has_errors(problems):
        raise WorkbookRefused(problems)
    with taking_turns(say):
        found = conflicts(district)
        if found:
            raise WorkbookRefused(in_order(found))
        centre = next(unit for unit in district.units if unit.kind == UnitKind.COMMITTEE)
        central = open_central(centre, address)
        with tenant_scope(central):
            report = load(district, on=on)
        return Loaded(report, open_sites(central, address), rename_sites())


def add_unit(row: UnitRow, address: Address, say: Say = lambda text: None) -> None:
    """Take one checked unit into the register and open its site."""
    with taking_turns(say):
        central = Tenant.objects.get(is_central=True)
        with tenant_scope(central):
            admit(row)
        open_sites(central, address)
