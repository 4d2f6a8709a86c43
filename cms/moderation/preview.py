"""The signed link under which whoever decides sees a draft on its unit's own host: ten minutes, one host, one content.

The link is the right. So it names all that it is for, and is asked for all of it each time: the unit, the plan, the
content that was raised, and the person it was made for. What does not fit gets one answer, whatever it was.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.core import signing

from cms.moderation.models import ModerationCase
from cms.moderation.rules import preview_minutes
from cms.moderation.states import OPEN
from cms.pages.content import content_hash
from cms.pages.models import ArticlePage
from cms.procedure.models import Plan
from tenants.context import current

SALT = "cms.moderation.preview"
FOLDER = "/_preview/"
COOKIE = "preview"
"""For the pictures of the page that is looked at: their addresses cannot carry the link."""


class NoPreview(LookupError):
    """The link is not, or no longer, good for what it asks for."""


@dataclass(frozen=True)
class Ticket:
    """What a link says."""

    slug: str
    plan: uuid.UUID
    content_hash: str
    person: uuid.UUID


def link(case: ModerationCase, *, slug: str, person: uuid.UUID) -> str:
    """The path of a preview on the host of the case's unit. For a case with a plan."""
    said = {"u": slug, "p": str(case.plan), "h": case.content_hash, "w": str(person)}
    return FOLDER + signing.dumps(said, salt=SALT, compress=True)


def ticket(token: str) -> Ticket:
    """Raises NoPreview for what was not signed here, is too old, or is for another unit than the bound one."""
    try:
        said = signing.loads(token, salt=SALT, max_age=dt.timedelta(minutes=preview_minutes()))
        found = Ticket(said["u"], uuid.UUID(said["p"]), said["h"], uuid.UUID(said["w"]))
    except (signing.BadSignature, KeyError, TypeError, ValueError) as error:
        raise NoPreview from error
    if found.slug != current().slug:
        raise NoPreview
    return found


def page_of(token: str) -> ArticlePage:
    """The page as the plan's revision has it. Raises NoPreview, also where the content is no longer what was raised,
    or nobody waits to decide about it."""
    said = ticket(token)
    plan = Plan.objects.select_related("revision").filter(pk=said.plan).first()
    if plan is None or _case(said) is None:
        raise NoPreview
    page = plan.revision.as_object()
    if plan.content_hash != said.content_hash or content_hash(page) != said.content_hash:
        raise NoPreview
    return page


def _case(said: Ticket) -> ModerationCase | None:
    rows = ModerationCase.objects.filter(plan=said.plan, content_hash=said.content_hash, state__in=OPEN)
    return rows.first()


def shows(request: Any, file_hash: str) -> bool:
    """Whether a file of the bound unit belongs to the draft that this visitor looks at."""
    token = request.COOKIES.get(COOKIE, "")
    if not token:
        return False
    try:
        case = _case(ticket(token))
    except NoPreview:
        return False
    if case is None:
        return False
    rows = (*case.snapshot.get("images", ()), *case.snapshot.get("attachments", ()))
    return any(row.get("hash") == file_hash for row in rows)
