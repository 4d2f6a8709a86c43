"""督查发现和申诉: the unit answers and appeals, the office finds, checks and rules."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from cms.extension import By, Unit, current, may
from plugins.evaluation.actions import appeals, findings
from plugins.evaluation.desk.view import SPACE, DeskView
from plugins.evaluation.ledger.models import Appeal, AppealRuling, Finding, FindingAnswer
from plugins.evaluation.queries import own_unit
from plugins.evaluation.rights import APPEAL, HAND_IN, RUN
from plugins.evaluation.standards import indicators_in, judged_in, line_of, standard_of
from plugins.evaluation.states import Refused

STEPS = [("", _("不改")), *((f"{n}/4", f"{n}/4") for n in range(5))]


class FindingForm(forms.Form):
    fields: dict[str, Any]

    unit = forms.ModelChoiceField(label=_("单位"), queryset=Unit.objects.none())
    words = forms.CharField(
        label=_("发现的问题"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    entry = forms.UUIDField(
        label=_("公开内容的编号"), required=False, help_text=_("选填。填了就记下现在这一版。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.exclude(tenant=None).select_related("tenant")


class AppealForm(forms.Form):
    fields: dict[str, Any]

    indicators = forms.MultipleChoiceField(
        label=_("对哪些指标有异议"), required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=_("申诉理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}), required=False
    )

    def __init__(self, *args: Any, indicators: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicators"].choices = indicators


class FindingsView(DeskView):
    """At the centre of all units with the form, in a unit its own with the answers. Constant queries."""

    template_name = "plugins/evaluation/findings.html"
    page_title = _("督查发现")

    @property
    def may_find(self) -> bool:
        return current().is_central and may(self.request, RUN)

    @cached_property
    def form(self) -> FindingForm:
        return FindingForm(self.request.POST if self.request.method == "POST" else None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(Finding.objects.select_related("unit").order_by("closed_on", "due_on"))
        told: dict[Any, list[FindingAnswer]] = {}
        for one in FindingAnswer.objects.filter(finding__in=[row.pk for row in rows]):
            told.setdefault(one.finding, []).append(one)
        return super().get_context_data(**kwargs) | {
            "findings": [(row, told.get(row.pk, [])) for row in rows],
            "form": self.form if self.may_find else None,
            "may_answer": not current().is_central and may(self.request, HAND_IN),
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.may_find:
            raise PermissionDenied
        if self.form.is_valid():
            try:
                by = By.person(request.user, office=True)
                made = findings.find(period=self.period, **self.form.cleaned_data, by=by)
            except Refused as refusal:
                self.form.add_error(None, str(refusal))
            else:
                told = _now("已通知单位在 %(day)s 前整改。") % {"day": made.due_on.isoformat()}
                messages.success(request, told)
                return redirect(f"{SPACE}:findings")
        return self.get(request, **kwargs)


@require_POST
def act(request: HttpRequest, finding: str) -> HttpResponse:
    """The unit's answer, or the office's check."""
    row, words = get_object_or_404(Finding, pk=finding), request.POST.get("words", "")
    right = RUN if current().is_central else HAND_IN
    if not may(request, right):
        raise PermissionDenied
    try:
        if current().is_central:
            by, is_right = By.person(request.user, office=True), request.POST.get("right") == "yes"
            findings.check(row, is_right=is_right, remark=words[:300], by=by)
            messages.success(request, _now("已销号。") if is_right else _now("已退回再整改。"))
        else:
            findings.answer(row, words=words[:500], by=By.person(request.user))
            messages.success(request, _now("已答复，等区委办复核。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{SPACE}:findings")


class AppealsView(DeskView):
    """The unit's one appeal with its ruling; at the centre all of the period. Constant queries."""

    template_name = "plugins/evaluation/appeals.html"
    page_title = _("申诉")

    @property
    def may_appeal(self) -> bool:
        return not current().is_central and may(self.request, APPEAL)

    @cached_property
    def form(self) -> AppealForm:
        own = own_unit()
        line = line_of(own) if own else ""
        known = [(one.code, one.title) for one in indicators_in(standard_of(self.period), line)]
        return AppealForm(self.request.POST if self.request.method == "POST" else None, indicators=known)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(Appeal.objects.filter(period=self.period))
        rulings = {one.appeal: one for one in AppealRuling.objects.filter(period=self.period)}
        names = dict(Unit.objects.exclude(tenant=None).values_list("tenant__schema_name", "name"))
        standard = standard_of(self.period)
        titles, judged = {one.code: one.title for one in indicators_in(standard)}, judged_in(standard)
        found = [
            {
                "appeal": row, "ruling": rulings.get(row.pk), "unit": names.get(row.schema_name, row.schema_name),
                "about": [titles.get(code, code) for code in row.indicators],
                "judged": [(code, judged[code]) for code in row.indicators if code in judged],
            }
            for row in rows
        ]  # fmt: skip
        may_rule = current().is_central and may(self.request, RUN)
        return super().get_context_data(**kwargs) | {
            "period": self.period, "appeals": found, "may_rule": may_rule, "steps": STEPS,
            "form": self.form if self.may_appeal and not found and self.period.state == "COUNTED" else None,
        }  # fmt: skip

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.may_appeal:
            raise PermissionDenied
        if self.form.is_valid():
            try:
                appeals.appeal(self.period, **self.form.cleaned_data, by=By.person(request.user))
            except Refused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _now("申诉已提交，等区委办裁定。"))
                return redirect(f"{SPACE}:appeals")
        return self.get(request, **kwargs)


@require_POST
def rule(request: HttpRequest, appeal: str) -> HttpResponse:
    if not (current().is_central and may(request, RUN)):
        raise PermissionDenied
    row = get_object_or_404(Appeal.objects.select_related("period__scheme"), pk=appeal)
    unit = get_object_or_404(Unit.objects.select_related("tenant"), tenant__schema_name=row.schema_name)
    steps = {value for value, _label in STEPS if value}
    typed = {code: request.POST.get(f"value-{code}", "") for code in row.indicators}
    values = {code: Fraction(value) for code, value in typed.items() if value in steps}
    try:
        appeals.rule(
            row, unit, upheld=request.POST.get("upheld") == "yes", reason=request.POST.get("reason", "")[:300],
            values=values, by=By.person(request.user, office=True),
        )  # fmt: skip
        messages.success(request, _now("已裁定，单位会看到理由。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{SPACE}:appeals")
