"""An answer for somebody else's page: a policy that allows next to nothing, and headers that let it be fetched.

The caching is that of every public answer (ETag, and always asked whether it still holds): what was withdrawn is gone
from a portal the next time it asks.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import mark_safe

POLICY = ("default-src 'none'", "img-src 'self'", "base-uri 'none'", "form-action 'none'")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}


def policy(*, framed: bool, origins: Sequence[str] = ()) -> str:
    """The Content-Security-Policy. `framed`: of a document with a sheet, for frames on these origins and no others."""
    style = ("style-src 'self'",) if framed else ()
    ancestors = " ".join(origins) if framed and origins else "'none'"
    return "; ".join((*POLICY, *style, f"frame-ancestors {ancestors}"))


def answer(
    html: str, *, status: int = 200, framed: bool = False, origins: Sequence[str] = ()
) -> HttpResponse:
    if framed:
        said = {"fragment": mark_safe(html), "sheet": static("embed/frame.css")}  # noqa: S308 -- drawn by fragments.py
        html = render_to_string("plugins/embed/frame.html", said)
    response = HttpResponse(html, status=status, headers=HEADERS)
    response["Content-Security-Policy"] = policy(framed=framed, origins=origins)
    if status != 200:
        response["Cache-Control"] = "no-cache"
    if framed and origins:
        response.xframe_options_exempt = True  # type: ignore[attr-defined]  # it cannot name origins; the policy does
    else:
        response["X-Frame-Options"] = "DENY"
    return response
