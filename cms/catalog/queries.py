"""Reads of the desk that more than one surface needs."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from cms.catalog.models import CatalogItem, CatalogVersion


def working() -> CatalogVersion | None:
    """The version that the bound unit is working on."""
    return CatalogVersion.objects.filter(filed_at=None).first()


def history() -> QuerySet[CatalogVersion]:
    """Every version, the newest first, with its number of items as `size`."""
    return CatalogVersion.objects.annotate(size=Count("items")).order_by("-number")


def withdrawn(version: CatalogVersion, *, since: int | None) -> list[CatalogItem]:
    """Items that version number `since` has and this one has not, in the order they had. One query."""
    if since is None or since == version.number:
        return []
    here = version.items.values("code")
    return list(CatalogItem.objects.filter(version__number=since).exclude(code__in=here))


def filed_codes() -> set[str]:
    """Codes that were ever filed: nobody changes them, nobody uses them for another matter. One query."""
    filed = CatalogItem.objects.filter(version__filed_at__isnull=False)
    return set(filed.values_list("code", flat=True))
