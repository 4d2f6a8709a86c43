"""Pictures of public entries in the sizes and formats that a front end asks for, each at a signed address.

The signature says that we named the picture; sizes and formats are few and fixed. So nobody can have pictures found or
made by guessing, and each is made once and kept as Wagtail keeps its renditions.
"""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import FileResponse, Http404, HttpRequest
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from wagtail.images import get_image_model
from wagtail.images.models import SourceImageIOError

from cms.publication.queries import shows_image
from tenants.context import current_schema

SIZES = {
    **{f"w{width}": f"width-{width}" for width in (320, 640, 960, 1280, 1920)},
    # Cut around the focal point.
    "wide640": "fill-640x360",
    "wide1280": "fill-1280x720",
    "square320": "fill-320x320",
    "square640": "fill-640x640",
}
FORMATS = {
    "avif": ("image/avif", "format-avif"),
    "webp": ("image/webp", "format-webp"),
    # It knows no transparency.
    "jpeg": ("image/jpeg", "format-jpeg|bgcolor-ffffff"),
}
HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_signer = signing.Signer(salt="cms.delivery.renditions")


def _folder(schema: str, digest: str, base: str) -> str:
    return f"{base}/media/r/{_signer.signature(f'{schema}:{digest}')}/{digest}"


def plainly(digest: str, base: str) -> str:
    """A picture of the bound site for whoever chooses neither size nor format."""
    return f"{_folder(current_schema(), digest, base)}/w1280.jpeg"


def renditions(schema: str, digest: str, base: str) -> list[dict[str, Any]]:
    """Every size and format of a picture: {size, format, media_type, url}. `base` is the origin of its unit's site."""
    folder = _folder(schema, digest, base)
    return [
        {"size": size, "format": kind, "media_type": media_type, "url": f"{folder}/{size}.{kind}"}
        for size in SIZES
        for kind, (media_type, _filter) in FORMATS.items()
    ]


@require_safe
def rendition(request: HttpRequest, signature: str, digest: str, size: str, kind: str) -> FileResponse:
    """Raises Http404 for what was not signed for this site, is not offered, or is on no public entry."""
    named = f"{current_schema()}:{digest}"
    keys = (_signer.key, *_signer.fallback_keys)
    if not any(constant_time_compare(signature, _signer.signature(named, key)) for key in keys):
        raise Http404
    if size not in SIZES or kind not in FORMATS or not shows_image(digest):
        raise Http404
    image = get_image_model().objects.filter(file_hash=digest).order_by("pk").first()
    if image is None:
        raise Http404
    media_type, wanted = FORMATS[kind]
    try:
        made = image.get_rendition(f"{SIZES[size]}|{wanted}")
    except SourceImageIOError as error:
        raise Http404 from error
    return FileResponse(made.file.open("rb"), content_type=media_type, headers=HEADERS)
