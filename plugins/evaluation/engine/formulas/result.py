"""What a formula finds, and how a formula is made known."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from plugins.evaluation.engine.case import Case
from plugins.evaluation.engine.evidence import Row
from plugins.evaluation.engine.exact import ONE, ZERO, clip


@dataclass(frozen=True)
class Found:
    """`value` from 0 to 1, or None: it does not apply, for the `reason` (a key of REASONS). `evidence` and `failed` are keys
    of rows, sorted. `is_share`: the value is passed/population, so that a small population leaves it uncertain."""

    value: Fraction | None
    reason: str = ""
    population: int = 0
    passed: Fraction = ZERO
    evidence: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    is_share: bool = False

    @property
    def result(self) -> str:
        if self.value is None:
            return "na"
        return "pass" if self.value == ONE else "fail"


REASONS = {
    "kind": "不适用于这类单位",
    "level": "不适用于这一层级的单位",
    "line": "不适用于这条条线",
    "no_evidence": "还没有这方面的记录",
    "new": "单位成立不久，还不评这一项",
    "nothing_due": "本期还没有到期的公开事项",
    "nothing_published": "本期还没有公开的内容",
    "not_scanned": "公开的页面还没有检查过",
    "no_filing_due": "本期没有应报送的目录",
    "no_items": "没有登记的目录事项",
    "no_blocks": "这类单位没有规定必须有的内容",
    "not_judged": "还没有评审",
    "not_imported": "还没有录入考核等次",
    "unknown_grade": "录入的等次不在评价方案里",
    "not_measured": "还没有测得数据",
    "no_case": "没有需要办理的，按满分计",
}
"""Why something does not apply, or is full without a case; for people."""

Formula = Callable[[Case, dict[str, Any], str], Found]


@dataclass(frozen=True)
class Known:
    """A formula and what its parameters are: number, count, word, words, grades."""

    function: Formula
    parameters: dict[str, str]


FORMULAS: dict[str, Known] = {}


def formula(**parameters: str) -> Callable[[Formula], Formula]:
    """Makes a function known by its name. It takes a case, its parameters and the indicator's code; it is pure."""

    def known(function: Formula) -> Formula:
        FORMULAS[function.__name__] = Known(function, parameters)
        return function

    return known


def share(
    passed: Fraction, population: int, rows: Iterable[str], failed: Iterable[str], beyond: Fraction = ZERO
) -> Found:
    """passed of population. `beyond`: misses among what was not foreseen; they lower the share and are not in it."""
    return Found(
        passed / (population + beyond),
        population=population,
        passed=passed,
        evidence=keys(rows),
        failed=keys(failed),
        is_share=True,
    )


def faults(cases: Iterable[Row], cost_of: Callable[[Row], Fraction]) -> Found:
    """Full without a fault, and so much less for each. More cases never make a fault smaller: a unit could make them up."""
    costs = {row["key"]: cost_of(row) for row in cases}
    failed = [key for key, cost in costs.items() if cost]
    return Found(
        clip(ONE - sum(costs.values(), ZERO)),
        reason="" if costs else "no_case",
        population=len(costs),
        passed=Fraction(len(costs) - len(failed)),
        evidence=keys(costs),
        failed=keys(failed),
    )


def keys(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(found)))
