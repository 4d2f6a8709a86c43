"""The verbs of filing: submit a version, register it, return it."""

import datetime as dt
import hashlib
import json

from django.db import transaction
from django.utils import timezone

from cms.catalog.item import ItemFields
from cms.catalog.models import CatalogVersion
from cms.filing.models import FiledItem, Filing
from cms.filing.states import TRANSITIONS, FilingState
from cms.registry.models import Unit
from tenants.context import current

FIELDS = [field.name for field in ItemFields._meta.get_fields()]


class NotInState(ValueError):
    """The verb does not lead anywhere from the state the filing is in."""


def _move(filing: Filing, verb: str) -> None:
    allowed, target = TRANSITIONS[verb]
    if filing.state not in allowed:
        raise NotInState(f"{filing.get_state_display()} → {target.label}")
    filing.state = target


def digest_of(items: list[dict]) -> str:
    """SHA-256 over the items in canonical JSON: what the register vouches for."""
    text = json.dumps(items, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def submit(version: CatalogVersion, *, on: dt.date | None = None) -> Filing:
    """Freeze a working version into the ledger. Runs in the unit's tenant."""
    items = [{name: getattr(item, name) for name in FIELDS} for item in version.items.all()]
    with transaction.atomic():
        filing = Filing.objects.create(
            unit=Unit.objects.get(tenant__schema_name=current().schema_name),
            number=version.number,
            title=version.title,
            digest=digest_of(items),
            filed_on=on or timezone.localdate(),
        )
        FiledItem.objects.bulk_create(FiledItem(filing=filing, **item) for item in items)
        version.filed_at = timezone.now()
        version.save(update_fields=["filed_at"])
    return filing


def register(filing: Filing, *, number: str, on: dt.date | None = None, note: str = "") -> Filing:
    """Enter a submitted version in the register; the version before it is superseded."""
    _move(filing, "register")
    with transaction.atomic():
        for before in Filing.objects.filter(state=FilingState.REGISTERED):
            _move(before, "supersede")
            before.save(update_fields=["state"])
        filing.register_number, filing.note = number, note
        filing.registered_on = on or timezone.localdate()
        filing.save(update_fields=["state", "register_number", "registered_on", "note"])
    return filing


def send_back(filing: Filing, *, note: str) -> Filing:
    """Return a submitted version with remarks."""
    _move(filing, "return")
    filing.note = note
    filing.save(update_fields=["state", "note"])
    return filing
