"""A table as csv or JSON Lines, piece by piece while it is read."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cms.delivery.opendata.tables import SEPARATOR, Table
from cms.registry.spreadsheet import harmless

MARK = "\ufeff"
"""By which spreadsheet programs know that a file is UTF-8."""


class _Line:
    """What csv writes into: keeps the last line."""

    def write(self, text: str) -> None:
        self.text = text


def _cell(value: Any) -> Any:
    """Texts that no spreadsheet takes for a formula; several values in one text; yes and no as JSON says them."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        value = SEPARATOR.join(value)
    return harmless(value) if isinstance(value, str) else value


def as_csv(table: Table, rows: Iterable[Any]) -> Iterator[str]:
    """RFC 4180, with a header."""
    line = _Line()
    writer = csv.writer(line)
    writer.writerow([column.name for column in table.columns])
    yield MARK + line.text
    for row in rows:
        writer.writerow([_cell(column.read(row)) for column in table.columns])
        yield line.text


def as_json_lines(table: Table, rows: Iterable[Any]) -> Iterator[str]:
    """One object a line; nothing is made harmless, for nothing runs it."""
    for row in rows:
        said = {column.name: column.read(row) for column in table.columns}
        yield json.dumps(said, ensure_ascii=False) + "\n"


@dataclass(frozen=True)
class Form:
    """How a table is written. `authority`: the code of the Publications Office's list of file types."""

    name: str
    media_type: str
    authority: str
    write: Callable[[Table, Iterable[Any]], Iterator[str]]


FORMS = {
    form.name: form
    for form in (
        Form("csv", "text/csv", "CSV", as_csv),
        Form("jsonl", "application/jsonl", "JSONL", as_json_lines),
    )
}


def described(table: Table, address: str) -> dict[str, Any]:
    """The columns of a csv, as CSV on the Web describes them."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "zh-Hans-CN"}],
        "url": address,
        "dc:title": str(table.title),
        "dc:description": str(table.description),
        "tableSchema": {
            "primaryKey": list(table.key),
            "columns": [
                {
                    "name": column.name,
                    "titles": column.name,
                    "dc:description": str(column.meaning),
                    "datatype": column.datatype,
                }
                for column in table.columns
            ],
        },
    }
