"""What the plugin reads of what is public: the newest entries, and how those on a poster stand today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cms.extension import Entry


def newest(count: int) -> list[Entry]:
    """The newest public entries of the bound unit. One query."""
    rows = Entry.objects.filter(withdrawn_at=None).select_related("unit")
    return list(rows.order_by("-public_at", "uuid")[:count])


def named(lines: Iterable[Mapping[str, Any]]) -> dict[str, Entry]:
    """uuid → the entry as it is today, of those that were ever here. One query."""
    rows = Entry.objects.filter(uuid__in=[one["entry"] for one in lines]).select_related("unit")
    return {str(row.uuid): row for row in rows}
