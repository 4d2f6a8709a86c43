"""A unit beside its line's best-practice unit, indicator by indicator. Never beside anybody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from plugins.evaluation.charts import Bar, bars
from plugins.evaluation.ledger.models import Benchmark, Period
from plugins.evaluation.reading import AspectRead, Read, rounded


@dataclass(frozen=True)
class Beside:
    """An indicator of both. None: it does not apply to that one."""

    title: str
    of: Decimal
    own: Decimal | None
    best: Decimal | None

    @property
    def gap(self) -> Decimal | None:
        """What the unit has less than the other: positive where it is behind."""
        return None if self.own is None or self.best is None else self.best - self.own

    @property
    def ahead(self) -> Decimal | None:
        return None if self.gap is None else -self.gap


@dataclass(frozen=True)
class Comparison:
    benchmark: Benchmark
    rows: list[Beside]

    @property
    def behind(self) -> int:
        return sum(bool(row.gap and row.gap > 0) for row in self.rows)

    @property
    def chart(self) -> SafeString:
        """Where both are measured, the greatest gap first."""
        both = [row for row in self.rows if row.gap is not None]
        drawn = [
            Bar(row.title, row.own or Decimal(0), row.of, mark=row.best)
            for row in sorted(both, key=lambda row: -(row.gap or 0))
        ]
        return bars(_("与%(name)s逐项对照") % {"name": self.benchmark.of.name}, drawn)


def benchmark_for(period: Period, line: str, unit: int) -> Benchmark | None:
    """The newest best-practice unit of the line other than the unit itself. One query."""
    rows = Benchmark.objects.filter(period=period, line_code=line, place__isnull=False).exclude(of=unit)
    return rows.select_related("of").first()


def compared(told: Iterable[AspectRead], benchmark: Benchmark) -> Comparison:
    """`told`: the unit's own score, as read for people."""
    indicators = [one for aspect in told for one in aspect.indicators]
    rows = [_beside(one, benchmark.points.get(one.code)) for one in indicators]
    return Comparison(benchmark, [row for row in rows if row.own is not None or row.best is not None])


def _beside(one: Read, best: str | None) -> Beside:
    return Beside(
        one.title, one.full, one.points if one.applies else None, None if best is None else rounded(best)
    )
