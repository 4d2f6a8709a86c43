"""评价周期, for the office: open one, count it, settle it, say what only people can say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from cms.extension import By, Unit, current, directory, may
from plugins.evaluation.actions import counting, ordering, words
from plugins.evaluation.actions.opening import newest_scheme, open_year
from plugins.evaluation.desk.view import SPACE, Day, DeskView
from plugins.evaluation.ledger.models import Award, Grade, Period, Score, Veto
from plugins.evaluation.rights import CONCLUDE, RUN
from plugins.evaluation.states import Refused, ScoreKind
from plugins.evaluation.tasks import refresh_scores

WHAT = [("veto", _("一票否决")), ("grade", _("外来等次")), ("award", _("加分"))]
WORDS: dict[str, type[Veto] | type[Grade] | type[Award]] = {"veto": Veto, "grade": Grade, "award": Award}


class OfficeView(DeskView):
    """On the central site alone."""

    right = RUN

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not current().is_central:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class PeriodForm(forms.Form):
    year = forms.IntegerField(label=_("年度"), min_value=2020, max_value=2100)


class PeriodsView(OfficeView):
    """All periods, and a new one in one step: a calendar year by the published standard."""

    template_name = "plugins/evaluation/periods.html"

    @cached_property
    def form(self) -> PeriodForm:
        sent = self.request.POST if self.request.method == "POST" else None
        return PeriodForm(sent, initial={"year": timezone.localdate().year})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Period.objects.select_related("scheme")
        return super().get_context_data(**kwargs) | {
            "periods": rows,
            "form": self.form,
            "scheme": newest_scheme(),
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.form.is_valid():
            year, by = self.form.cleaned_data["year"], By.person(request.user, office=True)
            try:
                period = open_year(year, by=by)
            except (Refused, ValidationError) as error:
                self.form.add_error(None, error if isinstance(error, ValidationError) else str(error))
            else:
                refresh_scores.enqueue()
                messages.success(
                    request, _now("%(title)s开始。各单位现在可以自查。") % {"title": period.title}
                )
                return redirect(f"{SPACE}:period", period.code)
        return self.get(request, **kwargs)


class WordForm(forms.Form):
    """What people say. The verbs judge it; the form only knows what it looks like."""

    fields: dict[str, Any]
    what = forms.ChoiceField(
        label=_("登记什么"), choices=[("veto", _("一票否决")), ("grade", _("外来等次")), ("award", _("加分"))]
    )
    unit = forms.ModelChoiceField(label=_("单位"), queryset=Unit.objects.none())
    code = forms.ChoiceField(label=_("项目"))
    value = forms.CharField(
        label=_("等次或加分"), required=False, max_length=20, help_text=_("一票否决不用填。")
    )
    on = forms.DateField(label=_("日期"), widget=Day())
    basis = forms.CharField(label=_("依据"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, period: Period, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        data = period.scheme.data
        known = [*data["vetoes"], *data["bonus"]["kinds"]]
        known += [one for one in data["indicators"] if one["formula"] == "graded"]
        self.fields["code"].choices = [(one["code"], one["title"]) for one in known]
        self.fields["unit"].queryset = Unit.objects.exclude(tenant=None).select_related("tenant")


class PeriodView(OfficeView):
    """One period: how far it is, every unit's score by line, and what people said. Constant queries."""

    template_name = "plugins/evaluation/period.html"

    def get_page_title(self) -> str:
        return self.period.title

    @cached_property
    def form(self) -> WordForm:
        sent = self.request.POST if self.request.method == "POST" else None
        return WordForm(sent, period=self.period, initial={"on": timezone.localdate()})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = (
            Score.objects.filter(period=self.period)
            .select_related("unit")
            .order_by("line_code", "unit__order")
        )
        kinds = set(rows.values_list("kind", flat=True))
        kind = next((one for one in (ScoreKind.FINAL, ScoreKind.COUNTED, ScoreKind.LIVE) if one in kinds), "")
        said = [
            row
            for model in WORDS.values()
            for row in model.objects.filter(period=self.period).select_related("unit")
        ]
        return super().get_context_data(**kwargs) | {
            "period": self.period,
            "lines": _by_line([row for row in rows if row.kind == kind]),
            "kind": kind and ScoreKind(kind).label,
            "said": sorted(said, key=lambda row: row.at, reverse=True),
            "dump": self.period.dumps.defer("lines").first(),
            "form": self.form,
            "may_conclude": may(self.request, CONCLUDE),
            "run": ordering.last_run(self.period),
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.form.is_valid():
            try:
                _say(self.period, self.form.cleaned_data, By.person(request.user, office=True))
            except Refused as refusal:
                self.form.add_error(None, str(refusal))
            else:
                messages.success(request, _now("已登记。下次计分时生效。"))
                return redirect(f"{SPACE}:period", self.period.code)
        return self.get(request, **kwargs)


def _by_line(scores: list[Score]) -> list[tuple[str, str, list[Score]]]:
    """(code, name, scores) of each line, in the order of their codes; without a line last."""
    names = {entry.line.code: entry.line.name for entry in directory().values() if entry.line}
    found: dict[str, list[Score]] = {}
    for score in scores:
        found.setdefault(score.line_code, []).append(score)
    return [
        (code, names.get(code, code), found[code])
        for code in sorted(found, key=lambda code: (not code, code))
    ]


def _say(period: Period, values: dict[str, Any], by: By) -> None:
    about = {name: values[name] for name in ("code", "on", "basis")} | {"by": by}
    if values["what"] == "veto":
        words.decide_veto(values["unit"], period, **about)
    elif values["what"] == "grade":
        words.enter_grade(values["unit"], period, grade=values["value"].strip(), **about)
    else:
        words.give_bonus(values["unit"], period, points=words.points_of(values["value"]), **about)


def _acted(request: HttpRequest, right: str) -> By:
    if not (current().is_central and may(request, right)):
        raise PermissionDenied
    return By.person(request.user, office=True)


def _answer(request: HttpRequest, code: str, verb: Callable[[Period], str]) -> HttpResponse:
    period = get_object_or_404(Period.objects.select_related("scheme"), code=code)
    try:
        messages.success(request, verb(period))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{SPACE}:period", code)


@require_POST
def count(request: HttpRequest, period: str) -> HttpResponse:
    by = _acted(request, RUN)

    def order(row: Period) -> str:
        ordering.order(row, by=by, why=_now("重新计分"))
        return _now("已开始计分，在后台进行。算完以前，原来的得分不变。")

    return _answer(request, period, order)


@require_POST
def conclude(request: HttpRequest, period: str) -> HttpResponse:
    by = _acted(request, CONCLUDE)
    told = _now("%(count)s 个单位的结果已定，不再变动。")
    return _answer(request, period, lambda row: told % {"count": counting.conclude(row, by=by)})


@require_POST
def lift(request: HttpRequest, period: str, what: str, key: str) -> HttpResponse:
    by = _acted(request, RUN)
    if what not in WORDS:
        raise Http404
    row: Any = get_object_or_404(
        WORDS[what].objects.select_related("period", "unit"), pk=key, period__code=period
    )

    def undo(_row: Period) -> str:
        words.lift(row, why=request.POST.get("why", ""), by=by)
        return _now("已撤销。下次计分时生效。")

    return _answer(request, period, undo)


def fetch(request: HttpRequest, period: str) -> HttpResponse:
    """The evidence of the last count, for whoever wants to compute it again."""
    if not may(request, "evaluation_ledger.view_score"):
        raise PermissionDenied
    return packed(get_object_or_404(Period, code=period))


def packed(period: Period) -> HttpResponse:
    kept = period.dumps.first()
    if kept is None:
        raise Http404
    headers = {"content-disposition": f'attachment; filename="evaluation-{period.code}.jsonl.gz"'}
    return HttpResponse(bytes(kept.lines), content_type="application/gzip", headers=headers)
