"""The unit that compiles, and the template that its kind has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cms.catalog.rows import CatalogRow
from cms.catalog.templates import for_kind
from cms.registry.models import Unit
from tenants.context import current


@dataclass(frozen=True)
class Template:
    name: str
    items: Sequence[CatalogRow]


def own_unit() -> Unit | None:
    """The unit whose site is bound. One query."""
    return Unit.objects.filter(tenant__schema_name=current().schema_name).first()


def own_template() -> Template | None:
    """The template for the bound unit, called by its kind; None for a site that is no unit's. One query."""
    unit = own_unit()
    return Template(str(unit.get_kind_display()), for_kind(unit.kind)) if unit else None
