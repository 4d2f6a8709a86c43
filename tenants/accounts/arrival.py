"""我的其他单位: leaving one site for another, and arriving there, without typing again."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from tenants.accounts.door import admit, note, session_of, who
from tenants.audit.actions import record
from tenants.audit.kinds import AuditKind
from tenants.identity.handoff import places_beyond, receive, send
from tenants.identity.models import Identity


def address_on(request: HttpRequest, host: str, path: str) -> str:
    """A page of another site of the district, by the same scheme and port as this one."""
    port = urlsplit(f"//{request.get_host()}").port
    return f"{request.scheme}://{host}{f':{port}' if port else ''}{path}"


@method_decorator([transaction.non_atomic_requests, never_cache], name="dispatch")
class ElsewhereView(WagtailAdminTemplateMixin, TemplateView):
    """Where else a person has a place; a button for each."""

    template_name = "accounts/elsewhere.html"
    page_title = gettext_lazy("我的其他单位")
    header_icon = "site"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = who(self.request)
        return super().get_context_data(**kwargs) | {"places": places_beyond(person)}

    def post(self, request: HttpRequest) -> HttpResponse:
        person = who(request)
        session = session_of(request)
        try:
            target = uuid.UUID(request.POST.get("place", ""))
        except ValueError:
            return redirect("elsewhere")
        sent = send(identity=person, session=session, target=target) if session else None
        if sent is None:
            messages.error(request, _("你在那里没有任职，或者登录已经结束。"))
            return redirect("elsewhere")
        token, host = sent
        note(AuditKind.HANDED_OFF, Identity.objects.get(pk=person), detail={"host": host})
        context = {"token": token, "target": address_on(request, host, reverse("door:arrive")), "host": host}
        response = TemplateResponse(request, "accounts/leaving.html", context)
        # The other site asks the browser which site it comes from; `same-origin` would make it say nothing.
        response.headers["Referrer-Policy"] = "strict-origin"
        return response


@csrf_exempt
@never_cache
@transaction.non_atomic_requests
@require_POST
def arrive(request: HttpRequest) -> HttpResponse:
    """Somebody comes with a token. It must be theirs, for this site, fresh, and sent by the site it was made on.

    The form comes from another site, so Django's own token cannot protect it. What does: the browser names the site
    that the form was on, which must be the one that made the token. Otherwise somebody could sign a stranger in as
    themselves and read what the stranger writes.
    """
    arrival = receive(request.POST.get("token", ""))
    if arrival is None or request.headers.get("Origin") != address_on(request, arrival.source_host, ""):
        record(
            kind=AuditKind.HANDOFF_REFUSED,
            subject="",
            detail={"origin": request.headers.get("Origin", "")[:200]},
        )
        return render(
            request,
            "accounts/stale.html",
            {"title": _("没有换过来"), "handoff": True},
            status=403,
        )
    identity = Identity.objects.filter(pk=arrival.identity, is_active=True).first()
    if identity is None:
        return redirect("wagtailadmin_login")
    note(AuditKind.ARRIVED, identity, detail={"from": arrival.source_title})
    return admit(request, identity, method="handoff", second_factor_at=arrival.second_factor_at)
