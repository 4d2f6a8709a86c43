"""An item as it was, whole, so that what was removed can be put back."""

from __future__ import annotations

from typing import Any

from cms.catalog.item import ItemFields
from cms.catalog.models import CatalogItem

FIELDS = [field.name for field in ItemFields._meta.get_fields()]


def snapshot(item: CatalogItem) -> dict[str, Any]:
    """The item's uuid and every field, as JSON can hold them."""
    return {"uuid": str(item.uuid)} | {name: getattr(item, name) for name in FIELDS}


def restored(values: dict[str, Any]) -> CatalogItem:
    """The item of a snapshot, not saved, not in any version yet."""
    known = {name: values[name] for name in ("uuid", *FIELDS) if name in values}
    return CatalogItem(**{name: CatalogItem._meta.get_field(name).to_python(known[name]) for name in known})
