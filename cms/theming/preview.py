"""Looking at a theme before wearing it: a signed value in the address, good for an hour and for whoever made it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse

from cms.theming.actions import ThemeRefused, checked
from cms.theming.look import Look, put_on
from tenants.context import current

PARAMETER = "look"
SALT = "cms.theming.preview"
AGE = 60 * 60
HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}


def signed(*, theme: str, values: Mapping[str, str], user: Any) -> str:
    """The value for the address. Raises ThemeRefused, as wearing it would."""
    said = {"site": str(current().uuid), "who": user.pk, "theme": theme, "values": checked(theme, values)}
    return signing.dumps(said, salt=SALT, compress=True)


def read(value: str, user: Any) -> Look | None:
    """The look that was signed for this person on this site, or None: whatever is wrong with it, nobody is told."""
    if not user.has_perm("wagtailadmin.access_admin"):
        return None
    try:
        said = signing.loads(value, salt=SALT, max_age=AGE)
        if (said["site"], said["who"]) != (str(current().uuid), user.pk):
            return None
        return Look(said["theme"], checked(said["theme"], said["values"]), preview=value)
    except (signing.BadSignature, ThemeRefused, KeyError, TypeError):
        return None


class PreviewMiddleware:
    """Puts a signed look on for one request. The tenant is bound anew for each, so nothing has to be taken off."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "previews_look", False):
            for name, value in HEADERS.items():
                response[name] = value
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        value = request.GET.get(PARAMETER)
        if not value or request.path.startswith("/admin/"):
            return
        look = read(value, request.user)
        if look is None:
            raise Http404("no such preview")
        put_on(current(), look)
        request.previews_look = True  # type: ignore[attr-defined]  # ours to set
