"""Where plugins are on, for the office; and switching one in a unit from there, in the unit's own tenant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _now
from django.views.generic import View
from wagtail.admin import messages

from cms.extension import actions
from cms.extension.actions import By
from cms.extension.desk import rights
from cms.extension.models import TenantPlugin
from cms.extension.plugin import Audience
from cms.extension.registry import registry
from cms.extension.states import SEEN, PluginState, Refused
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.states import TenantState

VERBS = {
    PluginState.ACTIVE: actions.enable,
    PluginState.FROZEN: actions.freeze,
    PluginState.OFF: actions.disable,
}


def counts() -> dict[tuple[str, str], int]:
    """(slug, state) → sites. One query, at the centre."""
    rows = TenantPlugin.objects.filter(state__in=SEEN).values("slug", "state").annotate(n=Count("pk"))
    return {(row["slug"], row["state"]): row["n"] for row in rows.order_by()}


@dataclass(frozen=True)
class Standing:
    on: list[Any]
    """Rows of sites where it is active or frozen, with `site`, in the order of their names."""
    others: list[Tenant]
    """Sites that could have it."""


def standing(slug: str) -> Standing:
    """Where a plugin is on. Two queries, at the centre."""
    rows = {row.schema_name: row for row in TenantPlugin.objects.filter(slug=slug, state__in=SEEN)}
    on, others = [], []
    sites = Tenant.objects.filter(state=TenantState.ACTIVE, is_central=False).order_by("title", "pk")
    for site in sites if registry().plugins[slug].audience & Audience.UNIT else ():
        row = rows.get(site.schema_name)
        if row is None:
            others.append(site)
        else:
            row.site = site  # type: ignore[attr-defined]  # for the template
            on.append(row)
    return Standing(on, others)


# A switch of tenant is not for the transaction of a request: the unit's rows are written in one of their own.
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class SwitchUnitView(View):
    """The office switches a plugin in one unit. Written down there, as whatever is done there."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        site = Tenant.objects.filter(slug=request.POST.get("site", ""), state=TenantState.ACTIVE).first()
        to = request.POST.get("to", "")
        if (
            not rights.is_office(request.user)
            or slug not in registry().plugins
            or site is None
            or to not in VERBS
        ):
            raise Http404
        by = By.person(request.user, office=True)
        try:
            with tenant_scope(site):
                VERBS[PluginState(to)](slug, by=by)
        except Refused as refusal:
            messages.error(request, f"{site.title}：{refusal}")
        else:
            words = {"site": site.title, "state": PluginState(to).label}
            messages.success(request, _now("%(site)s：现在是“%(state)s”。") % words)
        return redirect("plugin_desk:plugin", slug)
