"""The ledger's obligations follow the facts: `recompute` writes what differs, and nothing else.

Rows are never deleted: what turns out not to be owed is marked void, and comes back if it is owed again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from cms.obligations.compute import Duty, compute
from cms.obligations.gathering import gather
from cms.obligations.models import Obligation
from cms.obligations.signals import gathering
from cms.obligations.tallying import write_tallies
from cms.registry.models import Unit
from tenants.context import current, current_schema
from tenants.tasks.periodic import each_tenant_daily

KEPT = {
    "item_title": "title",
    "period_label": "label",
    "kind": "kind",
    "due_on": "due_on",
    "provisional": "provisional",
    "met_on": "met_on",
    "entry_uuid": "entry",
    "nil": "nil",
    "nil_on": "nil_on",
    "waived_on": "waived_on",
}
"""Field of the row → attribute of the computed duty."""
BATCH = 500


@dataclass(frozen=True)
class Changes:
    """How many rows a recomputation wrote."""

    added: int = 0
    changed: int = 0
    voided: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.voided)


def as_of(day: dt.date, *, schema: str | None = None, using: str = "default") -> list[Duty]:
    """The obligations of the bound unit, or of another that the reader may see, as a day knew them."""
    return compute(gather(schema=schema, using=using), on=day)


def recompute(*, codes: Iterable[str] | None = None, today: dt.date | None = None) -> Changes:
    """Bring the bound unit's obligations to its facts, all or those of some items. Idempotent.

    Runs in the transaction of whatever changed a fact. Two at once in a unit take turns.
    """
    today = today or timezone.localdate()
    named = None if codes is None else sorted(set(codes))
    with transaction.atomic():
        take_turn()
        gathering.send(sender=Obligation, codes=named)
        duties = compute(gather(codes=named, today=today), on=today)
        rows = Obligation.everything.all()
        rows = rows if named is None else rows.filter(item_code__in=named)
        changes = _write(duties, {(row.item_code, row.period_key): row for row in rows})
        if changes or named is None:
            write_tallies(today)
    return changes


def take_turn() -> None:
    """Wait for whoever else is changing what the bound unit owes. Held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"obligations {current_schema()}"])


def _values(duty: Duty) -> dict[str, Any]:
    return {field: getattr(duty, name) for field, name in KEPT.items()}


def _write(duties: list[Duty], rows: dict[tuple[str, str], Obligation]) -> Changes:
    fresh = [duty for duty in duties if (duty.code, duty.key) not in rows]
    changed, wanted = [], set()
    for duty in duties:
        key = duty.code, duty.key
        wanted.add(key)
        if key in rows and _bring(rows[key], _values(duty) | {"void": False}):
            changed.append(rows[key])
    voided = [row for key, row in rows.items() if key not in wanted and not row.void]
    for row in voided:
        row.void = True
    _overwrite([*changed, *voided])
    _add(fresh)
    return Changes(len(fresh), len(changed), len(voided))


def _overwrite(rows: list[Obligation]) -> None:
    """Write rows that are there. As an insertion that conflicts: `bulk_update` asks ten times as long."""
    Obligation.everything.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["uuid"], update_fields=[*KEPT, "void"]
    )


def _bring(row: Obligation, values: dict[str, Any]) -> bool:
    """Give a row its values. Returns whether any of them is another."""
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)


def _add(duties: list[Duty]) -> None:
    if not duties:
        return
    unit = Unit.objects.get(tenant__schema_name=current().schema_name)
    Obligation.everything.bulk_create(
        [Obligation(unit=unit, item_code=duty.code, period_key=duty.key, **_values(duty)) for duty in duties],
        batch_size=BATCH,
    )


@each_tenant_daily
@task(transactional=True, label=_("重算应公开义务"))
def recompute_daily() -> dict[str, int]:
    """A new year looks further ahead, and a calendar that arrived moves what lies in its year."""
    changes = recompute()
    return {"added": changes.added, "changed": changes.changed, "voided": changes.voided}
