"""The verbs of the roster: a unit keeps its contacts and gives its word on its entry; the office settles what is wrong."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.filing.roster.models import RosterConfirmation, RosterWord, UnitContact
from cms.registry.models import Unit
from cms.registry.queries import placement

MOST = 20
"""Contacts of a unit. A roster is not an address book."""


class RosterRefused(ValueError):
    """It cannot be done; the text says why."""

    for_people = True


def facts_of(unit: Unit) -> dict[str, str]:
    """What the register says of a unit, as it is shown and kept with the unit's word. Two queries."""
    entry = placement(unit)
    return {
        _("单位名称"): unit.name,
        _("单位类别"): unit.get_kind_display(),
        _("层级"): unit.get_level_display(),
        _("条线"): entry.line.name if entry.line else "—",
        _("上级（指导）党组织"): entry.superior.name if entry.superior else "—",
        _("本单位门户网站"): unit.portal_url or "—",
    }


def confirm(*, unit: Unit) -> RosterConfirmation:
    """All that the register says is right, and there is somebody to call. Once a day. Raises RosterRefused."""
    if not UnitContact.objects.exists():
        raise RosterRefused(_("请先填写至少一位联系人，再确认"))
    with transaction.atomic():
        known = RosterConfirmation.objects.filter(word=RosterWord.CONFIRMED, on=timezone.localdate()).first()
        return known or _say(unit, RosterWord.CONFIRMED, "")


def report(*, unit: Unit, note: str) -> RosterConfirmation:
    """Something is wrong, and what: a note to the office. Raises RosterRefused."""
    if not note.strip():
        raise RosterRefused(_("请写明哪里不对、应该是什么"))
    return _say(unit, RosterWord.WRONG, note.strip())


def _say(unit: Unit, word: RosterWord, note: str) -> RosterConfirmation:
    return RosterConfirmation.objects.create(
        unit=unit, word=word, on=timezone.localdate(), facts=facts_of(unit), note=note
    )


def settle(*, key: uuid.UUID, answer: str) -> RosterConfirmation:
    """The office dealt with what a unit reported. Runs in the unit's tenant. Raises RosterRefused."""
    if not answer.strip():
        raise RosterRefused(_("请写明怎么办理的，单位看得到"))
    with transaction.atomic():
        row = RosterConfirmation.objects.select_for_update().filter(pk=key, word=RosterWord.WRONG).first()
        if row is None or row.settled_on:
            raise RosterRefused(_("这条报告已经办结，或者不存在"))
        row.settled_on, row.answer = timezone.localdate(), answer.strip()
        row.save(update_fields=["settled_on", "answer"])
    return row


def save_contact(*, unit: Unit, values: dict[str, Any], key: uuid.UUID | None = None) -> UnitContact:
    """Write a contact down, new or changed. Raises RosterRefused."""
    with transaction.atomic():
        if key is None:
            if UnitContact.objects.count() >= MOST:
                raise RosterRefused(_("一个单位最多填 %(n)s 位联系人") % {"n": MOST})
            return UnitContact.objects.create(unit=unit, **values)
        row = UnitContact.objects.select_for_update().filter(pk=key).first()
        if row is None:
            raise RosterRefused(_("这位联系人已经删除"))
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    return row


def remove_contact(*, key: uuid.UUID) -> None:
    """Somebody left: nothing of them is kept."""
    UnitContact.objects.filter(pk=key).delete()
