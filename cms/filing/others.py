"""What other units disclose by their catalogs, for a unit that compiles its own: nothing that the public cannot read."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from cms.filing.models import FiledItem
from cms.filing.states import FilingState
from cms.registry.models import Unit
from tenants.states import IN_SERVICE

CENTRAL = "central"


def disclosed(unit: Unit) -> QuerySet[FiledItem]:
    """Items of the registered catalogs of other units of the same kind: those for the public whose title is too.

    The one read across units: whatever else is filed stays behind it.
    """
    return (
        FiledItem.objects.using(CENTRAL)
        .filter(
            FiledItem.public(),
            filing__state=FilingState.REGISTERED,
            filing__unit__kind=unit.kind,
            filing__unit__tenant__state__in=IN_SERVICE,
        )
        .exclude(filing__unit=unit.pk)
    )


def units(unit: Unit, *, named: str = "") -> QuerySet:
    """The units that have such items, in the order of the register: {slug, name, registered_on, size}."""
    found = disclosed(unit).filter(filing__unit__name__icontains=named) if named else disclosed(unit)
    told = found.values("filing__unit__slug", "filing__unit__name", "filing__registered_on")
    return told.annotate(size=Count("pk")).order_by("filing__unit__order", "filing__unit__slug")


def items(unit: Unit, *, slug: str) -> list[FiledItem]:
    """The items of one of them, in its order; none of a unit that is not among them. One query."""
    found = disclosed(unit).filter(filing__unit__slug=slug).select_related("filing__unit")
    return list(found.order_by("order"))
