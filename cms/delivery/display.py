"""The elder view: one tap, remembered in a cookie, no script and no account."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

COOKIE = "gongkai_view"
ELDER = "elder"
MONTHS_REMEMBERED = 12


def is_elder(request: HttpRequest) -> bool:
    return request.COOKIES.get(COOKIE) == ELDER


@require_safe
def display(request: HttpRequest, view: str) -> HttpResponseRedirect:
    """Switch the view and go back to the page one came from."""
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    if view == ELDER:
        age = MONTHS_REMEMBERED * 30 * 86400
        response.set_cookie(COOKIE, ELDER, max_age=age, domain=_domain(), samesite="Lax", httponly=True)
    else:
        response.delete_cookie(COOKIE, domain=_domain())
    return response


def _domain() -> str | None:
    """The whole district, so that the view goes along from the portal to a unit. It says nothing of anybody.

    Browsers refuse a cookie for a name without a dot, such as localhost: there it is remembered by each host.
    """
    return settings.BASE_HOST if "." in settings.BASE_HOST else None
