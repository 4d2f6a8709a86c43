"""Reads of the register."""

from __future__ import annotations

from cms.filing.models import FiledItem, Filing
from cms.filing.states import FilingState
from cms.registry.models import Unit
from cms.registry.queries import placement
from cms.registry.vocabulary import UnitKind

# Whose catalogs the district's office keeps; everybody else's goes to the organisation above (条例第十四条).
WITH_THE_OFFICE = {
    UnitKind.COMMITTEE,
    UnitKind.DISCIPLINE,
    UnitKind.WORKING_ORGAN,
    UnitKind.TOWN,
    UnitKind.SUBDISTRICT,
    UnitKind.PARK,
    UnitKind.DEPARTMENT,
}


def registered(*, using: str = "default") -> Filing | None:
    """The catalog in force in the bound tenant."""
    return Filing.objects.using(using).filter(state=FilingState.REGISTERED).first()


def items_in_force(*, using: str = "default"):
    """Items of every registered catalog the reader may see: one unit's, or the district's from the centre."""
    return FiledItem.objects.using(using).filter(filing__state=FilingState.REGISTERED)


def filed_with(unit: Unit) -> Unit | None:
    """Whom a unit files its catalog with: the office, or the organisation above it. None when it has none."""
    if unit.kind in WITH_THE_OFFICE:
        return Unit.objects.filter(kind=UnitKind.COMMITTEE).first()
    return placement(unit).superior
