"""A draft, in the shape that it will have as an entry, for a front end of somebody else's."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from cms.delivery.addresses import origins
from cms.delivery.api import entry, parameters
from cms.delivery.api.answering import answered
from cms.delivery.api.description import takes
from cms.delivery.api.problems import Problem
from cms.delivery.api.schemas import entries as described
from cms.delivery.drafts.links import PARAMETER, Draft, NoDraft, draft_of
from cms.publication.models import Entry
from cms.publication.pictures import LASTING
from cms.publication.projection import project
from cms.registry.models import Unit
from tenants.context import current

router = Router(tags=["草稿"])


@router.get(
    "/drafts/{token}", summary="一份草稿", response=described.Draft, openapi_extra=takes(missing=True)
)
def draft(request: HttpRequest, token: str) -> HttpResponse:
    """As `entries/{uuid}` answers, with `draft` beside it. By a link from the admin; nothing keeps it."""
    parameters.only(request)
    try:
        found = draft_of(token)
    except NoDraft as error:
        advice = "草稿链接无效。链接几分钟后失效，发布新版本后也会失效，请在后台重新生成。"
        raise Problem("not-found", advice) from error
    response = answered(_shown(request, found, token))
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _shown(request: HttpRequest, found: Draft, token: str) -> dict[str, Any]:
    page, now = found.page, timezone.now()
    public = Entry.objects.filter(uuid=page.translation_key).first()
    row = Entry(
        uuid=page.translation_key,
        unit=Unit.objects.select_related("tenant").get(tenant_id=current().pk),
        version=(public.version if public else 0) + 1,
        published_at=public.published_at if public else now,
        public_at=public.public_at if public else now,
        updated_at=found.revision.created_at,
        **project(page),
    )
    base = origins(request, [current().pk])[current().pk]
    told = entry.full(entry.unkept(row), base, [])
    files = [file | {"url": f"{file['url']}?{PARAMETER}={token}"} for file in told["attachments"]]
    html = LASTING.sub(rf"\g<0>?{PARAMETER}={token}", told["html"])
    # In sizes there are the pictures of public entries only.
    pictures = [picture | {"renditions": []} for picture in told["images"]]
    said = {"revision": found.revision.pk, "until": found.until.isoformat(), "live": public is not None}
    return (
        told
        | {"html": html, "attachments": files, "images": pictures, "draft": said}
        | ({} if public else {"published_at": None})
    )
