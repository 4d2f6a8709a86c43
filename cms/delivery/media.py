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
from wagtail.images.models import SourceImageIOError

from cms.delivery.drafts import links
from cms.moderation import preview
from cms.publication.pictures import SIZE
from cms.publication.queries import shows_document, shows_image


def shown_a_draft(request: HttpRequest, file_hash: str) -> bool:
    """Whether the visitor came with a link to a draft that carries the file."""
    return preview.shows(request, file_hash) or links.shows(request, file_hash)


def works_here(request: HttpRequest) -> bool:
    """Whether the visitor is somebody of this unit who may open its admin."""
    return request.user.is_authenticated and request.user.has_perm("wagtailadmin.access_admin")


def _may_see(file_hash: str, request: HttpRequest) -> bool:
    return works_here(request) or shows_image(file_hash) or shown_a_draft(request, file_hash)


def check_document(document, request: HttpRequest) -> None:
    """Raises Http404 for a document that no public entry carries, to whoever has nothing to do with it."""
    file_hash = document.get_file_hash()
    if not (works_here(request) or shows_document(file_hash) or shown_a_draft(request, file_hash)):
        raise Http404


def _sent(path: str) -> FileResponse:
    """A file of the media folder. Raises Http404 where there is none."""
    try:
        response = FileResponse(default_storage.open(path))
    except (FileNotFoundError, IsADirectoryError, SuspiciousFileOperation) as error:
        raise Http404 from error
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def media(request: HttpRequest, path: str) -> FileResponse:
    """A rendition of an image. Raises Http404 for anything else below the media folder, originals included."""
    parts = PurePosixPath(path).parts
    if len(parts) != 2 or parts[0] != "images":
        raise Http404
    rows = get_image_model().get_rendition_model().objects.filter(file=path)
    made = rows.select_related("image").first()
    if made is None or not _may_see(made.image.get_file_hash(), request):
        raise Http404
    return _sent(path)


@require_safe
def picture(request: HttpRequest, digest: str) -> FileResponse:
    """The picture of this content as the ledger's texts show it, made where it is missing. Raises Http404."""
    image = _may_see(digest, request) and get_image_model().objects.filter(file_hash=digest).first()
    if not image:
        raise Http404
    try:
        return _sent(image.get_rendition(SIZE).file.name)
    except SourceImageIOError as error:
        raise Http404 from error
