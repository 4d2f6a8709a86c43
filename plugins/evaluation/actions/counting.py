"""Counting a period: every unit by the same standard on the same day, with the evidence kept beside."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils import timezone

from cms.extension import By, Unit, calendar, in_service, settings_of, write_down
from plugins.evaluation.engine import dump
from plugins.evaluation.engine.exact import canonical
from plugins.evaluation.engine.scheme import Scheme as Standard
from plugins.evaluation.engine.scoring import evaluate_unit
from plugins.evaluation.gathering.asked import Row
from plugins.evaluation.ledger.models import Dump, Period, Score, ScoreChange
from plugins.evaluation.queries import CENTRAL, evidence_of, head_of
from plugins.evaluation.standards import standard_of
from plugins.evaluation.states import ScoreKind, after

AT_ONCE = 60
"""Units whose evidence is held at a time."""
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Counted:
    """A unit with the rows it was scored by."""

    unit: Unit
    rows: list[Row]
    score: dict[str, Any]


def units_counted() -> list[Unit]:
    """Those that have a site and are in service, in the order of the register. The office evaluates, and is not counted."""
    rows = Unit.objects.select_related("tenant").exclude(tenant=None).filter(tenant__is_central=False)
    return [unit for unit in rows.order_by("order", "slug") if in_service(unit)]


def scored(units: list[Unit], period: Period, standard: Standard, head: dict[str, Any]) -> Iterator[Counted]:
    """Each unit's score. Queries grow with the number of units by the handful for every AT_ONCE of them."""
    as_of = dt.date.fromisoformat(head["as_of"])
    for start in range(0, len(units), AT_ONCE):
        some = units[start : start + AT_ONCE]
        evidence = evidence_of(some, period, as_of=as_of, sources=CENTRAL)
        for unit in some:
            rows = evidence[unit.slug]
            yield Counted(unit, rows, evaluate_unit(standard, rows, head))


def refresh(*, today: dt.date | None = None, period: Period) -> int:
    """The self-check of every unit, as of today: what units and leads compare. Returns how many. At the centre."""
    standard = standard_of(period)
    head = head_of(period, standard, as_of=min(today or timezone.localdate(), period.until))
    made = [
        _row(one, period, ScoreKind.LIVE, head, standard)
        for one in scored(units_counted(), period, standard, head)
    ]
    _upsert(made)
    return len(made)


def count(period: Period, *, by: By, today: dt.date | None = None, why: str = "重新计分") -> int:
    """计分: what every unit has, from which it may appeal. Counted again, every change keeps both values.

    Raises Refused.
    """
    today = today or timezone.localdate()
    state = after("count", period.state, period.get_state_display())
    standard = standard_of(period)
    head = head_of(period, standard, as_of=min(today, period.until))
    found = list(scored(units_counted(), period, standard, head))
    made = [_row(one, period, ScoreKind.COUNTED, head, standard) for one in found]
    with transaction.atomic():
        _note_changes(period, made, by, why)
        _upsert(made)
        _keep(period, head, found)
        period.state = state
        # Counted again after an appeal, the days for appeals do not begin anew for everybody.
        period.appeal_until = period.appeal_until or calendar().add_workdays(
            today, settings_of("evaluation").appeal_days
        )
        period.save(update_fields=["state", "appeal_until"])
        write_down("evaluation", "count", subject=period.title, by=by, detail={"units": len(made)})
    return len(made)


def conclude(period: Period, *, by: By) -> int:
    """定结果: what was counted, after appeals, does not change any more. Raises Refused."""
    state = after("conclude", period.state, period.get_state_display())
    with transaction.atomic():
        counted = Score.objects.filter(period=period, kind=ScoreKind.COUNTED)
        final = [_copy(row, ScoreKind.FINAL) for row in counted]
        Score.objects.bulk_create(final)
        period.state, period.concluded_at = state, timezone.now()
        period.save(update_fields=["state", "concluded_at"])
        write_down("evaluation", "conclude", subject=period.title, by=by)
    return len(final)


def _copy(row: Score, kind: str) -> Score:
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return Score(**(kept | {"uuid": Score().uuid, "kind": kind, "made_at": timezone.now()}))


def rounded(exact: str) -> Decimal:
    """A number of the engine for lists: two places."""
    value = Fraction(exact)
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(CENT, ROUND_HALF_UP)


def _row(one: Counted, period: Period, kind: str, head: dict[str, Any], standard: Standard) -> Score:
    line = next((row["line"] for row in one.rows if row["kind"] == "unit"), None)
    return Score(
        schema_name=one.unit.tenant.schema_name,
        unit=one.unit,
        period=period,
        kind=kind,
        as_of=dt.date.fromisoformat(head["as_of"]),
        line_code=line or "",
        total=None if one.score["total"] is None else rounded(one.score["total"]),
        vetoed=bool(one.score["vetoed"]),
        body=one.score,
        scheme_digest=standard.digest,
        evidence_digest=hashlib.sha256("\n".join(sorted(map(canonical, one.rows))).encode()).hexdigest(),
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
    """What was counted before and is another number now."""
    before = {row.unit_id: row for row in Score.objects.filter(period=period, kind=ScoreKind.COUNTED)}
    for row in made:
        old = before.get(row.unit_id)
        if old is None or _gist(old.body) == _gist(row.body):
            continue
        ScoreChange.objects.create(
            schema_name=row.schema_name, score=old, before=_gist(old.body), after=_gist(row.body),
            why=why[:300], by_name=by.name,
        )  # fmt: skip


def _keep(period: Period, head: dict[str, Any], found: list[Counted]) -> None:
    """The evidence as JSON Lines, once for each count."""
    rows = [row for one in found for row in one.rows]
    text = "".join(f"{line}\n" for line in dump.write(head, rows)).encode()
    Dump.objects.create(
        period=period, as_of=head["as_of"], lines=gzip.compress(text, mtime=0), units=len(found), rows=len(rows),
        digest=hashlib.sha256(text).hexdigest(),
    )  # fmt: skip
