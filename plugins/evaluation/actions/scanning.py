"""The nightly scan: what is new is told, what is mended is closed. Nothing is written where nothing changed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from cms.extension import current
from plugins.evaluation.ledger.models import PageCheck, Scan
from plugins.evaluation.scanning.reading import site
from plugins.evaluation.scanning.rules import RULES, faults
from plugins.evaluation.scanning.seen import Fault

Key = tuple[str, str, str]


def scan(*, today: dt.date | None = None) -> tuple[int, int]:
    """Look at the bound unit's public pages. Returns how many faults are new and how many are mended. Idempotent."""
    today = today or timezone.localdate()
    seen = site(today=today)
    found = {fault.key: fault for fault in faults(seen)}
    with transaction.atomic():
        known = {_key(row): row for row in PageCheck.objects.select_for_update().filter(fixed_on=None)}
        new = [_row(fault, today) for key, fault in found.items() if key not in known]
        PageCheck.objects.bulk_create(new)
        gone = [row.pk for key, row in known.items() if key not in found]
        PageCheck.objects.filter(pk__in=gone).update(fixed_on=today)
        told = {"on": today, "entries": len(seen.entries), "faults": len(found)}
        Scan.objects.update_or_create(schema_name=current().schema_name, defaults=told)
    return len(new), len(gone)


def _key(row: PageCheck) -> Key:
    return row.rule, str(row.entry or ""), row.item_code


def _row(fault: Fault, today: dt.date) -> PageCheck:
    return PageCheck(
        rule=fault.rule,
        entry=fault.entry or None,
        item_code=fault.item_code,
        title=fault.title[:255],
        detail=fault.detail[:300],
        since=today,
        counts_from=today + dt.timedelta(days=RULES[fault.rule].grace),
    )
