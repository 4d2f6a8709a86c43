"""/theme.css: the site's own values and what its theme adds, named by its hash and kept for ever."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cms.theming.look import worn

FOR_EVER = "public, max-age=31536000, immutable"
ASK = "public, max-age=0"
NEVER = "private, no-store"


@require_safe
def stylesheet(request: HttpRequest) -> HttpResponse:
    """Whoever asks by a hash that is past gets what is worn now, and is told to ask again."""
    look = worn()
    response = HttpResponse(look.stylesheet, content_type="text/css; charset=utf-8")
    if look.preview:
        response["Cache-Control"] = NEVER
    else:
        response["Cache-Control"] = FOR_EVER if request.GET.get("v") == look.hash else ASK
    return response
