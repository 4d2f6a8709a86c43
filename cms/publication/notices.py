"""公示: until when a notice has to stay."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.dateparse import parse_date

from cms.publication.models import Entry


def running_until(entry: Entry) -> dt.date | None:
    """The last day of a notice in the entry that is not over yet. None where nothing is running."""
    details = entry.fields.get("details") or {}
    told = [*entry.fields.get("notice", []), *([details] if entry.kind == "notice" else [])]
    ends = [parse_date(str(one.get("end") or "")) for one in told]
    last = max(filter(None, ends), default=None)
    return last if last and last >= timezone.localdate() else None
