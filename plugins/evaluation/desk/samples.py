"""抽查: drawn by the office, judged by each reviewer on a page of their own, which works on a phone."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from cms.extension import By, Entry, Unit, current, directory, eyes, guided_units, may
from plugins.evaluation.actions import nils, samples
from plugins.evaluation.desk.view import SPACE, DeskView
from plugins.evaluation.ledger.models import Draw, Judgement, Period, Verdict
from plugins.evaluation.reviewing import Panel, panel_of
from plugins.evaluation.rights import JUDGE, RUN
from plugins.evaluation.standards import judged_in, line_of, standard_of
from plugins.evaluation.states import Refused

TRUTH = [(4, _("属实")), (0, _("不属实"))]
STEPS = [(4, "1"), (3, "3/4"), (2, "1/2"), (1, "1/4"), (0, "0")]


def reviewed_units() -> list[Unit]:
    """Whom the bound site reviews: the centre everybody with a site, a guide whom it guides."""
    if current().is_central:
        rows = Unit.objects.exclude(tenant=None).filter(tenant__is_central=False).select_related("tenant")
        return list(rows.order_by("order", "slug"))
    return guided_units()


class SamplesView(DeskView):
    """Units and indicators that wait for this reviewer. Constant queries."""

    template_name = "plugins/evaluation/samples.html"
    page_title = _("抽查评审")
    right = JUDGE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"units": self._asked()}

    def _asked(self) -> list[tuple[Unit, dict[str, Any]]]:
        """Each unit with what is judged of it: the common part, and what its line added."""
        units, standard = reviewed_units(), standard_of(self.period)
        lines = {key: entry.line for key, entry in directory(units=[one.pk for one in units]).items()}
        asked = []
        for unit in units:
            line = lines[unit.pk]
            asked.append((unit, judged_in(standard, line.code if line else "") | {nils.NIL: nils.TITLE}))
        return asked


class SampleView(DeskView):
    """One unit and one indicator: what was drawn, one's own marks, and who has given. Constant queries."""

    template_name = "plugins/evaluation/sample.html"
    right = JUDGE

    @cached_property
    def unit(self) -> Unit:
        found = next((one for one in reviewed_units() if one.slug == self.kwargs["unit"]), None)
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        known = judged_in(standard_of(self.period), line_of(self.unit)) | {nils.NIL: str(nils.TITLE)}
        title = known.get(self.kwargs["indicator"])
        if title is None:
            raise Http404
        return f"{self.unit.name}：{title}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        code = self.kwargs["indicator"]
        about = {"unit": self.unit, "period": self.period, "indicator": code}
        panel = panel_of(self.unit, self.period, code)
        mine = {
            row.item: row
            for row in Judgement.objects.filter(**about, reviewer=By.person(self.request.user).identity)
        }
        titles = self._nils(panel) if code == nils.NIL else _entries(panel)
        things = [
            (key, titles.get(key, key), mine.get(key), given, values) for key, given, values in panel.rows()
        ]
        draw = Draw.objects.filter(**about).first()
        return super().get_context_data(**kwargs) | {
            "unit": self.unit, "code": code, "panel": panel, "things": things if draw or code != nils.NIL else [],
            "steps": TRUTH if code == nils.NIL else STEPS, "draw": draw, "agreement": panel.agreement(),
            "problems": panel.problems(), "verdicts": self._settled(about),
            "may_draw": current().is_central and may(self.request, RUN), "must_draw": code == nils.NIL,
        }  # fmt: skip

    def _settled(self, about: dict[str, Any]) -> list[str]:
        if about["indicator"] == nils.NIL:
            return [
                f"{row.item_code} {row.period_key}：{_now('属实') if row.borne_out else _now('不属实')}"
                for row in nils.found_of(self.unit, self.period)
            ]
        return [row.value for row in Verdict.objects.filter(**about)]

    def _nils(self, panel: Panel) -> dict[str, str]:
        rows = nils.declared(self.unit, self.period)
        return {
            key: _now("%(title)s %(period)s：%(reason)s")
            % {"title": row.item_title, "period": row.period_label, "reason": row.reason}
            for key, row in rows.items()
            if key in panel.items
        }


def _entries(panel: Panel) -> dict[str, str]:
    """Titles of the public entries that were drawn. One query."""
    keys = {key.partition("/")[0]: key for key in panel.items if key}
    rows = Entry.objects.using(eyes()).filter(uuid__in=keys).values_list("uuid", "title")
    known = {str(key): title for key, title in rows}
    return {key: known[key.partition("/")[0]] for key in panel.items if key.partition("/")[0] in known}


def _unit(slug: str) -> Unit:
    return get_object_or_404(Unit.objects.select_related("tenant").exclude(tenant=None), slug=slug)


@require_POST
def draw(request: HttpRequest, period: str, unit: str, indicator: str) -> HttpResponse:
    return _office(request, period, unit, indicator, "draw")


@require_POST
def settle(request: HttpRequest, period: str, unit: str, indicator: str) -> HttpResponse:
    return _office(request, period, unit, indicator, "settle")


def _office(request: HttpRequest, period: str, slug: str, indicator: str, verb: str) -> HttpResponse:
    if not (current().is_central and may(request, RUN)):
        raise PermissionDenied
    by, unit = By.person(request.user, office=True), _unit(slug)
    size = request.POST.get("size", "")
    try:
        if verb == "draw":
            count = int(size[:4]) if size.isdecimal() else 0
            samples.draw(unit, _period(period), indicator=indicator, size=count, by=by)
            messages.success(request, _now("已抽取。种子和名单已保存，谁都可以重抽核对。"))
        else:
            samples.settle(unit, _period(period), indicator=indicator, by=by)
            messages.success(request, _now("已计入。下次计分时生效。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{SPACE}:sample", period, slug, indicator)


def _period(code: str) -> Period:
    return get_object_or_404(Period.objects.select_related("scheme"), code=code)


@require_POST
def judge(request: HttpRequest, period: str, unit: str, indicator: str) -> HttpResponse:
    if not may(request, JUDGE):
        raise PermissionDenied
    typed, sent = request.POST, request.POST.get("quarters", "")
    try:
        samples.judge(
            _unit(unit), _period(period), indicator=indicator, item=typed.get("item", "")[:60],
            quarters=int(sent) if sent in "01234" and sent else -1, note=typed.get("note", "")[:500],
            by=By.person(request.user, office=current().is_central),
        )  # fmt: skip
        messages.success(request, _now("已记下您的评分，不能再改。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{SPACE}:sample", period, unit, indicator)
