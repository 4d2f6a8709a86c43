"""Holding a version while it changes, so that two people change it one after the other; and ending its life here."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.catalog.actions.author import Author
from cms.catalog.models import CatalogVersion
from cms.catalog.states import CannotCompile, NotOpen, after


class NoSuchVersion(CannotCompile):
    """The version is not there any more."""


def held(key: uuid.UUID, verb: str) -> CatalogVersion:
    """The version as it is now, kept from everybody else until the transaction ends. Raises NoSuchVersion, NotOpen."""
    version = CatalogVersion.objects.select_for_update().filter(uuid=key).first()
    if version is None:
        raise NoSuchVersion(_("这一版目录已经不在了，可能刚被放弃"))
    if version.filed_at:
        said = {"number": version.number, "at": f"{timezone.localtime(version.filed_at):%Y-%m-%d %H:%M}"}
        raise NotOpen(_("第 %(number)s 版已于 %(at)s 报送，内容不能再改") % said)
    after(verb, version.state)
    return version


def touch(version: CatalogVersion, by: Author) -> None:
    """The version's next revision, and who made it."""
    version.revision += 1
    version.edited_at, version.edited_by = timezone.now(), by.name
    version.save(update_fields=["revision", "edited_at", "edited_by"])


def discard(version: CatalogVersion, *, revision: int) -> None:
    """Give a working version up, with all that was written in it. Raises NotOpen, CannotCompile.

    `revision` is what the person saw: somebody else's work since then is not thrown away with it.
    """
    with transaction.atomic():
        now = held(version.uuid, "discard")
        if now.revision != revision:
            said = {"who": now.edited_by or _("别人"), "at": f"{timezone.localtime(now.edited_at):%H:%M}"}
            raise CannotCompile(_("%(who)s在 %(at)s 又改过这一版，请看过以后再放弃") % said)
        now.delete()
