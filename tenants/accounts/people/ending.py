"""Ending somebody's place in the unit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from tenants.accounts.door import note, who
from tenants.accounts.people.joining import actor_of
from tenants.accounts.people.listing import ForManagers, log_change
from tenants.audit.kinds import AuditKind
from tenants.identity.actions import end
from tenants.identity.models import Membership


class EndView(ForManagers, WagtailAdminTemplateMixin, FormView):
    """Asks once, then ends one membership of this unit."""

    template_name = "accounts/end.html"
    form_class = forms.Form
    page_title = _("结束任职")
    header_icon = "user"

    @cached_property
    def membership(self) -> Membership:
        return get_object_or_404(Membership.objects.here().select_related("identity"), pk=self.kwargs["pk"])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("people:index"), "label": _("人员")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"membership": self.membership}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        person = self.membership.identity
        try:
            membership = end(membership=self.membership.pk, by=who(self.request))
        except ValidationError as refusal:
            messages.error(self.request, " ".join(refusal.messages))
            return redirect("people:index")
        log_change(membership, "people.end")
        note(
            AuditKind.MEMBERSHIP_ENDED, person, actor=actor_of(self.request), detail={"role": membership.role}
        )
        messages.success(self.request, _("已结束 %(name)s 的任职。") % {"name": person.name})
        return redirect("people:index")
