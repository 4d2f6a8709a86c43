"""One obligation as the office sees it: excuse the unit from it, or ask for it again."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import LogContext

from cms.filing.actor import Actor
from cms.obligations.actions import claim_again, waive
from cms.obligations.marks import mark
from cms.obligations.models import NilDeclaration, Obligation, Waiver
from cms.obligations.states import Refused
from cms.registry.office.screens import CENTRAL, OfficePolicy
from cms.registry.queries import in_service
from tenants.context import current, tenant_scope
from tenants.models import Tenant

RIGHT = "obligations.add_waiver"
LONGEST = 200
VERBS = {"waive": waive, "claim": claim_again}


# What the office decides is written in the tenant of the unit, which no open transaction of this one allows.
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class DutyOfUnitView(WagtailAdminTemplateMixin, TemplateView):
    """Its state and history; below it the verb that is possible now. A refusal keeps the reason that was typed."""

    template_name = "obligations/office/duty.html"
    header_icon = "calendar-check"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not current().is_central:
            raise Http404
        if not OfficePolicy(Obligation).user_has_permission(request.user, "view"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def row(self) -> Obligation:
        rows = Obligation.objects.using(CENTRAL).select_related("unit__tenant")
        found = rows.filter(pk=self.kwargs["key"]).first()
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return f"{self.row.unit.name} · {self.row.item_title}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("obligations_register:index"), "label": _("应公开义务")}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.row
        same = {
            "schema_name": row.schema_name,
            "item_code": row.item_code,
            "period_key": row.period_key,
        }
        may = self.request.user.has_perm(RIGHT) and in_service(row.unit)
        return super().get_context_data(**kwargs) | {
            "row": row,
            "mark": mark(row.state),
            "waivers": list(Waiver.objects.using(CENTRAL).filter(**same).order_by("on", "pk")),
            "nils": list(NilDeclaration.objects.using(CENTRAL).filter(**same, approved=True)),
            "may_waive": may and row.is_open,
            "may_claim": may and row.waived_on is not None,
            "reason": self.request.POST.get("reason", ""),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied
        verb, reason = request.POST.get("verb", ""), " ".join(request.POST.get("reason", "").split())
        if verb not in VERBS:
            raise Http404
        try:
            self._decide(verb, reason, Actor.of(request.user))
        except Refused as refusal:
            messages.error(request, str(refusal))
            return self.get(request, *args, **kwargs)
        words = {"unit": self.row.unit.name}
        done = (
            _now("已免除“%(unit)s”的这一项。")
            if verb == "waive"
            else _now("已恢复要求，“%(unit)s”仍要公开。")
        )
        messages.success(request, done % words)
        return redirect(request.path)

    def _decide(self, verb: str, reason: str, by: Actor) -> None:
        """In the tenant of the unit: ids and plain values go in."""
        if not reason or len(reason) > LONGEST:
            raise Refused(_now("请写明理由，不超过 %(n)s 个字，理由会记录在案") % {"n": LONGEST})
        if not in_service(self.row.unit):
            raise Refused(_now("这个单位的站点已经归档，不再办理"))
        key: uuid.UUID = self.row.pk
        # Wagtail's log would write down our account's number, which is another person's in the unit.
        with tenant_scope(Tenant.objects.get(schema_name=self.row.schema_name)), LogContext(user=None):
            VERBS[verb](obligation=key, reason=reason, by=by.identity, by_name=f"{by.unit} {by.name}")


class DutyOfUnit(ViewSet):
    """The address, below /admin/register/duty/."""

    name = "duty_of_unit"
    url_prefix = "register/duty"
    icon = "calendar-check"

    def get_urlpatterns(self) -> list[Any]:
        return [path("<uuid:key>/", DutyOfUnitView.as_view(), name="show")]
