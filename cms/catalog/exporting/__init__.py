"""A catalog as a file that an office sends on: Excel, Word or csv. Each is read back to the same items."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from cms.catalog.exporting.documents import docx_of
from cms.catalog.exporting.sheets import csv_of, xlsx_of
from cms.catalog.exporting.table import Table, table_of
from cms.catalog.item import ItemFields
from cms.catalog.rows import CatalogRow

WRITERS: dict[str, Callable[[Table], bytes]] = {"xlsx": xlsx_of, "docx": docx_of, "csv": csv_of}
"""Format → writer. The key is also the file's suffix."""
MIME = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv; charset=utf-8",
}


def export(
    items: Iterable[ItemFields | CatalogRow],
    *,
    title: str,
    unit_name: str,
    on: dt.date,
    format: str = "xlsx",
) -> bytes:
    """The items as a file, in the order given; `format` is a key of WRITERS.

    What the importer reads from it are the same items again, the new fields included. `on` is the day it says it was
    filled in.
    """
    rows = [item if isinstance(item, CatalogRow) else item.as_row() for item in items]
    return WRITERS[format](table_of(rows, title=title, unit_name=unit_name, on=on))
