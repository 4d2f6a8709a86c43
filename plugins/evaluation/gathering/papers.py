"""What was handed in and what the office said of it; what reviewers found, once all of them had."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from plugins.evaluation.gathering.asked import Asked, Row, said
from plugins.evaluation.ledger.models import Document, DocumentRuling, Verdict


def documents(asked: Asked) -> Iterator[tuple[str, Row]]:
    """The best of each mechanism and day: two handed in on one day are one row, accepted if either is. Two queries."""
    rulings = asked.inside(DocumentRuling).filter(on__lte=asked.last).order_by("at")
    accepted = dict(rulings.values_list("document", "accepted"))
    rows = asked.inside(Document).filter(filed_on__lte=asked.last).order_by("at")
    found: dict[tuple[str, str, dt.date], tuple[dt.date | None, bool]] = {}
    for schema, mechanism, filed, dated, key in rows.values_list(
        "schema_name", "mechanism", "filed_on", "dated", "uuid"
    ):
        held: Any = found.get((schema, mechanism, filed))
        is_accepted = accepted.get(key, False)
        if held is None or is_accepted or not held[1]:
            found[schema, mechanism, filed] = (dated, is_accepted)
    for (schema, mechanism, filed), (dated, is_accepted) in found.items():
        row = {"mechanism": mechanism, "dated": said(dated), "filed_on": said(filed), "accepted": is_accepted}
        yield schema, {"kind": "document", **row}


def judgements(asked: Asked) -> Iterator[tuple[str, Row]]:
    rows = asked.inside(Verdict).filter(
        period__since=asked.since, period__until=asked.until, on__lte=asked.last
    )
    names = ("schema_name", "indicator", "value", "reviewer", "round", "method")
    for schema, indicator, value, reviewer, number, method in rows.order_by(
        "indicator", "round", "reviewer"
    ).values_list(*names):
        row = {"indicator": indicator, "value": value, "reviewer": reviewer, "round": number}
        yield schema, {"kind": "judgement", **row, "method": method}
