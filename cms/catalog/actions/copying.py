"""Adding items that are offered from elsewhere to the unit's own working version."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from django.db import transaction

from cms.catalog.actions.author import Author
from cms.catalog.actions.changing import Saved, Wanted, change
from cms.catalog.actions.starting import OF_THE_UNIT, start_empty, start_from_version
from cms.catalog.cells import shown
from cms.catalog.item import ItemFields
from cms.catalog.queries import history, working
from cms.catalog.states import CannotCompile


def offered(item: ItemFields) -> dict[str, str]:
    """What an item says, as the texts of its cells, but for what is true of its unit alone."""
    return {name: text for name, text in shown(item).items() if text and name not in OF_THE_UNIT}


def taken_codes() -> dict[str, str]:
    """Code → title, of the bound unit's working version, or of its last where nobody compiles. Two queries."""
    version = working() or history().first()
    return dict(version.items.values_list("code", "title")) if version else {}


def add_items(
    rows: Iterable[Mapping[str, str]], *, name: str = "", identity: uuid.UUID | None = None
) -> Saved:
    """Add rows (cell → text) at the end of the working version; one is begun from the last where there is none.
    Nothing is filed. All or nothing: raises CannotCompile."""
    by = Author(name[:100], identity)
    with transaction.atomic():
        version = working()
        if version is None:
            last = history().first()
            version = start_from_version(last, by=by) if last else start_empty(by=by)
        return change(
            version, wanted=Wanted(add=[dict(row) for row in rows], revision=version.revision), by=by
        )


__all__ = ["CannotCompile", "add_items", "offered", "taken_codes"]
