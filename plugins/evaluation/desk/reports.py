"""导出文书: three Word documents of a score, for the unit itself, and for the office of each unit and line."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from cms.extension import By, current, may
from plugins.evaluation.actions.reports import put_template, template_of
from plugins.evaluation.desk.view import SPACE, DeskView
from plugins.evaluation.ledger.models import Score
from plugins.evaluation.reports.making import report_of, report_of_line
from plugins.evaluation.reports.templates import NAMES, Report, shipped
from plugins.evaluation.rights import RUN, SEE
from plugins.evaluation.states import Refused, ScoreKind

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST = 2 * 1024 * 1024
ORDER = (ScoreKind.FINAL, ScoreKind.COUNTED, ScoreKind.LIVE)


def newest(period: str) -> list[Score]:
    """Each unit's score that holds in a period, as far as the bound site sees it. One query."""
    rows = Score.objects.filter(period__code=period).select_related("unit", "period__scheme")
    best: dict[int, Score] = {}
    for row in sorted(rows, key=lambda one: ORDER.index(ScoreKind(one.kind))):
        best.setdefault(row.unit_id, row)
    return sorted(best.values(), key=lambda row: (row.line_code, row.unit.order, row.unit.slug))


class ReportsView(DeskView):
    """What can be fetched, and the templates. Constant queries."""

    template_name = "plugins/evaluation/reports.html"
    page_title = _("导出文书")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = newest(self.period.code)
        may_change = current().is_central and may(self.request, RUN)
        return super().get_context_data(**kwargs) | {
            "period": self.period, "scores": rows, "reports": Report.choices, "may_change": may_change,
            "lines": sorted({row.line_code for row in rows if row.line_code}), "names": [*NAMES, "table"],
        }  # fmt: skip


def _answer(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=WORD, headers={"content-disposition": f'attachment; filename="{name}.docx"'}
    )


def _may(request: HttpRequest, report: str, right: str = SEE) -> None:
    if not may(request, right):
        raise PermissionDenied
    if report not in Report.values:
        raise Http404


def fetch(request: HttpRequest, period: str, report: str, unit: str) -> HttpResponse:
    _may(request, report)
    score = next((row for row in newest(period) if row.unit.slug == unit), None)
    if score is None:
        raise Http404
    content = report_of(score, report, template=template_of(report))
    return _answer(content, f"{report}-{period}-{unit}")


def fetch_line(request: HttpRequest, period: str, report: str, line: str) -> HttpResponse:
    _may(request, report)
    rows = [row for row in newest(period) if row.line_code == line]
    if not current().is_central or not rows:
        raise Http404
    return _answer(
        report_of_line(rows, line, report, template=template_of(report)), f"{report}-{period}-{line}"
    )


def template(request: HttpRequest, report: str) -> HttpResponse:
    """The one that holds, to be changed in Word."""
    _may(request, report)
    return _answer(template_of(report) or shipped(report), f"template-{report}")


@require_POST
def put(request: HttpRequest, report: str) -> HttpResponse:
    _may(request, report, RUN)
    sent = request.FILES.get("file")
    try:
        if not current().is_central:
            raise PermissionDenied
        if sent is None or (sent.size or 0) > MOST:
            raise Refused(_now("请选择两兆以内的 Word 文件"))
        put_template(report=report, file=sent.read(), by=By.person(request.user, office=True))
        messages.success(request, _now("模板已更换。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{SPACE}:reports")
