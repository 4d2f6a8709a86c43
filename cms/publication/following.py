"""What follows a publication: those who proposed and decided are told that it is public. Never twice."""

from __future__ import annotations

import uuid

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from wagtail.models import Site

from cms.publication.models import Entry, PublicRecord, Telling
from cms.publication.states import RecordKind
from cms.publication.steps import people_of, records_of
from tenants.context import current
from tenants.identity.mailing import own_address
from tenants.identity.models import MailRhythm

MAIL = "mail"


@task(transactional=True, label=_("公开以后的告知"))
def follow_up(seq: int) -> None:
    """Order a letter to each of those who had a hand in a line of the record. Each is tried for itself."""
    line = PublicRecord.objects.get(pk=seq)
    for person in people_of(records_of(line.plan)):
        tell.enqueue(seq, str(person))


@task(transactional=True, label=_("告知已公开"))
def tell(seq: int, person: str) -> None:
    """Write to one person of the unit, if they have an address and were not told of this line by mail yet.

    The row that says so and the end of the task are one transaction. When a worker dies between the letter and that,
    the letter goes again with the same Message-ID, which mailboxes take for the same letter.
    """
    line = PublicRecord.objects.get(pk=seq)
    entry = Entry.objects.filter(pk=line.entry).first()
    address, rhythm = own_address(uuid.UUID(person))
    if entry is None or not address or rhythm == MailRhythm.OFF:
        return
    _row, is_new = Telling.objects.get_or_create(record=line, recipient=person, channel=MAIL)
    if is_new:
        letter(line, entry, address, person).send()


def letter(line: PublicRecord, entry: Entry, address: str, person: str) -> EmailMessage:
    root = Site.objects.get(is_default_site=True).root_url
    said = _now("已更新") if line.kind != RecordKind.PUBLISHED else _now("已公开")
    words = {
        "said": said,
        "title": entry.title,
        "item": f"{entry.item_code} {entry.item_title}",
        "version": line.version,
        "url": root + entry.path,
        "hash": line.content_hash,
        "site": current().title,
    }
    text = _now(
        "您参与办理的“%(title)s”%(said)s（第%(version)s版）。\n\n事项：%(item)s\n网址：%(url)s\n"
        "内容指纹：%(hash)s\n\n%(site)s\n"
    )
    key = uuid.uuid5(uuid.UUID(person), str(line.row_hash))
    host = root.partition("://")[2].partition(":")[0]
    return EmailMessage(
        _now("%(said)s：%(title)s") % words, text % words, None, [address],
        headers={"Message-ID": f"<{key}@{host}>"},
    )  # fmt: skip
