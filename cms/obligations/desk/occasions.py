"""新情况登记: a stage was completed, something happened, something changed. What follows is due from that day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from cms.catalog.vocabulary import DisclosureScope, TimingKind
from cms.filing.models import FiledItem
from cms.filing.queries import items_in_force
from cms.obligations import actions
from cms.obligations.actions.occasions import KIND_OF, LONGEST
from cms.obligations.desk import rights
from cms.obligations.desk.screens import DutyView, VerbView
from cms.obligations.marks import mark
from cms.obligations.models import Obligation, Occasion
from cms.obligations.states import Refused

SHOWN = 30
GROUPS = {
    TimingKind.PHASED: _("完成一个阶段就要公开的"),
    TimingKind.IMMEDIATE: _("事情发生就要公开的"),
    TimingKind.STANDING: _("变更以后要更新的"),
}


class OccasionForm(forms.Form):
    """Item, what it was, and the day."""

    item = forms.ChoiceField(
        label=_("事项"), error_messages={"invalid_choice": _("登记的目录里没有这个事项")}
    )
    label = forms.CharField(
        label=_("是什么"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"placeholder": _("例如：完成招标；任命一名副镇长；搬迁新址")}),
    )
    on = forms.DateField(label=_("哪一天"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, items: list[FiledItem], **kwargs: Any):
        super().__init__(*args, **kwargs)
        groups = [
            (words, [(item.code, f"{item.code} {item.title}") for item in items if item.timing == timing])
            for timing, words in GROUPS.items()
        ]
        self.fields["item"].choices = [("", _("请选择"))] + [group for group in groups if group[1]]
        self.fields["on"].widget.attrs["max"] = timezone.localdate().isoformat()

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("日期还没有到"))
        return day


class OccasionsView(DutyView):
    """The form above, what was recorded below. A refusal keeps what was typed."""

    template_name = "obligations/desk/occasions.html"
    page_title = _("登记新情况")

    @cached_property
    def items(self) -> list[FiledItem]:
        """The public items that fall due by what happens."""
        rows = items_in_force().filter(scope=DisclosureScope.SOCIETY, timing__in=[*KIND_OF])
        return list(rows.order_by("order"))

    @cached_property
    def form(self) -> OccasionForm:
        if self.request.method == "POST":
            return OccasionForm(self.request.POST, items=self.items)
        asked = {"item": self.request.GET.get("item", ""), "on": timezone.localdate()}
        return OccasionForm(items=self.items, initial=asked)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = rights.may_record(self.request.user)
        rows = list(Occasion.objects.order_by("-recorded_on", "-on", "pk")[:SHOWN])
        keys = [row.key for row in rows]
        owed = {
            (row.item_code, row.period_key): row for row in Obligation.objects.filter(period_key__in=keys)
        }
        titles = {item.code: item.title for item in self.items}
        return super().get_context_data(**kwargs) | {
            "form": self.form if may and self.items else None,
            "may_record": may,
            "rows": [
                _told(row, titles.get(row.item_code, ""), owed.get((row.item_code, row.key)), may)
                for row in rows
            ],
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        if not rights.may_record(request.user):
            raise PermissionDenied
        if not self.form.is_valid():
            return self.get(request)
        data, by = self.form.cleaned_data, request.user
        try:
            row = actions.occur(
                item_code=data["item"],
                label=data["label"],
                on=data["on"],
                by=by.identity_uuid,
                by_name=by.get_full_name(),
            )
        except Refused as refusal:
            self.form.add_error(None, str(refusal))
            return self.get(request)
        return self._onward(request, row)

    def _onward(self, request: HttpRequest, row: Occasion) -> HttpResponse:
        due = Obligation.objects.filter(item_code=row.item_code, period_key=row.key).first()
        if due is None:
            messages.success(request, _now("已登记“%(label)s”。") % {"label": row.label})
            return redirect("duty_desk:occasions")
        words = {"label": row.label, "day": f"{due.due_on:%Y-%m-%d}"}
        messages.success(request, _now("已登记“%(label)s”，%(day)s 前公开。") % words)
        return redirect(f"{reverse('duty_desk:index')}#duty-{due.pk}")


def _told(row: Occasion, title: str, owed: Obligation | None, may: bool) -> dict[str, Any]:
    return {
        "row": row,
        "title": title or (owed.item_title if owed else ""),
        "due": owed,
        "mark": mark(owed.state) if owed and not row.cancelled_on else "",
        "cancel": may and not row.cancelled_on and bool(owed and owed.is_open),
    }


class CancelView(VerbView):
    """Takes a record back that was a mistake."""

    model = Occasion

    def may(self, user: Any) -> bool:
        return rights.may_record(user)

    def act(self, row: Occasion, *, by: dict[str, Any], words: str) -> str:
        actions.cancel(occasion=row, **by)
        return _now("已撤销“%(label)s”，不再要求公开。") % {"label": row.label}
