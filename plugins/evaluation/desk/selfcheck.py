"""自查: a unit sees all year how it stands, what that rests on, and what would help most."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.extension import Entry, FiledItem, Unit, current
from plugins.evaluation.advice import advice
from plugins.evaluation.charts import bars
from plugins.evaluation.comparing import benchmark_for, compared
from plugins.evaluation.desk.view import SPACE, DeskView
from plugins.evaluation.ledger.models import PageCheck, Score, ScoreChange
from plugins.evaluation.queries import Live, live, own_unit, period_of
from plugins.evaluation.reading import aspects, rounded
from plugins.evaluation.scanning.rules import RULES
from plugins.evaluation.states import ScoreKind


class SelfCheckView(DeskView):
    """The bound unit's score as of now. The office has no score of its own: it goes to the periods."""

    template_name = "plugins/evaluation/selfcheck.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if current().is_central:
            return redirect(f"{SPACE}:periods")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        unit, period = own_unit(), period_of()
        if unit is None or period is None:
            return context | {"period": None}
        found = live(unit, period, today=timezone.localdate())
        told = self._told(found)
        best = benchmark_for(period, found.score["line"] or "", unit.pk)
        return (
            context
            | {"unit": unit, "period": period, "comparison": best and compared(told["aspects"], best)}
            | told
            | self._beside(unit, period)
        )

    def _told(self, found: Live) -> dict[str, Any]:
        rows = Entry.objects.filter(withdrawn_at=None).values_list("uuid", "title", "path")
        paths = {str(key): (title, path) for key, title, path in rows}
        items = FiledItem.objects.filter(filing__state="REGISTERED").values_list("code", "title")
        now, soon = advice(found, dict(items))
        told = aspects(found.standard, found.score, found.rows, paths)
        low, high = found.score["interval"] or (None, None)
        return {
            "score": found.score,
            "total": rounded(found.score["total"]),
            "low": low and rounded(low),
            "high": high and rounded(high),
            "bonus": rounded(found.score["bonus"]["points"]),
            "pending": len(found.score["pending"]),
            "aspects": told,
            "chart": bars(str(_("各方面得分")), [one.bar for one in told if one.of]),
            "advice": now,
            "soon": soon,
        }

    def _beside(self, unit: Unit, period: Any) -> dict[str, Any]:
        """What the scan found, and what the office counted."""
        faults = [(one, RULES.get(one.rule)) for one in PageCheck.objects.filter(fixed_on=None)[:50]]
        counted = Score.objects.filter(period=period).exclude(kind=ScoreKind.LIVE).order_by("made_at").last()
        changes = ScoreChange.objects.filter(score=counted) if counted else []
        return {"faults": faults, "counted": counted, "changes": changes}
