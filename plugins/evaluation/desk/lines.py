"""条线比较: units of one line beside each other, for who leads it and the office. Never across lines, never public."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cms.extension import ask, directory, eyes
from plugins.evaluation.charts import Bar, bars
from plugins.evaluation.desk.view import DeskView
from plugins.evaluation.engine.standing import standing
from plugins.evaluation.ledger.models import Score
from plugins.evaluation.queries import scores_of_line
from plugins.evaluation.reading import rounded
from plugins.evaluation.states import ScoreKind


@dataclass(frozen=True)
class Row:
    """A unit of the line. `place` "" where it has none: vetoed, or nothing applies."""

    score: Score
    place: str
    shared: bool
    """Others stand on the same place: they cannot be told apart."""
    aspects: list[tuple[Decimal, Decimal]]


class LinesView(DeskView):
    """The lines that the bound site sees scores of. One query for scores, a few for names."""

    template_name = "plugins/evaluation/lines.html"
    page_title = _("条线比较")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Score.objects.using(eyes_of_scores()).filter(period=self.today, kind=ScoreKind.LIVE)
        counts: dict[str, int] = {}
        for code in rows.exclude(line_code="").values_list("line_code", flat=True):
            counts[code] = counts.get(code, 0) + 1
        names = {entry.line.code: entry.line.name for entry in directory().values() if entry.line}
        lines = [(code, names.get(code, code), counts[code]) for code in sorted(counts)]
        return super().get_context_data(**kwargs) | {"lines": lines}


class LineView(DeskView):
    """One line: places inside it, aspect by aspect, and the best-practice unit to measure oneself by."""

    template_name = "plugins/evaluation/line.html"

    @cached_property
    def scores(self) -> list[Score]:
        using = eyes_of_scores()
        found = scores_of_line(self.period, self.kwargs["line"], using=using)
        if not found:
            raise Http404
        return found

    @cached_property
    def name(self) -> str:
        entries = directory(units=[self.scores[0].unit_id]).values()
        return next((entry.line.name for entry in entries if entry.line), self.kwargs["line"])

    def get_page_title(self) -> str:
        return str(_("条线比较：%(name)s")) % {"name": self.name}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self._rows()
        best = set(ask("showcase.chosen", line=self.kwargs["line"]) or ())
        titles = [one["title"] for one in self.scores[0].body["aspects"]]
        hundred = Decimal(100)
        drawn = [
            Bar(row.score.unit.name, row.score.total, hundred) for row in rows if row.score.total is not None
        ]
        return super().get_context_data(**kwargs) | {
            "period": self.period,
            "rows": rows,
            "best": best,
            "titles": titles,
            "chart": bars(self.get_page_title(), drawn),
        }

    def _rows(self) -> list[Row]:
        by_slug = {score.unit.slug: score for score in self.scores}
        (told,) = standing(score.body for score in self.scores if score.body["line"] == self.kwargs["line"])
        rows = [
            Row(by_slug[slug], str(place["place"]), len(place["units"]) > 1, _aspects(by_slug[slug]))
            for place in told["places"]
            for slug in place["units"]
        ]
        return rows + [Row(by_slug[slug], "", False, _aspects(by_slug[slug])) for slug in told["without"]]


def _aspects(score: Score) -> list[tuple[Decimal, Decimal]]:
    return [(rounded(one["points"]), rounded(one["of"])) for one in score.body["aspects"]]


def eyes_of_scores() -> str:
    """The office reads scores bound to the centre, for the reader behind the public pages may not."""
    return "default" if eyes() == "central" else eyes()
