"""The link itself: what it names, and what it has to name still when somebody comes with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Revision

from cms.moderation.rules import preview_minutes
from cms.pages.content import files_of, pictures_of
from cms.pages.models import ArticlePage
from tenants.accounts.backends import IdentityBackend
from tenants.context import current

SALT = "cms.delivery.drafts"
ADDRESS = "/api/v1/drafts/"
"""What a draft's token follows."""
PARAMETER = "draft"
"""In the addresses of a draft's files, where the link is the right to have them."""
FILES = ("/documents/", "/media/")


class NoDraft(LookupError):
    """The link is not, or no longer, good. Nobody is told what is wrong with it."""


@dataclass(frozen=True)
class Draft:
    """What a link shows: the page as the revision has it, and until when."""

    page: ArticlePage
    revision: Revision
    until: dt.datetime


def lasts() -> dt.timedelta:
    return dt.timedelta(minutes=preview_minutes())


def link(page: ArticlePage, *, user: Any) -> str:
    """A token for the page's latest revision. What is published after it was made takes it back."""
    said = {
        "site": str(current().uuid),
        "who": user.pk,
        "revision": page.latest_revision_id,
        "live": page.live_revision_id,
        "until": int((timezone.now() + lasts()).timestamp()),
    }
    return signing.dumps(said, salt=SALT, compress=True)


def token_of(request: HttpRequest) -> str | None:
    """The token that a request for a draft or a file comes with, good or not."""
    path = request.path_info
    if path.startswith(FILES):
        return request.GET.get(PARAMETER)
    return path.removeprefix(ADDRESS) if path.startswith(ADDRESS) else None


def may_show(user: Any, page: ArticlePage) -> bool:
    """Whoever may edit the page may show its draft."""
    return bool(page.permissions_for_user(user).can_edit())


def draft_of(token: str) -> Draft:
    """Raises NoDraft for what was not signed for this site, is too old, or whose person or page has moved on. Its
    queries do not depend on the content."""
    try:
        said = signing.loads(token, salt=SALT)
        site, who, key, live = said["site"], said["who"], said["revision"], said["live"]
        until = dt.datetime.fromtimestamp(said["until"], tz=dt.UTC)
    except (signing.BadSignature, KeyError, TypeError, ValueError) as error:
        raise NoDraft from error
    if site != str(current().uuid) or until <= timezone.now():
        raise NoDraft
    revision = Revision.page_revisions.filter(pk=key).first()
    now = revision and ArticlePage.objects.filter(pk=revision.object_id).first()
    user = IdentityBackend().get_user(who)
    if now is None or now.live_revision_id != live or user is None or not may_show(user, now):
        raise NoDraft
    return Draft(revision.as_object(), revision, until)


def shows(request: HttpRequest, file_hash: str) -> bool:
    """Whether a file of the bound unit belongs to the draft whose link its address carries."""
    token = token_of(request)
    if not token:
        return False
    try:
        page = draft_of(token).page
    except NoDraft:
        return False
    return any(row["hash"] == file_hash for row in (*files_of(page), *pictures_of(page)))
