"""The verbs of obligations: expect what a registered catalog promises, and see it met."""

import datetime as dt
import uuid

from cms.filing.models import Filing
from cms.obligations.models import Obligation
from cms.obligations.schedule import due_periods


def expect(filing: Filing, *, since: dt.date, until: dt.date) -> int:
    """Write down everything the public items of a registered catalog owe between two days. Idempotent.

    Returns how many obligations are new. Runs in the unit's tenant.
    """
    rows = [
        Obligation(
            unit_id=filing.unit_id,
            item_code=item.code,
            item_title=item.title,
            period_key=period.key,
            period_label=period.label,
            due_on=due,
        )
        for item in filing.items.all()
        if item.is_public
        for period, due in due_periods(item, since=since, until=until)
    ]
    known = set(Obligation.objects.values_list("item_code", "period_key"))
    fresh = [row for row in rows if (row.item_code, row.period_key) not in known]
    Obligation.objects.bulk_create(fresh)
    return len(fresh)


def fulfil(*, item_code: str, period_key: str, entry: uuid.UUID, on: dt.date) -> bool:
    """Mark the obligation that an entry answers as met, by the first entry that does. False when none is open."""
    open_ones = Obligation.objects.filter(item_code=item_code, period_key=period_key, met_on=None)
    return bool(open_ones.update(met_on=on, entry_uuid=entry))


def reopen(*, entry: uuid.UUID) -> int:
    """An entry was withdrawn: what it answered is owed again."""
    return Obligation.objects.filter(entry_uuid=entry).update(met_on=None, entry_uuid=None)
