"""目录报备、动态调整、完整性, and documents handed in."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

from plugins.evaluation.engine.case import Case
from plugins.evaluation.engine.evidence import Row
from plugins.evaluation.engine.exact import ONE, ZERO, clip, day, number
from plugins.evaluation.engine.formulas.result import Found, faults, formula, keys


@formula(late="number", missing="number", returned="number", returns_free="count")
def filings(case: Case, parameters: dict[str, Any], code: str) -> Found:
    """Filings that were asked for: in time, and not sent back more often than is free. Others neither earn nor cost."""
    due = [row for row in case.of("filing") if case.within(row["due_on"]) and row["due_on"] < case.head.as_of]

    def cost(row: Row) -> Fraction:
        again: Fraction = max(row["returned"] - parameters["returns_free"], 0) * number(
            parameters["returned"]
        )
        if not case.known(row["filed_on"]):
            return number(parameters["missing"]) + again
        return again + (number(parameters["late"]) if row["filed_on"] > row["due_on"] else ZERO)

    return faults(due, cost) if due else Found(None, "no_filing_due")


@formula(within_days="count", late="number")
def reviewed(case: Case, parameters: dict[str, Any], code: str) -> Found:
    """A catalog was registered within so many days, and none that was asked for is outstanding; each that came later than asked
    for takes something off."""
    oldest = (day(case.head.as_of) - timedelta(days=parameters["within_days"])).isoformat()
    registered = [
        row
        for row in case.of("filing")
        if case.known(row["registered_on"]) and row["registered_on"] >= oldest
    ]
    late = [
        row
        for row in case.of("filing")
        if case.within(row["due_on"])
        and row["due_on"] < min(row["filed_on"] or case.head.as_of, case.head.as_of)
    ]
    if any(not case.known(row["filed_on"]) for row in late):
        registered = []
    value = clip(ONE - len(late) * number(parameters["late"])) if registered else ZERO
    rows = [row["key"] for row in [*registered, *late]]
    return Found(value, "", 1, ONE if registered else ZERO, keys(rows), keys(row["key"] for row in late))


@formula()
def blocks(case: Case, parameters: dict[str, Any], code: str) -> Found:
    """Mandatory blocks with items all of which are filled in. An item that left the catalog half filled still counts."""
    required = case.required_blocks
    if not required:
        return Found(None, "no_blocks")
    missing = set(case.missing_blocks())
    latest = [stretches[-1] for stretches in case.items.values() if _in_period(case, stretches[-1])]
    poor = [row for row in latest if not all(row["filled"].values())]
    spoilt = {block for row in poor for block in (row["block"] or "").split()} | missing
    passed = Fraction(sum(block not in spoilt for block in required))
    return Found(
        passed / len(required),
        population=len(required),
        passed=passed,
        evidence=keys(row["key"] for row in latest),
        failed=keys(
            [*(row["key"] for row in poor), *(f"block:{block}" for block in required if block in missing)]
        ),
    )


def _in_period(case: Case, row: Row) -> bool:
    return not row["until"] or row["until"] >= case.head.since


@formula(missing="number")
def routes(case: Case, parameters: dict[str, Any], code: str) -> Found:
    """Each approval level that public items have in the period has a route with a secrecy review and an approver apart."""
    public = [row for row in case.of("item") if row["scope"] == "SOCIETY" and _in_period(case, row)]
    if not public:
        return Found(None, "no_items")
    right = {row["level"]: row for row in case.of("route") if row["secrecy"] and row["apart"]}
    used = sorted({row["level"] for row in public})
    without = [level for level in used if level not in right]
    return Found(
        clip(ONE - len(without) * number(parameters["missing"])),
        population=len(used),
        passed=Fraction(len(used) - len(without)),
        evidence=keys(row["key"] for row in case.of("route")),
        failed=keys(f"level:{level}" for level in without),
    )


@formula(mechanisms="words")
def handed_in(case: Case, parameters: dict[str, Any], code: str) -> Found:
    """Mechanisms for which a document was handed in and accepted. When it says it was written does not matter."""
    asked = parameters["mechanisms"]
    accepted = [row for row in case.of("document") if row["accepted"] and row["mechanism"] in asked]
    there = {row["mechanism"] for row in accepted}
    return Found(
        Fraction(len(there), len(asked)),
        population=len(asked),
        passed=Fraction(len(there)),
        evidence=keys(row["key"] for row in accepted),
        failed=keys(f"mechanism:{each}" for each in asked if each not in there),
    )
