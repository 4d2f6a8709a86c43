"""Entries read from the ledger, one question for each answer.

In SQL that is put together here, for composing it with the ORM each time cost as much as everything else that such an
answer needs. Values travel as parameters, and row-level security holds as for any other statement.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db import connections
from django.utils import timezone

from cms.publication.queries import reader

FROM = """
  FROM public.publication_entry e
  JOIN public.registry_unit u ON u.id = e.unit_id
  LEFT JOIN public.tenants_tenant t ON t.id = u.tenant_id"""
# What is not a column of the entry itself.
ELSEWHERE = {
    "unit_slug": "u.slug",
    "unit_name": "u.name",
    "state": "t.state",
    "host": "(SELECT d.domain FROM public.tenants_domain d WHERE d.tenant_id = t.id AND d.is_primary)",
    "steps": """(SELECT v.steps FROM public.publication_entryversion v
                  WHERE v.entry_id = e.uuid AND v.number = e.version)""",
}
STRUCTURED = {"fields", "attachments", "images", "corrections", "steps"}
LINE = """e.unit_id IN (
    SELECT m.unit_id FROM public.registry_linemembership m JOIN public.registry_disclosureline l ON l.id = m.line_id
     WHERE m.valid_from <= %s AND (m.valid_until IS NULL OR m.valid_until > %s) AND %s IN (l.code, l.name))"""


class Conditions:
    """What rows have to meet, all of it: SQL with a mark for each value, and the values."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.values: list[Any] = []

    def add(self, condition: str, *values: Any) -> None:
        self.said.append(condition)
        self.values.extend(values)

    def of_line(self, word: str) -> None:
        """Of units that are on the line with this code or name today."""
        today = timezone.localdate()
        self.add(LINE, today, today, word)


def read(
    columns: Iterable[str], conditions: Conditions, *, order: str = "", limit: int | None = None
) -> list[dict[str, Any]]:
    """Rows of the bound site's ledger, with these columns. One query."""
    names = list(columns)
    chosen = ", ".join(ELSEWHERE.get(name) or f"e.{name}" for name in names)
    tail = (f" ORDER BY {order}" if order else "") + (f" LIMIT {limit}" if limit else "")
    with connections[reader()].cursor() as cursor:
        # Nothing here but names of ours and marks for values.
        cursor.execute(
            f"SELECT {chosen}{FROM} WHERE {' AND '.join(conditions.said)}{tail}", conditions.values
        )
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for name in STRUCTURED.intersection(names):
        for row in rows:
            row[name] = json.loads(row[name]) if isinstance(row[name], str) else row[name]
    return rows
