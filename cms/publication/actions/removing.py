"""紧急移除: content that must not be seen goes at once, by one person; the account of it is due afterwards."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.pages.models import ArticlePage
from cms.procedure.routes import follow_up_hours
from cms.publication.actions.withdrawing import locked, note, take_away, take_down
from cms.publication.models import Removal, Withdrawal
from cms.publication.states import STANDARD, Departure, Refused
from cms.publication.wording import long_numbers
from tenants.audit.kinds import AuditKind

ERASED = {
    "summary": "",
    "html": "",
    "text": "",
    "fields": {},
    "attachments": [],
    "images": [],
    "corrections": [],
}


def remove_now(page: ArticlePage, *, by: Any, reason: str) -> Removal:
    """Take a public page away with everything in it: text, files, pictures, versions. No words of it stay.

    The person who does it answers for it afterwards (`account_for`), within the time that the missing steps of an
    emergency publication have. Raises Refused.
    """
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise Refused(_("请选择或写明移除的原因"))
    with transaction.atomic():
        entry = locked(page)
        made = take_away(
            entry,
            kind=Departure.REMOVED,
            explanation=str(STANDARD[Departure.REMOVED]),
            early_reason=str(Departure.REMOVED.label),
        )
        for name, value in ERASED.items():
            setattr(entry, name, value)
        entry.save(update_fields=[*ERASED])
        actor = note(AuditKind.ENTRY_REMOVED, made, by)
        take_down(page, by)
        return Removal.objects.create(
            withdrawal=made.uuid, entry=entry.uuid, title=entry.title, reason=reason, by=actor.identity,
            by_name=actor.name, at=made.at, due_at=made.at + dt.timedelta(hours=follow_up_hours()),
        )  # fmt: skip


def account_for(removal: Removal, *, by: Any, what_happened: str, ordered_by: str, lessons: str) -> Removal:
    """Write down after the event what happened, who decided and what was learned. Once. Raises Refused."""
    said = {"what_happened": what_happened, "ordered_by": ordered_by, "lessons": lessons}
    said = {name: text.strip() for name, text in said.items()}
    if not all(said.values()):
        raise Refused(_("经过、谁决定的、教训和措施都要写"))
    if long_numbers(*said.values()):
        raise Refused(_("补记里不要写号码：长串数字会让泄露的内容又多留一份"))
    with transaction.atomic():
        row = Removal.objects.select_for_update().get(pk=removal.pk)
        if row.accounted_at:
            words = {
                "name": row.accounted_by_name,
                "at": f"{timezone.localtime(row.accounted_at):%Y-%m-%d %H:%M}",
            }
            raise Refused(_("%(name)s 已在 %(at)s 补记") % words)
        actor = _sign(row, by, said)
        row.accounted_by, row.accounted_by_name = actor.identity, actor.name
        row.accounted_at = timezone.now()
        row.save()
    return row


def _sign(row: Removal, by: Any, said: dict[str, str]) -> Any:
    for name, text in said.items():
        setattr(row, name, text)
    return note(AuditKind.REMOVAL_ACCOUNTED, Withdrawal.objects.get(pk=row.withdrawal), by)
