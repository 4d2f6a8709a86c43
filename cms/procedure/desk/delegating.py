"""委托审批: who stands in for the leader, from a day until a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from cms.procedure.actions import CannotDelegate, delegate, end_delegation
from cms.procedure.actions.delegating import MOST_DAYS
from cms.procedure.desk import rights
from cms.procedure.desk.lists import ProcedureView
from cms.procedure.models import Delegation
from cms.procedure.rights import NotYours
from tenants.accounts.backends import account_of
from tenants.identity.models import Identity, Membership

SHOWN = 30
PROPOSED_DAYS = 7


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DelegationForm(forms.Form):
    taker = forms.ChoiceField(label=_("委托给"))
    since = forms.DateField(label=_("起"), widget=day_input())
    until = forms.DateField(label=_("止（含当天）"), widget=day_input())
    reason = forms.CharField(
        label=_("理由"), max_length=200, widget=forms.TextInput(attrs={"placeholder": _("例如：外出学习")})
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["taker"].choices = [("", _("请选择")), *people]


def people_but(user: Any) -> list[tuple[str, str]]:
    """Members of the bound unit besides oneself, with their roles. One query."""
    rows = Membership.objects.valid().exclude(identity_id=user.identity_uuid).select_related("identity")
    found: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for row in rows.order_by("identity__name", "role"):
        found.setdefault(str(row.identity_id), []).append(str(row.get_role_display()))
        names[str(row.identity_id)] = row.identity.name
    return [(key, f"{names[key]}（{'、'.join(roles)}）") for key, roles in found.items()]


class DelegationView(ProcedureView):
    """The form above, what was given below. A refusal keeps what was typed."""

    template_name = "procedure/delegation.html"
    page_title = _("委托审批")

    def test(self, user: Any) -> bool:
        return rights.may_delegate(user)

    @cached_property
    def form(self) -> DelegationForm:
        people, today = people_but(self.request.user), timezone.localdate()
        if self.request.method == "POST":
            return DelegationForm(self.request.POST, people=people)
        until = today + dt.timedelta(days=PROPOSED_DAYS - 1)
        return DelegationForm(people=people, initial={"since": today, "until": until})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        rows = list(Delegation.objects.select_related("giver", "taker").order_by("-until", "-pk")[:SHOWN])
        return super().get_context_data(**kwargs) | {
            "form": self.form,
            "rows": [
                {
                    "row": row,
                    "running": row.ended_at is None and row.until >= today,
                    "ahead": row.since > today,
                }
                for row in rows
            ],
            "most": MOST_DAYS,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if key := request.POST.get("end"):
            return self._end(request, key)
        if not self.form.is_valid():
            return self.get(request, *args, **kwargs)
        data = self.form.cleaned_data
        taker = account_of(Identity.objects.get(pk=data["taker"]))
        given = {name: data[name] for name in ("since", "until", "reason")}
        try:
            delegate(request.user, taker=taker, **given)
        except (CannotDelegate, NotYours) as refusal:
            self.form.add_error(None, str(refusal))
            return self.get(request, *args, **kwargs)
        words = {"name": taker.get_full_name(), "until": f"{data['until']:%Y-%m-%d}"}
        messages.success(request, _now("已委托%(name)s审批，到 %(until)s 为止。") % words)
        return redirect(request.path)

    def _end(self, request: HttpRequest, key: str) -> HttpResponse:
        row = get_object_or_404(Delegation, pk=key if key.isdecimal() else None)
        end_delegation(row, by=request.user)
        messages.success(request, _now("已结束对%(name)s的委托。") % {"name": row.taker.get_full_name()})
        return redirect(request.path)
