"""/theme.css: the sheet of a site that does not wear base as it is, named by its hash and kept for ever."""

from __future__ import annotations

import gzip
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from cms.theming.look import Look, worn

FOR_EVER = "public, max-age=31536000, immutable"
ASK = "public, max-age=0"
NEVER = "private, no-store"


@lru_cache(maxsize=32)
def _packed(_hash: str, sheet: str) -> bytes:
    return gzip.compress(sheet.encode(), compresslevel=6, mtime=0)


def _answer(request: HttpRequest, look: Look) -> HttpResponse:
    sheet, kind = look.stylesheet, "text/css; charset=utf-8"
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(sheet, content_type=kind)
    return HttpResponse(_packed(look.hash, sheet), content_type=kind, headers={"Content-Encoding": "gzip"})


@require_safe
def stylesheet(request: HttpRequest) -> HttpResponse:
    """Whoever asks by a hash that is past gets what is worn now, and is told to ask again."""
    look = worn()
    response = _answer(request, look)
    patch_vary_headers(response, ["Accept-Encoding"])
    if look.preview:
        response["Cache-Control"] = NEVER
    else:
        response["Cache-Control"] = FOR_EVER if request.GET.get("v") == look.hash else ASK
    return response
