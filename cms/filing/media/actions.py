"""The verbs of media registrations. All run in the unit's tenant; the office steps into it to decide."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.filing.media.duty import GRACE
from cms.filing.media.models import YEAR, MediaContact, MediaRegistration, MediaStep
from cms.filing.media.states import EDITABLE, MediaRefused, MediaState, MediaVerb, after
from cms.registry.models import Unit
from tenants.context import current

CONTACT = ("person", "telephone")
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('filing_media_number'))"
NUMBER = "网备〔{year}〕{count:03d}号"


def save(
    *, values: dict[str, Any], key: uuid.UUID | None = None, by: uuid.UUID | None = None
) -> MediaRegistration:
    """Write down a medium, new (`key` None) or changed. One that the office knows goes to it again, with its number.

    `values` are fields of MediaRegistration and those of its contact. Raises MediaRefused.
    """
    values = dict(values)
    contact = {name: values.pop(name) for name in CONTACT if name in values}
    with transaction.atomic():
        if key is None:
            row = MediaRegistration(unit=Unit.objects.get(tenant__schema_name=current().schema_name))
        else:
            row = _locked(key)
            if row.state not in EDITABLE:
                raise MediaRefused(
                    _("备案的状态是“%(state)s”，现在不能修改") % {"state": row.get_state_display()}
                )
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        if contact:
            MediaContact.objects.update_or_create(registration=row, defaults=contact)
        if row.state in (MediaState.REGISTERED, MediaState.LAPSED):
            _step(row, MediaVerb.AMEND, by=by, filed_on=timezone.localdate())
    return row


def submit(*, key: uuid.UUID, by: uuid.UUID | None = None) -> MediaRegistration:
    """Hand a medium in with the office. Raises MediaRefused."""
    return _do(key, MediaVerb.SUBMIT, by=by, filed_on=timezone.localdate(), remarks="")


def withdraw(*, key: uuid.UUID, by: uuid.UUID | None = None) -> MediaRegistration:
    """Take back what the office has not decided about. Raises MediaRefused."""
    return _do(key, MediaVerb.WITHDRAW, by=by)


def confirm(*, key: uuid.UUID, by: uuid.UUID | None = None) -> MediaRegistration:
    """年度确认: all of it still holds. Good for a year from today, also for one that lapsed. Raises MediaRefused."""
    return _do(key, MediaVerb.CONFIRM, by=by, confirmed_on=timezone.localdate())


def end(*, key: uuid.UUID, note: str, by: uuid.UUID | None = None) -> MediaRegistration:
    """The medium was closed, and why. Whom to call about it is forgotten. Raises MediaRefused."""
    if not note.strip():
        raise MediaRefused(_("请写明停办的原因"))
    with transaction.atomic():
        row = _do(key, MediaVerb.END, by=by, note=note)
        MediaContact.objects.filter(registration=row).update(person="", telephone="")
    return row


def register(
    *, key: uuid.UUID, by: uuid.UUID | None = None, number: str = "", note: str = ""
) -> MediaRegistration:
    """The office's formal check found nothing missing. A number is given unless it has one. Raises MediaRefused."""
    with transaction.atomic():
        row, today = _locked(key), timezone.localdate()
        number = number or row.number or next_number(today.year)
        return _step(
            row,
            MediaVerb.REGISTER,
            by=by,
            note=note,
            number=number,
            remarks=note,
            registered_on=today,
            confirmed_on=today,
        )


def send_back(*, key: uuid.UUID, note: str, by: uuid.UUID | None = None) -> MediaRegistration:
    """The office's formal check found something; `note` says what. Raises MediaRefused."""
    if not note.strip():
        raise MediaRefused(_("请写明要补正什么"))
    return _do(key, MediaVerb.RETURN, by=by, note=note, remarks=note)


def lapse(*, today: dt.date) -> int:
    """What was not confirmed within the year and the days of grace after it lapses. Returns how many. Idempotent."""
    last = today - dt.timedelta(days=YEAR + GRACE)
    keys = MediaRegistration.objects.filter(state=MediaState.REGISTERED, confirmed_on__lt=last)
    with transaction.atomic():
        rows = list(keys.select_for_update())
        for row in rows:
            _step(row, MediaVerb.LAPSE)
    return len(rows)


def next_number(year: int) -> str:
    """The next number of the district's register. Holds whoever else asks until the open transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)
    start = NUMBER.partition("{count")[0].format(year=year)
    counts = []
    for alias in ("central", "default"):  # of all units, and of the bound one also before it is committed
        given = MediaRegistration.objects.using(alias).filter(number__startswith=start)
        counts += [text[len(start) : -1] for text in given.values_list("number", flat=True)]
    return NUMBER.format(year=year, count=max((int(one) for one in counts if one.isdecimal()), default=0) + 1)


def _locked(key: uuid.UUID) -> MediaRegistration:
    row = MediaRegistration.objects.select_for_update().filter(pk=key).first()
    if row is None:
        raise MediaRefused(_("这条备案不存在，或者已经不在本单位"))
    return row


def _do(
    key: uuid.UUID, verb: MediaVerb, *, by: uuid.UUID | None, note: str = "", **values: Any
) -> MediaRegistration:
    with transaction.atomic():
        return _step(_locked(key), verb, by=by, note=note, **values)


def _step(
    row: MediaRegistration, verb: MediaVerb, *, by: uuid.UUID | None = None, note: str = "", **values: Any
) -> MediaRegistration:
    """Move a locked row along the table of states and keep the step."""
    values["state"] = after(verb, row.state)
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=[*values])
    MediaStep.objects.create(registration=row, verb=verb, state=row.state, note=note, by=by)
    return row
