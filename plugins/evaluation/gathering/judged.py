"""What people said about units: vetoes, grades from elsewhere, bonuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from plugins.evaluation.gathering.asked import Asked, Row, said
from plugins.evaluation.ledger.models import Award, Grade, Veto


def _said(asked: Asked, model: Any) -> QuerySet:
    """Of the period by its days, as the ledger of the office holds them: the unit reads its own."""
    period = Q(period__since=asked.since, period__until=asked.until)
    return asked.inside(model).filter(period, on__lte=asked.last).order_by("on", "at")


def vetoes(asked: Asked) -> Iterator[tuple[str, Row]]:
    for schema, code, on, lifted in _said(asked, Veto).values_list("schema_name", "code", "on", "lifted_on"):
        lifted = said(lifted) if lifted and lifted <= asked.last else None
        yield schema, {"kind": "veto", "code": code, "decided_on": said(on), "lifted_on": lifted}


def grades(asked: Asked) -> Iterator[tuple[str, Row]]:
    """The last one said of each indicator."""
    rows = _said(asked, Grade).filter(lifted_on=None).values_list("schema_name", "code", "grade")
    last = {(schema, code): grade for schema, code, grade in rows}
    for (schema, code), grade in last.items():
        yield schema, {"kind": "import", "indicator": code, "grade": grade}


def awards(asked: Asked) -> Iterator[tuple[str, Row]]:
    rows = (
        _said(asked, Award).filter(lifted_on=None).values_list("schema_name", "code", "on", "points", "uuid")
    )
    for schema, code, on, points, _key in rows:
        yield schema, {
            "kind": "bonus", "code": code, "on": said(on), "points": str(points), "other": None, "mutual": None,
        }  # fmt: skip
