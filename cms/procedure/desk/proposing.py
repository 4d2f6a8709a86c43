"""送审: what a plan says beside its content, all of it filled in, and one button."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from cms.filing.models import FiledItem
from cms.pages.models import ArticlePage
from cms.pages.presentation import period_label
from cms.procedure.actions import CannotPropose, Terms, mask_draft, propose
from cms.procedure.actions.proposing import item_of, route_of, what_is_missing
from cms.procedure.desk import editor, rights
from cms.procedure.desk.lists import ProcedureView
from cms.procedure.desk.plan_facts import route_in_words
from cms.procedure.findings import findings_of
from cms.procedure.models import Plan
from cms.procedure.queries import plan_under_way, records_of
from cms.procedure.rights import NotYours
from cms.procedure.routes import WEIGHED, follow_up_hours
from cms.procedure.states import Change, NotInState, PlanKind, PlanState
from cms.procedure.steps import StepKind
from cms.procedure.typo import why_no_typo

LEVELS = [(word, word) for word in (_("低"), _("中"), _("高"))]
RISK = ("level", "points", "measures")


def _moment(**attrs: str) -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"} | attrs, format="%Y-%m-%dT%H:%M")


class TermsForm(forms.Form):
    """Reads what was typed; what is missing the verb says, all at once."""

    kind = forms.ChoiceField(choices=PlanKind, required=False)
    channels = forms.MultipleChoiceField(
        label=_("公开方式"), required=False, widget=forms.CheckboxSelectMultiple
    )
    publish_at = forms.DateTimeField(
        label=_("公开时间"), required=False, widget=_moment(), help_text=_("不填：批准后立即公开。")
    )
    expire_at = forms.DateTimeField(
        label=_("撤下时间"), required=False, widget=_moment(), help_text=_("不填：长期公开。")
    )
    change = forms.ChoiceField(
        label=_("这次改动"), choices=Change, required=False, widget=forms.RadioSelect, initial=Change.MAJOR
    )
    change_note = forms.CharField(
        label=_("更新说明"),
        required=False,
        max_length=300,
        help_text=_("一句话，随版本公开。小改动可以不写。"),
    )
    risk_level = forms.ChoiceField(label=_("风险等级"), choices=[("", _("请选择")), *LEVELS], required=False)
    risk_points = forms.CharField(label=_("风险点"), required=False, max_length=500)
    risk_measures = forms.CharField(label=_("应对措施"), required=False, max_length=500)
    internal_on = forms.DateField(
        label=_("党内公开日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("这类事项先党内后党外：填已经在党内公开的那一天。"),
    )
    reason = forms.CharField(label=_("特事特办的理由"), required=False, max_length=300)

    def __init__(self, *args: Any, item: FiledItem, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["channels"].choices = [(one, one) for one in item.channels]

    def terms(self) -> Terms:
        """As far as it could be read."""
        data = self.cleaned_data
        risk = {key: str(data.get(f"risk_{key}") or "").strip() for key in RISK}
        return Terms(
            kind=data.get("kind") or PlanKind.NORMAL,
            publish_at=data.get("publish_at"),
            expire_at=data.get("expire_at"),
            channels=tuple(data.get("channels") or ()),
            change=data.get("change") or Change.MAJOR,
            change_note=(data.get("change_note") or "").strip(),
            reason=(data.get("reason") or "").strip(),
            risk=risk if any(risk.values()) else {},
            internal_on=data.get("internal_on"),
        )


def _from(plan: Plan | None, item: FiledItem) -> dict[str, Any]:
    """What the form begins with: the plan that came back, else what the item says."""
    if plan is None:
        return {"channels": list(item.channels), "kind": PlanKind.NORMAL}
    names = ("kind", "publish_at", "expire_at", "channels", "change", "change_note", "reason", "internal_on")
    found = {name: getattr(plan, name) for name in names}
    return found | {f"risk_{key}": plan.risk.get(key, "") for key in RISK}


class ProposeView(ProcedureView):
    template_name = "procedure/propose.html"
    page_title = _("送审")
    missing: tuple[str, ...] = ()

    def test(self, user: Any) -> bool:
        return rights.may_propose(user)

    @cached_property
    def page(self) -> ArticlePage:
        found = get_object_or_404(ArticlePage, pk=self.kwargs["page"])
        if not editor.may_send(self.request.user, found):
            raise PermissionDenied
        return found

    @cached_property
    def draft(self) -> ArticlePage:
        return self.page.get_latest_revision_as_object()

    @cached_property
    def before(self) -> Plan | None:
        return plan_under_way(self.page)

    @cached_property
    def item(self) -> FiledItem:
        return item_of(self.draft)

    def above(self) -> tuple[tuple[str, Any], ...]:
        return ((reverse("wagtailadmin_pages:edit", args=[self.page.pk]), self.draft.title),)

    @cached_property
    def form(self) -> TermsForm:
        if self.request.method == "POST":
            return TermsForm(self.request.POST, item=self.item)
        return TermsForm(item=self.item, initial=_from(self.before, self.item))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.page and self.before and self.before.state == PlanState.OPEN:
            messages.info(request, _now("这条内容已经送审，正在办理。"))
            return redirect("procedure:plan", self.before.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs) | {"page": self.page, "draft": self.draft}
        try:
            item = self.item
        except CannotPropose as refusal:
            return context | {"refusal": str(refusal)}
        returned = self.before and self.before.state == PlanState.RETURNED
        route, internal_first = route_of(item, Terms())
        found = findings_of(self.draft)
        no_typo = why_no_typo(self.draft) if self.page.live else []
        return context | {
            "item": item,
            "period": period_label(self.draft.period_key) or self.draft.period_key,
            "form": self.form,
            "missing": self.missing,
            "findings": found,
            "hard": sum(one.is_hard for one in found),
            "maskable": any(one.is_hard and one.maskable for one in found),
            "weighed": item.approval_level in WEIGHED,
            "internal_first": internal_first,
            "is_typo": not no_typo,
            "no_typo": no_typo,
            "route": route_in_words(route),
            "first": StepKind(route[0]).label,
            "risk_fields": [self.form[f"risk_{key}"] for key in RISK],
            "hours": follow_up_hours(),
            "chosen": self.form["kind"].value() or PlanKind.NORMAL,
            "back": editor.said_last(records_of(self.before)) if self.before and returned else None,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if request.POST.get("verb") == "mask":
                return self._mask(request, *args, **kwargs)
            return self._propose(request)
        except (CannotPropose, NotYours, NotInState) as refusal:
            self.missing = self.missing or (str(refusal),)
            return super().get(request, *args, **kwargs)

    def _mask(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The same screen again, what was typed kept, over the masked draft."""
        changed = mask_draft(self.page, by=request.user)
        del self.__dict__["page"]
        self.__dict__.pop("draft", None)
        words = _now("已在草稿里遮盖 %(n)s 处，请看一遍再送审。")
        none = _now("草稿里没有能自动遮盖的，请回到编辑页修改。")
        messages.success(request, words % {"n": changed}) if changed else messages.warning(request, none)
        return super().get(request, *args, **kwargs)

    def _propose(self, request: HttpRequest) -> HttpResponse:
        """Raises CannotPropose; everything that is wrong is in `missing` then."""
        unread = [] if self.form.is_valid() else self._unread()
        terms = self.form.terms()
        self.missing = (*unread, *what_is_missing(self.draft, self.item, terms))
        if self.missing:
            raise CannotPropose("；".join(self.missing))
        plan = propose(self.page, by=request.user, terms=terms)
        messages.success(request, _now("已送审：%(title)s。") % {"title": self.draft.title})
        return redirect("procedure:plan", plan.pk)

    def _unread(self) -> list[str]:
        found = []
        for name, errors in self.form.errors.items():
            label = self.form.fields[name].label or name
            found += [f"{label}：{error}" for error in errors]
        return found
