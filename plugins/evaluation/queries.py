"""Reads of evaluation: the period of the day, a unit's score as it stands now, the scores of a line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.extension import District, Unit, current
from plugins.evaluation.engine import dump
from plugins.evaluation.engine.exact import canonical
from plugins.evaluation.engine.scheme import Scheme as Standard
from plugins.evaluation.engine.scoring import evaluate_unit
from plugins.evaluation.engine.standing import PLACED, standing
from plugins.evaluation.gathering import Asked, Sources, gather
from plugins.evaluation.gathering.asked import Row
from plugins.evaluation.ledger.models import Period, Score
from plugins.evaluation.standards import standard_of
from plugins.evaluation.states import Refused, ScoreKind

UNNAMED = "-"
CENTRAL = Sources(open_="central", inside="default")
"""How the office reads the records of the district."""

AT_ONCE = 100


def period_of(day: dt.date | None = None, *, using: str = "default") -> Period | None:
    """The period that a day lies in, else the last one before it. One query."""
    day = day or timezone.localdate()
    rows = Period.objects.using(using).select_related("scheme").filter(since__lte=day)
    return rows.order_by("-since").first()


def district_name() -> str:
    """One query."""
    found = District.objects.values_list("name", flat=True).first()
    return str(found or "")


def head_of(period: Period, standard: Standard, *, as_of: dt.date) -> dict[str, Any]:
    """The head line of a dump, which is what the engine is told beside the rows. One query."""
    return dump.head_of(
        district=district_name() or UNNAMED,
        key=period.code,
        since=period.since.isoformat(),
        until=period.until.isoformat(),
        as_of=as_of.isoformat(),
        scheme=standard,
    )


@dataclass(frozen=True)
class Live:
    """A unit's score computed now, with what it was computed from."""

    period: Period
    standard: Standard
    head: dict[str, Any]
    rows: list[Row]
    score: dict[str, Any]


def own_unit() -> Unit | None:
    """The unit that the bound site speaks for. One query."""
    found: Unit | None = (
        Unit.objects.select_related("tenant").filter(tenant__schema_name=current().schema_name).first()
    )
    return found


def evidence_of(
    units: Iterable[Unit], period: Period, *, as_of: dt.date, sources: Sources
) -> dict[str, list[Row]]:
    """Slug → rows. A fixed number of queries."""
    by_schema = {unit.tenant.schema_name: unit for unit in units}
    return gather(Asked(by_schema, period.since, period.until, as_of, sources))


def live(unit: Unit, period: Period, *, today: dt.date | None = None, sources: Sources | None = None) -> Live:
    """The unit's score as of today, or of the period's last day. Queries do not grow with what there is."""
    as_of = min(today or timezone.localdate(), period.until)
    rows = evidence_of([unit], period, as_of=as_of, sources=sources or Sources())[unit.slug]
    standard = standard_of(period)
    head = head_of(period, standard, as_of=as_of)
    return Live(period, standard, head, rows, evaluate_unit(standard, rows, head))


def scores_of_line(
    period: Period, line: str, *, kind: str = ScoreKind.LIVE, using: str = "default"
) -> list[Score]:
    """Scores inside one line, as PostgreSQL shows them to whoever asks. One query."""
    rows = Score.objects.using(using).filter(period=period, kind=kind, line_code=line).select_related("unit")
    return list(rows.order_by("unit__order", "unit__slug"))


def score_lines(period: Period) -> Iterator[str]:
    """What was counted, byte for byte as the engine prints it when it scores the dump again. At the centre.

    Raises Refused where nothing was counted. One query, and one for every hundred units.
    """
    rows = Score.objects.filter(period=period, kind=ScoreKind.COUNTED)
    keys = [key for _slug, key in sorted(rows.values_list("unit__slug", "pk"))]
    if not keys:
        raise Refused(_("%(title)s还没有计分") % {"title": period.title})
    placed = []
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        bodies = dict(rows.filter(pk__in=some).values_list("pk", "body"))
        for key in some:
            yield canonical({"kind": "score"} | bodies[key])
            placed.append({name: bodies[key][name] for name in PLACED})
    yield from (canonical({"kind": "standing"} | line) for line in standing(placed))
