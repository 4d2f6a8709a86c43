"""抽查: drawn by the office, judged by each reviewer on a page of their own, which works on a phone."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from cms.extension import By, Entry, Unit, current, eyes, guided_units, may
from plugins.evaluation.actions import samples
from plugins.evaluation.desk.view import SPACE, DeskView
from plugins.evaluation.ledger.models import Draw, Judgement, Period, Verdict
from plugins.evaluation.reviewing import panel_of
from plugins.evaluation.rights import JUDGE, RUN
from plugins.evaluation.states import Method, Refused

HASH = re.compile(r"[0-9a-f]{64}")
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
        return super().get_context_data(**kwargs) | {
            "units": reviewed_units(), "indicators": samples.judged_indicators(self.period).items(),
        }  # fmt: skip


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
        title = samples.judged_indicators(self.period).get(self.kwargs["indicator"])
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
        keys = [key.partition("/")[0] for key in panel.items if key]
        entries = {str(row.uuid): row for row in Entry.objects.using(eyes()).filter(uuid__in=keys)}
        things = [
            (key, entries.get(key.partition("/")[0]), mine.get(key), given, values)
            for key, given, values in panel.rows()
        ]
        office = current().is_central and may(self.request, RUN)
        return super().get_context_data(**kwargs) | {
            "unit": self.unit, "code": code, "panel": panel, "things": things, "steps": STEPS,
            "draw": Draw.objects.filter(**about).first(), "agreement": panel.agreement(),
            "problems": panel.problems(), "verdicts": Verdict.objects.filter(**about), "may_draw": office,
        }  # fmt: skip


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
    method = Method.VISIT if typed.get("method") == Method.VISIT else Method.SAMPLE
    try:
        samples.judge(
            _unit(unit), _period(period), indicator=indicator, item=typed.get("item", "")[:60],
            quarters=int(sent) if sent in "01234" and sent else -1, note=typed.get("note", "")[:500], method=method,
            photos=[one for one in typed.getlist("photo")[:20] if HASH.fullmatch(one)],
            by=By.person(request.user, office=current().is_central),
        )  # fmt: skip
        messages.success(request, _now("已记下您的评分，不能再改。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{SPACE}:sample", period, unit, indicator)
