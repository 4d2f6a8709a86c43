"""What was owed in the period and what became of it, as of the last day that counts."""

from __future__ import annotations

from collections.abc import Iterator

from cms.extension import NilDeclaration, Obligation, Occasion
from plugins.evaluation.gathering.asked import Asked, Row, said
from plugins.evaluation.ledger.models import NilSample

SAMPLED = {True: "borne_out", False: "false", None: None}


def duties(asked: Asked) -> Iterator[tuple[str, Row]]:
    """Those that fell due in the period. What turned out not to be owed, the item being gone, is told as such."""
    rows = asked.rows(Obligation, manager="everything").filter(
        due_on__gte=asked.since, due_on__lte=asked.until
    )
    names = (
        "schema_name", "item_code", "period_key", "due_on", "met_on", "nil", "nil_on", "waived_on", "entry_uuid",
        "kind", "void",
    )  # fmt: skip
    taken_back = _taken_back(asked)
    for schema, item, period, due, met, nil, nil_on, waived, entry, kind, void in rows.values_list(*names):
        if void and (schema, item, period) in taken_back:
            continue
        yield (
            schema,
            {
                "kind": "duty",
                "item": item,
                "period": period or None,
                "due_on": said(due),
                "met_on": said(met) if met and met <= asked.last else None,
                "nil_on": said(nil_on or due) if nil and (nil_on or due) <= asked.last else None,
                "waived_on": said(waived) if waived and waived <= asked.last else None,
                "void_on": said(min(due, asked.last)) if void else None,
                "entry": str(entry) if entry and met and met <= asked.last else None,
                "duty_kind": kind or "PERIOD",
            },
        )


def _taken_back(asked: Asked) -> set[tuple[str, str, str]]:
    """(schema, item, key) of what was recorded and never happened: nobody owes it. One query."""
    rows = asked.rows(Occasion).exclude(cancelled_on=None)
    return set(rows.values_list("schema_name", "item_code", "key"))


def nils(asked: Asked) -> Iterator[tuple[str, Row]]:
    """Those that were approved and still stand, with what a sample found. A taken-back one left the duty open again."""
    sampled = asked.inside(NilSample).filter(on__lte=asked.last)
    names = ("schema_name", "item_code", "period_key")
    found = {tuple(key): borne_out for *key, borne_out in sampled.values_list(*names, "borne_out")}
    rows = asked.rows(NilDeclaration).filter(approved=True, decided_on__lte=asked.last, ended_on=None)
    for schema, item, period, on in rows.values_list(*names, "decided_on"):
        sample = SAMPLED[found.get((schema, item, period))]
        row = {
            "kind": "nil",
            "item": item,
            "period": period or None,
            "decided_on": said(on),
            "sample": sample,
        }
        yield schema, row
