"""What a unit could do today, as the evidence that would follow: rows that change, and rows that come."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from plugins.evaluation.engine.case import Case
from plugins.evaluation.engine.cells import NIL, UNMET
from plugins.evaluation.engine.evidence import FILLED, Row
from plugins.evaluation.engine.exact import ONE
from plugins.evaluation.engine.reading import completed, key_of

DECIDED = ("PROPOSE", "RISK", "SECRECY", "MERIT", "APPROVE", "SUPERIOR")
"""Every step that a publication may need, each by somebody else."""


@dataclass(frozen=True)
class Act:
    """One thing to do. `kind`: publish, answer, fix, file, hand_in, tell_result, fill, add_item, set_route, register.
    `about`: the name of the row it is about, or of what is not there (mechanism:PLAN, block:G3, level:MAJOR)."""

    kind: str
    about: str
    rows: tuple[Row, ...]

    def applied(self, rows: Iterable[Row]) -> list[Row]:
        """The evidence after the act: its rows take the place of those with the same name."""
        changed = {key_of(row): row for row in self.rows}
        return [row for row in rows if key_of(row) not in changed] + list(changed.values())


def acts(case: Case) -> list[Act]:
    """Everything that the evidence leaves to do on the day of the score, in a fixed order."""
    found = [*_pages(case), *_papers(case), *_people(case)]
    return sorted(found, key=lambda act: (act.kind, act.about))


def publish(duty: Row, on: str) -> Act:
    """A page of its own for a duty, decided by all who may have to and with a text that nobody has published yet."""
    unit, entry = duty["unit"], f"act-{duty['key']}"
    version: dict[str, Any] = {"number": 1, "item": duty["item"], "period": duty["period"], "on": on}
    version |= {"change": "MAJOR", "text": entry, "length": 10**6, "form": "GENERAL"}
    taken: dict[str, Any] = {"version": 1, "outcome": "PASSED", "on": on, "matches": True}
    steps = [taken | {"step": step, "person": person} for person, step in enumerate(DECIDED)]
    rows = [
        completed(duty) | {"met_on": on, "entry": entry},
        _new("version", unit, entry=entry, **version),
        *(_new("step", unit, entry=entry, **step) for step in steps),
    ]
    return Act("publish", duty["key"], tuple(rows))


def _pages(case: Case) -> Iterator[Act]:
    today = case.head.as_of
    for cell in case.cells.due:
        if cell.state in (UNMET, NIL) and cell.credit < ONE:
            yield publish(cell.duty, today)
    for row in case.of("check"):
        if row["result"] == "fail" and not case.known(row["fixed_on"]):
            yield _changed("fix", row, fixed_on=today)


def _papers(case: Case) -> Iterator[Act]:
    today, unit = case.head.as_of, case.unit["unit"]
    for row in case.of("filing"):
        if row["due_on"] and row["due_on"] < today and not case.known(row["filed_on"]):
            yield _changed("file", row, filed_on=today, registered_on=today)
    filled = dict.fromkeys(FILLED, True)
    for stretches in case.items.values():
        if not all(stretches[-1]["filled"].values()):
            yield _changed("fill", stretches[-1], filled=filled)
    for block in case.missing_blocks():
        new: dict[str, Any] = {
            "code": f"act-{block}",
            "form": "GENERAL",
            "timing": "PERIODIC",
            "scope": "SOCIETY",
        }
        new |= {"level": "NORMAL", "block": block, "since": today, "filled": filled}
        yield Act("add_item", f"block:{block}", (_new("item", unit, **new),))
    for name in sorted(
        {name for each in case.scheme.indicators_for(case.unit) for name in _mechanisms(each.parameters)}
    ):
        if not any(row["mechanism"] == name and row["accepted"] for row in case.of("document")):
            handed: dict[str, Any] = {"mechanism": name, "dated": today, "filed_on": today, "accepted": True}
            yield Act("hand_in", f"mechanism:{name}", (_new("document", unit, **handed),))


def _mechanisms(parameters: dict[str, Any]) -> list[str]:
    return parameters.get("mechanisms") or []


def _people(case: Case) -> Iterator[Act]:
    today, unit = case.head.as_of, case.unit["unit"]
    for row in case.of("opinion"):
        if not case.known(row["answered_on"]):
            yield _changed("answer", row, answered_on=today)
    for row in case.of("notice"):
        if not case.known(row["result_on"]) and row["until"] < today:
            yield _changed("tell_result", row, result_on=today)
    right = {row["level"] for row in case.of("route") if row["secrecy"] and row["apart"]}
    for level in sorted({row["level"] for row in case.of("item")} - right):
        yield Act(
            "set_route", f"level:{level}", (_new("route", unit, level=level, secrecy=True, apart=True),)
        )
    if case.unit["has_portal"] and not case.of("media"):
        medium: dict[str, Any] = {"medium": "act-portal", "media_kind": "WEBSITE", "registered_on": today}
        yield Act("register", "media:portal", (_new("media", unit, **medium, probes=0, probes_ok=0),))


def _changed(kind: str, row: Row, **fields: Any) -> Act:
    return Act(kind, row["key"], (completed(row) | fields,))


def _new(kind: str, unit: str, **fields: Any) -> Row:
    return completed({"kind": kind, "unit": unit} | fields)
