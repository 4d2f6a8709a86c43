"""From evidence to a score, in three layers: veto, points, bonus.

A score is a JSON object; its numbers are texts ("13/4"). Fields beyond those that speak for themselves:

* `total`: None where nothing applies; "0" under a veto. `base`: before veto and bonus. `interval`: [low, high] of the total
  where a share was seen in few cases, or None.
* `factor`: what points are multiplied with because something does not apply: exactly 100 over the points that do.
* `indicators[].value`: from 0 to 1; `points` and `of`: before the factor; `failed`: the rows in `evidence` that cost
  points, and what is not there (block:G3); `signal`: a veto that people should look into.
* `pending`: names of duties that are not due yet: shown, and never scored.
* `taper`: for a unit that is new in the period: until when its misses are forgiven, and how many were.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Any

from plugins.evaluation.engine.case import Case
from plugins.evaluation.engine.cells import EXCUSED
from plugins.evaluation.engine.dossier import Head
from plugins.evaluation.engine.evidence import Row
from plugins.evaluation.engine.exact import ONE, ZERO, day, days_between, number
from plugins.evaluation.engine.formulas import FORMULAS, Found
from plugins.evaluation.engine.intervals import wilson
from plugins.evaluation.engine.scheme import Indicator, Scheme

FULL = Fraction(100)
Score = dict[str, Any]


@dataclass(frozen=True)
class Mark:
    """An indicator and what was found; its points, and what they are at least and at most."""

    indicator: Indicator
    found: Found
    points: Fraction
    low: Fraction
    high: Fraction

    @property
    def applies(self) -> bool:
        return self.found.value is not None

    @property
    def of(self) -> Fraction:
        return self.indicator.points if self.applies else ZERO


def evaluate(scheme: Scheme, rows: Iterable[Row], head: dict[str, Any]) -> list[Score]:
    """A score for each unit among the rows, in the order of their slugs."""
    units: dict[str, list[Row]] = {}
    for row in rows:
        units.setdefault(row["unit"], []).append(row)
    return [evaluate_unit(scheme, units[slug], head) for slug in sorted(units)]


def evaluate_unit(scheme: Scheme, rows: Iterable[Row], head: dict[str, Any]) -> Score:
    """The score of the one unit that the rows are about. `head`: that of a dump. Pure; order and repetition of rows change
    nothing. Invalid where the row of the unit is missing or two rows contradict each other."""
    case = Case(scheme, rows, Head.of(head))
    marks = [_mark(case, each) for each in scheme.indicators_for(case.unit)]
    of = sum((mark.of for mark in marks), ZERO)
    factor = FULL / of if of else ZERO
    vetoes = _vetoes(case)
    base = factor * sum((mark.points for mark in marks), ZERO)
    low, high = (factor * sum((getattr(mark, end) for mark in marks), ZERO) for end in ("low", "high"))
    given, bonus_rows = _bonus(case)
    earned = _earned(scheme, base, given)
    total = ZERO if vetoes else base + earned
    return {
        "unit": case.unit["unit"],
        "line": case.unit["line"],
        "period": case.head.key,
        "as_of": case.head.as_of,
        "scheme": scheme.name,
        "total": str(total) if of else None,
        "base": str(base),
        "interval": _interval(scheme, low, high, given) if of and not vetoes and low < high else None,
        "vetoed": bool(vetoes),
        "vetoes": vetoes,
        "factor": str(factor),
        "aspects": _aspects(scheme, marks),
        "indicators": [_told(mark) for mark in marks],
        "bonus": {"points": str(ZERO if vetoes else earned), "given": str(given), "evidence": bonus_rows},
        "taper": _taper(case),
        "pending": [row["key"] for row in case.cells.pending],
    }


def _mark(case: Case, indicator: Indicator) -> Mark:
    reason = _not_for(case, indicator)
    known = FORMULAS[indicator.formula]
    found = Found(None, reason) if reason else known.function(case, indicator.parameters, indicator.code)
    if found.value is None:
        return Mark(indicator, found, ZERO, ZERO, ZERO)
    low = high = found.value
    if found.is_share and found.population < case.scheme.cells.few:
        least, most = wilson(found.value * found.population, found.population)
        low, high = min(low, least), max(high, most)
    return Mark(indicator, found, *(_points(indicator, value) for value in (found.value, low, high)))


def _points(indicator: Indicator, value: Fraction) -> Fraction:
    """With the cap: more than that an indicator never takes away."""
    least = indicator.points - indicator.cap if indicator.cap is not None else ZERO
    return max(indicator.points * value, least)


def _not_for(case: Case, indicator: Indicator) -> str:
    """Why the indicator does not apply to the unit; "" where it does."""
    applies, unit = indicator.applies, case.unit
    if (applies.unit_kinds and unit["unit_kind"] not in applies.unit_kinds) or unit[
        "unit_kind"
    ] in applies.except_kinds:
        return "kind"
    if applies.levels and unit["level"] not in applies.levels:
        return "level"
    if applies.lines and unit["line"] not in applies.lines:
        return "line"
    if applies.after_days and days_between(unit["since"], case.head.as_of) < applies.after_days:
        return "new"
    if applies.having and not any(case.of(kind) for kind in applies.having):
        return "no_evidence"
    return ""


def _vetoes(case: Case) -> list[str]:
    """Codes of the vetoes that stand. One that the scheme does not know stands too: people decided it."""
    return sorted({row["code"] for row in case.of("veto") if not case.known(row["lifted_on"])})


def _bonus(case: Case) -> tuple[Fraction, list[str]]:
    """What was given: each kind of the scheme once, at most what it is worth there. An exchange of practices is worth nothing."""
    best: dict[str, tuple[Fraction, str]] = {}
    for row in case.of("bonus"):
        if row["code"] in case.scheme.bonus.kinds and not row["mutual"] and case.within(row["on"]):
            worth = min(number(row["points"]), case.scheme.bonus.kinds[row["code"]])
            best[row["code"]] = max(best.get(row["code"], (ZERO, "")), (worth, row["key"]))
    return min(sum((worth for worth, _key in best.values()), ZERO), case.scheme.bonus.cap), sorted(
        key for _worth, key in best.values()
    )


def _earned(scheme: Scheme, base: Fraction, given: Fraction) -> Fraction:
    return given if base > scheme.bonus.above else ZERO


def _interval(scheme: Scheme, low: Fraction, high: Fraction, given: Fraction) -> list[str]:
    return [str(bound + _earned(scheme, bound, given)) for bound in (low, high)]


def _aspects(scheme: Scheme, marks: list[Mark]) -> list[dict[str, Any]]:
    return [
        {
            "no": aspect.no,
            "title": aspect.title,
            "points": str(sum((mark.points for mark in marks if mark.indicator.aspect == aspect.no), ZERO)),
            "of": str(sum((mark.of for mark in marks if mark.indicator.aspect == aspect.no), ZERO)),
        }
        for aspect in scheme.aspects
    ]


def _told(mark: Mark) -> dict[str, Any]:
    indicator, found = mark.indicator, mark.found
    return {
        "code": indicator.code,
        "version": indicator.version,
        "result": found.result,
        "reason": found.reason,
        "value": None if found.value is None else str(found.value),
        "points": str(mark.points),
        "of": str(mark.of),
        "population": found.population,
        "passed": str(found.passed),
        "evidence": list(found.evidence),
        "failed": list(found.failed),
        "signal": indicator.veto if found.result == "fail" and found.value == ZERO else None,
    }


def _taper(case: Case) -> dict[str, Any] | None:
    if case.unit["since"] <= case.head.since:
        return None
    until = day(case.unit["since"]) + timedelta(days=case.scheme.cells.taper_days)
    forgiven = sum(cell.state == EXCUSED or (cell.young and cell.in_time < ONE) for cell in case.cells.due)
    return {"until": until.isoformat(), "forgiven": forgiven}
