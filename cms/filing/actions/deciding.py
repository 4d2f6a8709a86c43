"""What whoever the catalog is addressed to does, in the tenant of the unit that filed: check, return, register.

Whether somebody may is asked before, in their own tenant (cms/filing/desk/deciding.py); what they are is handed in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.filing.actions.trace import lead, write_down
from cms.filing.actor import Actor
from cms.filing.checklist import open_lines
from cms.filing.digests import digest_now
from cms.filing.models import Filing, FilingRemark
from cms.filing.numbers import take
from cms.filing.queries import holder_of
from cms.filing.signals import registered
from cms.filing.states import FilingState, NotInState, StepKind, after

Answers = Sequence[Mapping[str, Any]]


class CannotDecide(ValueError):
    """Something is missing for the decision; the text says what."""

    for_people = True


def _kept(checklist: Answers | None) -> dict[str, Any]:
    return {"checklist": [dict(row) for row in checklist]} if checklist is not None else {}


def check(
    filing: Filing, *, by: Actor | None = None, checklist: Answers, note: str = "", on: dt.date | None = None
) -> Filing:
    """Write down how far the formal check is, and decide nothing. Raises NotInState."""
    with transaction.atomic():
        lead("check", filing)
        write_down(StepKind.CHECK, filing, by, on=on, note=note, detail=_kept(checklist))
    return filing


def register(
    filing: Filing,
    *,
    by: Actor | None = None,
    number: str | None = None,
    checklist: Answers | None = None,
    note: str = "",
    on: dt.date | None = None,
) -> Filing:
    """Enter a submitted version in the register; the version before it is superseded.

    Without a number it gets the next one of the register. The column and what is owed follow in the same transaction.
    Raises NotInState, also when a later version is in the register already; NumberTaken; CannotDecide when a line of
    the checklist is open.
    """
    unticked = open_lines(checklist or ())
    if unticked:
        raise CannotDecide(_("形式审查还有没有通过的：%(lines)s") % {"lines": "；".join(unticked)})
    day = on or timezone.localdate()
    with transaction.atomic():
        target = lead("register", filing)
        _supersede(filing, by, day)
        if digest_now(filing) != filing.digest:
            raise NotInState(_("报送的事项与校验值不符，不能登记"))
        taken = take(holder_of(filing), year=day.year, wanted=number)
        filing.state, filing.note, filing.registered_on = target, note, day
        filing.register_number, filing.register_year, filing.register_seq = taken.text, taken.year, taken.seq
        filing.save()
        write_down(StepKind.REGISTER, filing, by, on=day, note=note, detail=_kept(checklist))
        registered.send(sender=Filing, filing=filing)
    return filing


def _supersede(filing: Filing, by: Actor | None, day: dt.date) -> None:
    for before in Filing.objects.select_for_update().filter(state=FilingState.REGISTERED):
        if before.number > filing.number:
            text = _("第 %(later)s 版已经登记，不能再登记更早的第 %(number)s 版")
            raise NotInState(text % {"later": before.number, "number": filing.number})
        before.state = after("supersede", before.state)
        before.save(update_fields=["state"])
        write_down(StepKind.SUPERSEDE, before, by, on=day, detail={"version": filing.number})


def send_back(
    filing: Filing,
    *,
    by: Actor | None = None,
    remarks: Mapping[str, str] | None = None,
    checklist: Answers | None = None,
    note: str = "",
    on: dt.date | None = None,
) -> Filing:
    """Return a submitted version with remarks on its items, by code. Raises NotInState, CannotDecide."""
    said = {code: text.strip() for code, text in (remarks or {}).items() if text.strip()}
    if not said and not note.strip():
        raise CannotDecide(_("请写明为什么退回，或者对事项写明意见"))
    with transaction.atomic():
        target = lead("return", filing)
        unknown = set(said) - set(filing.items.values_list("code", flat=True))
        if unknown:
            raise CannotDecide(_("目录里没有事项 %(codes)s") % {"codes": "、".join(sorted(unknown))})
        filing.state, filing.note = target, note.strip()
        filing.save(update_fields=["state", "note"])
        FilingRemark.objects.bulk_create(
            FilingRemark(filing=filing, code=code, text=text) for code, text in sorted(said.items())
        )
        write_down(StepKind.RETURN, filing, by, on=on, note=note.strip(), detail=_kept(checklist))
    return filing
