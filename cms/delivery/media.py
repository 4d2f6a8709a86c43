"""Public files of the bound tenant: image renditions only. Originals and documents have their own doors."""

from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe


@require_safe
def media(request: HttpRequest, path: str) -> FileResponse:
    """A rendition made for a page. Raises Http404 for anything else below the media folder."""
    parts = PurePosixPath(path).parts
    if len(parts) != 2 or parts[0] != "images":
        raise Http404
    try:
        response = FileResponse(default_storage.open(path))
    except (FileNotFoundError, IsADirectoryError, SuspiciousFileOperation) as error:
        raise Http404 from error
    response["Cache-Control"] = "public, max-age=86400"
    response["X-Content-Type-Options"] = "nosniff"
    return response
