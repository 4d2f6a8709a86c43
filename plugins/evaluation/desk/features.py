"""条线特色指标: a form for who leads the line, and what waits for the office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from cms.extension import By, DisclosureLine, current, may
from plugins.evaluation.actions import features
from plugins.evaluation.desk.view import SPACE, DeskView
from plugins.evaluation.ledger.models import FeaturePart, FeatureProposal, FeatureRuling
from plugins.evaluation.reading import METHODS
from plugins.evaluation.rights import RUN, SET_FEATURES
from plugins.evaluation.states import Refused


class FeatureForm(forms.Form):
    """One indicator. The verb judges all of them together."""

    title = forms.CharField(label=_("指标名称"), max_length=40, required=False)
    basis = forms.CharField(label=_("依据"), max_length=200, required=False)
    method = forms.ChoiceField(label=_("怎么评"), choices=[(one, METHODS[one]) for one in features.METHODS])
    points = forms.CharField(
        label=_("分值"), max_length=10, required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )


FeatureForms = forms.formset_factory(FeatureForm, extra=features.MOST, max_num=features.MOST)


class FeaturesView(DeskView):
    """The lines that the bound site leads, with what was set for each; at the centre also what waits. Constant queries."""

    template_name = "plugins/evaluation/features.html"
    page_title = _("条线特色指标")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        published = {
            row.line_code: row.data["indicators"] for row in FeaturePart.objects.filter(period=self.period)
        }
        rows = list(FeatureProposal.objects.filter(period=self.period))
        rulings = {
            row.proposal: row for row in FeatureRuling.objects.filter(proposal__in=[one.pk for one in rows])
        }
        newest: dict[str, FeatureProposal] = {}
        for row in rows:
            newest.setdefault(row.line_code, row)
        names = dict(DisclosureLine.objects.values_list("code", "name"))
        waiting = [row for row in newest.values() if row.pk not in rulings] if self._may_rule else []
        led = []
        for line in features.lines_led():
            last = newest.get(line.code)
            led.append((line, published.get(line.code), last, last and rulings.get(last.pk)))
        return super().get_context_data(**kwargs) | {
            "period": self.period, "led": led, "may_set": may(self.request, SET_FEATURES),
            "waiting": [(row, names.get(row.line_code, row.line_code)) for row in waiting], "methods": METHODS,
            "may_rule": self._may_rule,
        }  # fmt: skip

    @property
    def _may_rule(self) -> bool:
        return current().is_central and may(self.request, RUN)


class FeatureView(DeskView):
    """The form of one line, filled with what was set last. For who leads it. Constant queries."""

    template_name = "plugins/evaluation/feature.html"
    right = SET_FEATURES

    @cached_property
    def line(self) -> DisclosureLine:
        found = next((one for one in features.lines_led() if one.code == self.kwargs["line"]), None)
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return _now("特色指标：%(name)s") % {"name": self.line.name}

    @cached_property
    def forms(self) -> Any:
        if self.request.method == "POST":
            return FeatureForms(self.request.POST)
        last = FeatureProposal.objects.filter(line_code=self.line.code).first()
        return FeatureForms(initial=last.indicators if last else None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "period": self.period, "forms": self.forms, "whole": features.points_of(self.period),
            "fewest": features.FEWEST, "most": features.MOST, "problem": kwargs.get("problem", ""),
        }  # fmt: skip

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        problem, code = "", self.line.code
        if self.forms.is_valid():
            typed = [
                one
                for one in self.forms.cleaned_data
                if one.get("title") or one.get("basis") or one.get("points")
            ]
            try:
                features.propose(self.period, line=code, indicators=typed, by=By.person(request.user))
            except Refused as refusal:
                problem = str(refusal)
            else:
                messages.success(request, _now("已提交。区委办公布以后，本条线各单位按它评价。"))
                return redirect(f"{SPACE}:features")
        return self.render_to_response(self.get_context_data(problem=problem))


@require_POST
def rule(request: HttpRequest, proposal: str) -> HttpResponse:
    if not (current().is_central and may(request, RUN)):
        raise PermissionDenied
    row = get_object_or_404(FeatureProposal.objects.select_related("period__scheme"), pk=proposal)
    accepted = request.POST.get("accepted") == "yes"
    try:
        features.rule(
            row, accepted=accepted, reason=request.POST.get("reason", "")[:300],
            by=By.person(request.user, office=True),
        )  # fmt: skip
        messages.success(request, _now("已公布，不再改动。") if accepted else _now("已退回牵头部门。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{SPACE}:features")
