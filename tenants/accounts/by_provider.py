"""To the district's identity provider and back."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tenants.accounts.door import admit, note, who
from tenants.accounts.invited import in_hand
from tenants.audit.actions import record
from tenants.audit.kinds import AuditKind
from tenants.identity import invitations, oidc
from tenants.identity.centre import at_the_centre
from tenants.identity.models import Identity, Purpose

GOING = "oidc"


@require_POST
@never_cache
@transaction.non_atomic_requests
def leave(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider."""
    chosen = oidc.provider()
    if chosen is None:
        return redirect("wagtailadmin_login")
    link = in_hand(request) if request.POST.get("link") else None
    own = str(who(request)) if request.POST.get("own") and request.user.is_authenticated else ""
    try:
        address, going = oidc.go(
            chosen,
            redirect_uri=request.build_absolute_uri(reverse("door:oidc_back")),
            next_page=request.POST.get("next", ""),
            invitation=str(link.pk) if link and link.purpose == Purpose.JOIN else "",
            own=own,
        )
    except oidc.ProviderDown as error:
        return _refuse(request, error)
    request.session[GOING] = going.as_dict()
    return redirect(address)


@require_GET
@never_cache
@transaction.non_atomic_requests
def come_back(request: HttpRequest) -> HttpResponse:
    """Back from the provider: believed, and known here, or sent to the login page with a word."""
    chosen, kept = oidc.provider(), request.session.pop(GOING, None)
    if chosen is None or kept is None:
        return redirect("wagtailadmin_login")
    going = oidc.Going(**kept)
    try:
        proven = oidc.come_back(
            chosen, going, state=request.GET.get("state", ""), code=request.GET.get("code", "")
        )
    except (oidc.ProviderDown, oidc.Refused) as error:
        return _refuse(request, error)
    if going.own:
        return _link_own(request, going, proven)
    identity = _linked(request, going, proven) if going.invitation else _known(proven)
    if identity is None:
        messages.error(
            request, _("这个统一身份还没有与本单位的人员关联。请用登录名和密码登录，或打开邀请链接关联。")
        )
        return redirect("wagtailadmin_login")
    return admit(
        request,
        identity,
        method="oidc",
        second_factor_at=timezone.now() if proven.second_factor else None,
        next_page=going.next,
    )


def _known(proven: oidc.Proven) -> Identity | None:
    with at_the_centre():
        found = oidc.person_of(proven)
    return Identity.objects.filter(pk=found, is_active=True).first() if found else None


def _linked(request: HttpRequest, going: oidc.Going, proven: oidc.Proven) -> Identity | None:
    """Link the subject to the person of the link in hand, and use the link up."""
    link = in_hand(request)
    if link is None or str(link.pk) != going.invitation or not invitations.use(link.pk):
        return None
    with at_the_centre():
        if not oidc.link(link.identity_id, proven):
            return None
    note(AuditKind.OIDC_LINKED, link.identity)
    return Identity.objects.get(pk=link.identity_id)


def _link_own(request: HttpRequest, going: oidc.Going, proven: oidc.Proven) -> HttpResponse:
    """Somebody who is signed in says which subject they are. Only if it is still they who sit there."""
    if not request.user.is_authenticated or str(who(request)) != going.own:
        return redirect("wagtailadmin_login")
    with at_the_centre():
        linked = oidc.link(who(request), proven)
    if linked:
        note(AuditKind.OIDC_LINKED, Identity.objects.get(pk=who(request)))
        messages.success(request, _("已经关联，以后可以用它登录。"))
    else:
        messages.error(request, _("这个统一身份已经关联了另一个人。"))
    return redirect("security")


def _refuse(request: HttpRequest, error: Exception) -> HttpResponse:
    record(kind=AuditKind.OIDC_REFUSED, detail={"why": str(error)[:300]})
    messages.error(request, oidc.told(error))
    return redirect("wagtailadmin_login")
