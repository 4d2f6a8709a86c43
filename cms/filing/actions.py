"""The verbs of filing: submit a version, register it, return it."""

import datetime as dt
import hashlib
import json

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.catalog.item import LATER, ItemFields
from cms.catalog.models import CatalogVersion
from cms.filing.models import FiledItem, Filing
from cms.filing.signals import registered
from cms.filing.states import FilingState, NotInState, after
from cms.registry.models import Unit
from tenants.context import current

FIELDS = [field.name for field in ItemFields._meta.get_fields()]


class CannotFile(ValueError):
    """The version cannot be filed; the text says why."""

    for_people = True


def _locked(filing: Filing) -> Filing:
    """The filing as it is now, held until the transaction ends: another process may have moved it."""
    filing.refresh_from_db(from_queryset=Filing.objects.select_for_update())
    return filing


def values_of(item: ItemFields) -> dict:
    """What an item says, whether compiled or filed."""
    return {name: getattr(item, name) for name in FIELDS}


def digest_of(items: list[dict]) -> str:
    """SHA-256 over the items in canonical JSON: what the register vouches for. Later fields count where they speak."""
    said = [
        {name: value for name, value in item.items() if name not in LATER or value != LATER[name]}
        for item in items
    ]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def digest_now(filing: Filing) -> str:
    """The digest over the filed items as they stand in the ledger."""
    return digest_of([values_of(item) for item in filing.items.order_by("order")])


def submit(version: CatalogVersion, *, on: dt.date | None = None) -> Filing:
    """Freeze a working version into the ledger. Runs in the unit's tenant. Raises CannotFile."""
    items = [values_of(item) for item in version.items.order_by("order")]
    if not items:
        raise CannotFile(_("第 %(number)s 版没有事项，不能报送") % {"number": version.number})
    with transaction.atomic():
        version.refresh_from_db(from_queryset=CatalogVersion.objects.select_for_update())
        if version.filed_at:
            text = _("第 %(number)s 版已经报送，请导入修改后的新版")
            raise CannotFile(text % {"number": version.number})
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
    """Enter a submitted version in the register; the version before it is superseded.

    The column and what is owed follow in the same transaction. Raises NotInState, also when a later version is in
    the register already.
    """
    with transaction.atomic():
        target = after("register", _locked(filing).state)
        for before in Filing.objects.select_for_update().filter(state=FilingState.REGISTERED):
            if before.number > filing.number:
                text = _("第 %(later)s 版已经登记，不能再登记更早的第 %(number)s 版")
                raise NotInState(text % {"later": before.number, "number": filing.number})
            before.state = after("supersede", before.state)
            before.save(update_fields=["state"])
        if digest_now(filing) != filing.digest:
            raise NotInState(_("报送的事项与校验值不符，不能登记"))
        filing.state, filing.register_number, filing.note = target, number, note
        filing.registered_on = on or timezone.localdate()
        filing.save(update_fields=["state", "register_number", "registered_on", "note"])
        registered.send(sender=Filing, filing=filing)
    return filing


def send_back(filing: Filing, *, note: str) -> Filing:
    """Return a submitted version with remarks. Raises NotInState."""
    with transaction.atomic():
        filing.state, filing.note = after("return", _locked(filing).state), note
        filing.save(update_fields=["state", "note"])
    return filing
