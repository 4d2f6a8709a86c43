"""Counting a period: every unit by the same standard on the same day, with the evidence kept beside."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.extension import By, Unit, calendar, in_service, settings_of, write_down
from plugins.evaluation.actions.benchmarks import renew
from plugins.evaluation.actions.packing import Held, Packed
from plugins.evaluation.engine.evidence import Invalid
from plugins.evaluation.engine.reading import written
from plugins.evaluation.engine.scheme import Scheme as Standard
from plugins.evaluation.engine.scoring import evaluate_unit
from plugins.evaluation.gathering.asked import Row
from plugins.evaluation.ledger.models import Period, Score, ScoreChange
from plugins.evaluation.queries import CENTRAL, evidence_of, head_of
from plugins.evaluation.standards import standard_of
from plugins.evaluation.states import Refused, ScoreKind, after

AT_ONCE = 60
"""Units whose evidence is held at a time: memory does not grow with the district."""
logger = logging.getLogger(__name__)
CENT = Decimal("0.01")
Watch = Callable[[Iterator["Counted"], int], Iterable["Counted"]]
"""What stands between a count and its units, of which it hears how many: it hands on each, and may tell how far it is."""


@dataclass(frozen=True)
class Counted:
    """A unit with its score, and the lines of the dump that it follows from."""

    unit: Unit
    line: str
    score: dict[str, Any]
    lines: list[str]

    @property
    def digest(self) -> str:
        return hashlib.sha256("\n".join(self.lines).encode()).hexdigest()


def units_counted() -> list[Unit]:
    """Those that have a site and are in service, in the order of the register. The office evaluates, and is not counted."""
    rows = Unit.objects.select_related("tenant").exclude(tenant=None).filter(tenant__is_central=False)
    return [unit for unit in rows.order_by("order", "slug") if in_service(unit)]


def scored(
    units: Iterable[Unit], period: Period, standard: Standard, head: dict[str, Any], *, lenient: bool = False
) -> Iterator[list[Counted]]:
    """Each unit's score, AT_ONCE units at a time in the order of their slugs, as a dump has them.

    Queries: a handful for each time. What was yielded should be let go before the next is asked for. Evidence that
    contradicts itself raises Refused; `lenient`: that unit is left out and noted, and the others go on.
    """
    as_of = dt.date.fromisoformat(head["as_of"])
    ordered = sorted(units, key=lambda unit: unit.slug)
    for start in range(0, len(ordered), AT_ONCE):
        some = ordered[start : start + AT_ONCE]
        evidence = evidence_of(some, period, as_of=as_of, sources=CENTRAL)
        counted = (_tried(unit, evidence.pop(unit.slug), standard, head, lenient) for unit in some)
        yield [one for one in counted if one]


def _tried(
    unit: Unit, rows: list[Row], standard: Standard, head: dict[str, Any], lenient: bool
) -> Counted | None:
    try:
        return _counted(unit, rows, standard, head)
    except Invalid as error:
        if not lenient:
            about = {"unit": unit.name, "problems": "；".join(error.problems)}
            raise Refused(_("%(unit)s的记录自相矛盾，要先核对：%(problems)s") % about) from error
        logger.error("evaluation: evidence of %s: %s", unit.slug, "; ".join(error.problems))
        return None


def _counted(unit: Unit, rows: list[Row], standard: Standard, head: dict[str, Any]) -> Counted:
    line = next((row["line"] for row in rows if row["kind"] == "unit"), None)
    return Counted(unit, line or "", evaluate_unit(standard, rows, head), written(rows))


def refresh(*, today: dt.date | None = None, period: Period) -> int:
    """The self-check of every unit, as of today: what units and leads compare, with the line's best. Returns how many. At
    the centre."""
    standard, units = standard_of(period), units_counted()
    head = head_of(period, standard, as_of=min(today or timezone.localdate(), period.until))
    for some in scored(units, period, standard, head, lenient=True):
        _upsert([_row(one, period, ScoreKind.LIVE, head, standard) for one in some])
    renew(period)
    return len(units)


def count(
    period: Period,
    *,
    by: By,
    today: dt.date | None = None,
    why: str = "重新计分",
    watch: Watch = lambda units, total: units,
) -> int:
    """计分: what every unit has, from which it may appeal. Counted again, every change keeps both values.

    Units are computed outside of a transaction, so that others see how far it is; what was computed then comes into the
    ledger in one. Raises Refused, and nothing has changed then.
    """
    today = today or timezone.localdate()
    after("count", period.state, period.get_state_display())
    standard, units = standard_of(period), units_counted()
    head = head_of(period, standard, as_of=min(today, period.until))
    with Packed(head) as packed, Held() as held:
        each = (one for some in scored(units, period, standard, head) for one in some)
        for one in watch(each, len(units)):
            held.add(_row(one, period, ScoreKind.COUNTED, head, standard))
            packed.add(one.lines)
        with transaction.atomic():
            _enter(period, held, by=by, why=why, today=today)
            packed.keep(period)
            write_down("evaluation", "count", subject=period.title, by=by, detail={"units": len(units)})
    return len(units)


def _enter(period: Period, held: Held, *, by: By, why: str, today: dt.date) -> None:
    """All scores at once, in a period that nobody settled in the meantime. Raises Refused."""
    found = Period.objects.select_for_update().get(pk=period.pk)
    period.state = after("count", found.state, found.get_state_display())
    for rows in held.batches(AT_ONCE):
        _note_changes(period, rows, by, why)
        _upsert(rows)
    # Counted again after an appeal, the days for appeals do not begin anew for everybody.
    period.appeal_until = found.appeal_until or calendar().add_workdays(
        today, settings_of("evaluation").appeal_days
    )
    period.save(update_fields=["state", "appeal_until"])


def conclude(period: Period, *, by: By) -> int:
    """定结果: what was counted, after appeals, does not change any more. Raises Refused."""
    with transaction.atomic():
        found = Period.objects.select_for_update().get(pk=period.pk)
        state = after("conclude", found.state, found.get_state_display())
        counted = Score.objects.filter(period=period, kind=ScoreKind.COUNTED)
        keys = list(counted.values_list("pk", flat=True))
        for start in range(0, len(keys), AT_ONCE):
            some = counted.filter(pk__in=keys[start : start + AT_ONCE])
            Score.objects.bulk_create([_copy(row, ScoreKind.FINAL) for row in some])
        period.state, period.concluded_at = state, timezone.now()
        period.save(update_fields=["state", "concluded_at"])
        write_down("evaluation", "conclude", subject=period.title, by=by)
    return len(keys)


def _copy(row: Score, kind: str) -> Score:
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return Score(**(kept | {"uuid": Score().uuid, "kind": kind, "made_at": timezone.now()}))


def rounded(exact: str) -> Decimal:
    """A number of the engine for lists: two places."""
    value = Fraction(exact)
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(CENT, ROUND_HALF_UP)


def _row(one: Counted, period: Period, kind: str, head: dict[str, Any], standard: Standard) -> Score:
    return Score(
        schema_name=one.unit.tenant.schema_name,
        unit=one.unit,
        period=period,
        kind=kind,
        as_of=dt.date.fromisoformat(head["as_of"]),
        line_code=one.line,
        total=None if one.score["total"] is None else rounded(one.score["total"]),
        vetoed=bool(one.score["vetoed"]),
        body=one.score,
        scheme_digest=standard.digest,
        evidence_digest=one.digest,
    )


WRITTEN = (
    "schema_name",
    "as_of",
    "line_code",
    "total",
    "vetoed",
    "body",
    "scheme_digest",
    "evidence_digest",
    "made_at",
)


def _upsert(rows: list[Score]) -> None:
    Score.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["period", "unit", "kind"],
        update_fields=WRITTEN,
        batch_size=200,
    )


def _gist(body: dict[str, Any]) -> dict[str, Any]:
    points = {one["code"]: one["points"] for one in body["indicators"]}
    return {"total": body["total"], "vetoed": body["vetoed"], "indicators": points}


def _note_changes(period: Period, made: list[Score], by: By, why: str) -> None:
    """What was counted before and is another number now. Two queries, however many units."""
    units = [row.unit_id for row in made]
    held = Score.objects.filter(period=period, kind=ScoreKind.COUNTED, unit__in=units)
    before = {row.unit_id: row for row in held}
    pairs = [(before[row.unit_id], row) for row in made if row.unit_id in before]
    ScoreChange.objects.bulk_create(
        ScoreChange(
            schema_name=new.schema_name, score=old, before=_gist(old.body), after=_gist(new.body),
            why=why[:300], by_name=by.name,
        )
        for old, new in pairs
        if _gist(old.body) != _gist(new.body)
    )  # fmt: skip
