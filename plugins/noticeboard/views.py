"""核对海报: for whoever stands before the board with a phone, or with the code from the paper."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from plugins.noticeboard.digests import in_fours
from plugins.noticeboard.standing import code_of, look_up


@require_safe
def check(request: HttpRequest, code: str) -> HttpResponse:
    """How a poster stands today."""
    found = look_up(code)
    if found is None:
        raise Http404
    shown = {"found": found, "printed": in_fours(found.poster.digest)}
    return render(request, "plugins/noticeboard/check.html", shown)


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """`?code=`: for somebody with the paper and no camera."""
    typed = request.GET.get("code", "").strip()
    if typed and look_up(typed):
        return redirect("plugin_noticeboard:check", code_of(typed))
    return render(request, "plugins/noticeboard/ask.html", {"typed": typed[:20]})
