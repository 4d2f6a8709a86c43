"""The words of attachments: read when nobody waits, one file at a time, and kept with the entry that carries it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from cms.publication.models import Entry
from cms.search.actions import rewrite
from cms.search.attachments import Words, words_of
from cms.search.models import AttachmentText
from cms.search.queries import unread


@task(queue_name="index", idempotent=True, label=_("读取附件文字"))
def read_files(entry: str) -> int:
    """Read the files of a public entry that were not read yet. Returns how many. Each is kept as soon as it is read."""
    found = Entry.objects.filter(pk=entry).first()
    files = unread(found) if found else []
    return sum(_keep(entry, file["hash"], words_of(file["hash"])) for file in files)


def _keep(key: str, digest: str, words: Words) -> bool:
    """Unless the entry left, or carries another file, while this one was read."""
    with transaction.atomic():
        entry = Entry.objects.select_for_update().filter(pk=key, withdrawn_at=None).first()
        if entry is None or digest not in {file["hash"] for file in entry.attachments}:
            return False
        said = {"state": words.state, "text": words.text, "reason": words.reason}
        AttachmentText.objects.update_or_create(entry=entry, digest=digest, defaults=said)
        if words.text:
            rewrite([entry])
    return True
