"""Taking an entry out of public sight, with words that stay in its place."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction

from cms.filing.actor import Actor
from cms.obligations.actions import reopen
from cms.pages.models import ArticlePage
from cms.publication import clock
from cms.publication.actions.recording import record
from cms.publication.models import Entry, Withdrawal
from cms.publication.notices import running_until
from cms.publication.states import STANDARD, Departure, NoticeRunning, RecordKind, Refused
from tenants.audit.actions import record as audit
from tenants.audit.kinds import AuditKind

LONGEST, SHORTEST = 500, 10


def withdraw(
    page: ArticlePage,
    *,
    by: Any,
    explanation: str,
    replacement: uuid.UUID | None = None,
    leads_on: bool = False,
    contact: str = "",
    early_reason: str = "",
) -> Withdrawal:
    """Take a public page down: `explanation` stands at its address from now on, and what replaces it.

    A notice whose period is not over needs `early_reason`, and the office is shown it. Raises Refused.
    """
    explanation, early_reason = " ".join(explanation.split()), " ".join(early_reason.split())
    if not SHORTEST <= len(explanation) <= LONGEST:
        text = _("请用 %(least)s 到 %(most)s 个字说明为什么撤回，公众会看到")
        raise Refused(text % {"least": SHORTEST, "most": LONGEST})
    with transaction.atomic():
        entry = locked(page, replacement)
        until = running_until(entry)
        if until and not early_reason:
            raise NoticeRunning(_("公示到 %(day)s 才结束，提前撤下要另外写明理由") % {"day": until})
        words = {"explanation": explanation, "contact": contact.strip()[:200]}
        onward = {"replacement": replacement, "leads_on": leads_on and replacement is not None}
        made = take_away(
            entry,
            kind=Departure.WITHDRAWN,
            early_reason=early_reason[:300] if until else "",
            **words,
            **onward,
        )
        note(AuditKind.ENTRY_WITHDRAWN, made, by, early=bool(until))
        take_down(page, by)
    return made


def leave(page: ArticlePage, kind: Departure) -> Withdrawal | None:
    """A page went by other means than a person's word: its time was over, its item left the public. Twice is once."""
    with transaction.atomic():
        rows = Entry.objects.select_for_update().filter(uuid=page.translation_key, withdrawn_at=None)
        entry = rows.first()
        words = str(STANDARD[kind])
        return entry and take_away(entry, kind=kind, explanation=words, early_reason=str(kind.label))


def locked(page: ArticlePage, replacement: uuid.UUID | None = None) -> Entry:
    """The public entry of a page, held until the transaction ends, and so is what replaces it. Raises Refused.

    What replaces another is public itself when it is named, so that no chain of them can come back to its beginning.
    """
    if replacement == page.translation_key:
        raise Refused(_("替代内容不能是它自己"))
    keys = [key for key in (page.translation_key, replacement) if key]
    # Always in the same order: two that replace each other at once wait, and the second is told.
    found = {
        row.uuid: row for row in Entry.objects.select_for_update().filter(uuid__in=keys).order_by("uuid")
    }
    entry = found.get(page.translation_key)
    if entry is None or entry.withdrawn_at:
        day = entry and f"{timezone.localtime(entry.withdrawn_at):%Y-%m-%d %H:%M}"
        raise Refused(_("它已经在 %(day)s 撤下了") % {"day": day} if day else _("它没有公开过"))
    if replacement and (replacement not in found or found[replacement].withdrawn_at):
        raise Refused(_("替代内容须是正在公开的内容"))
    return entry


def take_away(
    entry: Entry, *, kind: Departure, explanation: str, early_reason: str = "", **values
) -> Withdrawal:
    """Write the ledger's side of it: what stands in its place, the record, and that what it answered is owed again."""
    at, until = clock.now(), running_until(entry)
    made = Withdrawal.objects.create(
        entry=entry, kind=kind, title=entry.title, version=entry.version, explanation=explanation,
        notice_until=until, early_reason=early_reason if until else "", at=at, **values,
    )  # fmt: skip
    entry.withdrawn_at, entry.withdrawal = at, made.uuid
    entry.save(update_fields=["withdrawn_at", "withdrawal"])
    record(RecordKind.REMOVED if kind == Departure.REMOVED else RecordKind.WITHDRAWN, entry, at=at)
    reopen(entry=entry.uuid, on=timezone.localtime(at).date())
    return made


def take_down(page: ArticlePage, by: Any) -> None:
    """The page's side of it. By Wagtail's rights nobody may: whoever calls the verbs was asked for the right to them."""
    UnpublishPageAction(page, user=by).execute(skip_permission_checks=True)


def note(kind: AuditKind, made: Withdrawal, by: Any, **detail: Any) -> Actor:
    """Who did it, where the public does not read it."""
    actor = Actor.of(by)
    audit(
        kind=kind,
        subject=made.title,
        actor=actor.identity,
        actor_name=actor.name,
        detail={"entry": str(made.entry_id), "version": made.version, **detail},
    )
    return actor
