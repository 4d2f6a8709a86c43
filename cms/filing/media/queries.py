"""Reads of media registrations. `using` says whose: the bound unit's by default, the district's at the centre."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery

from cms.filing.media.models import MediaProbe, MediaRegistration
from cms.filing.media.states import MediaState

PROBED = ("outcome", "at", "newest_on", "detail")


def last_probe() -> dict[str, Subquery]:
    """What the last look found, as annotations of a registration: probe_outcome, probe_at and so on."""
    rows = MediaProbe.objects.filter(registration=OuterRef("pk")).order_by("-at")
    return {f"probe_{name}": Subquery(rows.values(name)[:1]) for name in PROBED}


def registrations(*, using: str = "default") -> QuerySet[MediaRegistration]:
    """With their unit and the last look. One query."""
    return MediaRegistration.objects.using(using).select_related("unit").annotate(**last_probe())


def by_unit(*, using: str = "default", units: list[int] | None = None) -> dict[int, list[MediaRegistration]]:
    """Unit → its registrations that have not ended. One query."""
    rows = registrations(using=using).exclude(state=MediaState.ENDED)
    found: dict[int, list[MediaRegistration]] = {}
    for row in rows if units is None else rows.filter(unit_id__in=units):
        found.setdefault(row.unit_id, []).append(row)
    return found
