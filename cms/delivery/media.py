"""Files of the bound tenant. The public gets what a public entry carries; people of the unit see their drafts' too,
and whoever decides about a draft those that belong to it.

Names of files can be guessed. So nothing is served because somebody knows its address, only because the ledger
says that it is public.
"""

from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe
from wagtail.images import get_image_model

from cms.delivery.drafts import links
from cms.moderation import preview
from cms.publication.queries import shows_document, shows_image


def shown_a_draft(request: HttpRequest, file_hash: str) -> bool:
    """Whether the visitor came with a link to a draft that carries the file."""
    return preview.shows(request, file_hash) or links.shows(request, file_hash)


def works_here(request: HttpRequest) -> bool:
    """Whether the visitor is somebody of this unit who may open its admin."""
    return request.user.is_authenticated and request.user.has_perm("wagtailadmin.access_admin")


def check_document(document, request: HttpRequest) -> None:
    """Raises Http404 for a document that no public entry carries, to whoever has nothing to do with it."""
    file_hash = document.get_file_hash()
    if not (works_here(request) or shows_document(file_hash) or shown_a_draft(request, file_hash)):
        raise Http404


def _may_see(path: str, request: HttpRequest) -> bool:
    rendition = (
        get_image_model().get_rendition_model().objects.filter(file=path).select_related("image").first()
    )
    if rendition is None:
        return False
    file_hash = rendition.image.get_file_hash()
    return shows_image(file_hash) or shown_a_draft(request, file_hash)


@require_safe
def media(request: HttpRequest, path: str) -> FileResponse:
    """A rendition of an image. Raises Http404 for anything else below the media folder, originals included."""
    parts = PurePosixPath(path).parts
    if len(parts) != 2 or parts[0] != "images" or not (works_here(request) or _may_see(path, request)):
        raise Http404
    try:
        response = FileResponse(default_storage.open(path))
    except (FileNotFoundError, IsADirectoryError, SuspiciousFileOperation) as error:
        raise Http404 from error
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    return response
