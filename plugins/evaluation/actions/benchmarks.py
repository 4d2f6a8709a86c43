"""对照单位: what the showcase chose for each line, with the figures of this morning. At the centre, for every unit to read."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from cms.extension import ask
from plugins.evaluation.ledger.models import Benchmark, Period, Score
from plugins.evaluation.states import ScoreKind

MOST = 2
"""Best-practice units of a line that are kept: one to measure by, and another one for that one itself."""


def renew(period: Period) -> int:
    """Returns how many there are now. One question for each line, whatever the number of units."""
    scores = Score.objects.filter(period=period, kind=ScoreKind.LIVE, vetoed=False, total__isnull=False)
    lines = scores.exclude(line_code="").order_by("line_code").values_list("line_code", flat=True).distinct()
    chosen = {line: list(dict.fromkeys(ask("showcase.chosen", line=line) or ())) for line in lines}
    named = {slug for slugs in chosen.values() for slug in slugs}
    held = {score.unit.slug: score for score in scores.filter(unit__slug__in=named).select_related("unit")}
    made = list(_rows(period, chosen, held))
    with transaction.atomic():
        Benchmark.objects.filter(period=period).update(place=None)
        Benchmark.objects.bulk_create(
            made,
            update_conflicts=True,
            unique_fields=["period", "line_code", "of"],
            update_fields=["place", "as_of", "points", "made_at"],
        )
    return len(made)


def _rows(period: Period, chosen: dict[str, list[str]], held: dict[str, Score]) -> Iterator[Benchmark]:
    for line, slugs in chosen.items():
        # One that went to another line since is no measure for this one.
        there = [held[slug] for slug in slugs if slug in held and held[slug].line_code == line]
        for place, score in enumerate(there[:MOST]):
            yield Benchmark(
                period=period, line_code=line, of=score.unit, place=place, as_of=score.as_of, points=_points(score)
            )  # fmt: skip


def _points(score: Score) -> dict[str, str | None]:
    told = score.body["indicators"]
    return {one["code"]: None if one["result"] == "na" else one["points"] for one in told}
