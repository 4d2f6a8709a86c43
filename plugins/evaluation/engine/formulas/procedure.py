"""审批程序: what became public had been decided, by different people, on that very text, before it became public.

Counted by cell: a cell that was foreseen and is met passes if everything that became public for it was decided; any cell
with one publication that was not fails, foreseen or not. So neither more versions nor more pages thin out a fault.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

from plugins.evaluation.engine.case import Case
from plugins.evaluation.engine.evidence import Row
from plugins.evaluation.engine.exact import ONE, ZERO, clip, number
from plugins.evaluation.engine.formulas.result import Found, faults, formula, keys, share

Test = Callable[[Row], bool]


class Decided:
    """What had been decided about each version by the day on which it became public."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._steps: dict[tuple[str, int], list[Row]] = {}
        for row in case.of("step"):
            self._steps.setdefault((row["entry"], row["version"]), []).append(row)

    def people(self, version: Row) -> dict[str, set[int]]:
        """Step -> who took it. Only steps that passed in time, and decisions only where they were about this text."""
        found: dict[str, set[int]] = {}
        for row in self._steps.get((version["entry"], version["number"]), ()):
            decides = row["matches"] or row["step"] in ("PROPOSE", "RISK")
            if row["outcome"] != "RETURNED" and decides and row["on"] <= version["on"]:
                found.setdefault(row["step"], set()).add(row["person"])
        return found

    def is_complete(self, version: Row, parameters: dict[str, Any]) -> bool:
        """By the full route; a small change by the short one; what is immediate by the one for emergencies."""
        people, item = self.people(version), version["item"]
        apart = parameters.get("apart", ["PROPOSE", "SECRECY"])
        above = parameters.get("above")
        if above and self.case.level_of(item) == "ESCALATE" and not any(step in people for step in above):
            return False
        weighed = self.case.level_of(item) in parameters.get("merit_levels", ())
        ways = [[*parameters["needs"], *(["MERIT"] if weighed else [])]]
        if self._is_small(version, number(parameters["minor_change"])):
            ways.append(parameters["minor"])
        if (
            any(row["timing"] == "IMMEDIATE" for row in self.case.items.get(item, ()))
            and "emergency" in parameters
        ):
            ways.append(parameters["emergency"])
        return any(_by_different(people, way, apart) for way in ways)

    def _is_small(self, version: Row, most: Fraction) -> bool:
        """Whether it changes a text that was public before, by little: what it is called alone does not make it small."""
        before = [row for row in self.case.entries[version["entry"]] if row["number"] < version["number"]]
        if version["change"] != "MINOR" or not before:
            return False
        last = max(before, key=lambda row: row["number"])
        return bool(abs(version["length"] - last["length"]) <= most * last["length"])


def _by_different(people: dict[str, set[int]], way: list[str], apart: list[str]) -> bool:
    """Whether each step was taken, and those in `apart`, and the short checks, by people of whom none took two."""
    if not all(step in people for step in way):
        return False
    own = [sorted(people[step]) for step in way if step in apart or step in ("TYPO", "CONFIRM")]
    return any(len(set(each)) == len(each) for each in product(*own))


def _by_cell(case: Case, passes: Test) -> tuple[list[str], list[str]]:
    """Keys of the cells that pass, and of the versions that fail, one for each cell that fails. A page that was wrong once
    does not become right by moving to another cell."""
    wrong: dict[tuple[str, str | None], str] = {}
    failed: set[str] = set()
    for about, versions in case.cells.groups.items():
        for row in versions:
            if not passes(row):
                failed.add(row["entry"])
                wrong.setdefault(about, row["key"])
    good = []
    for cell in case.cells.due:
        public = [row for row in cell.versions if case.within(row["on"])]
        if cell.base and cell.is_published and public and not any(row["entry"] in failed for row in public):
            good.append(cell.key)
    return good, sorted(wrong.values())


@formula(
    needs="words", merit_levels="words", apart="words", minor="words", minor_change="number", emergency="words",
    above="words",
)  # fmt: skip
def complete(case: Case, parameters: dict[str, Any], code: str) -> Found:
    """审批完整率."""
    decided = Decided(case)
    good, wrong = _by_cell(case, lambda row: decided.is_complete(row, parameters))
    if not good and not wrong:
        return Found(None, "nothing_published")
    return share(Fraction(len(good)), len(good) + len(wrong), [*good, *wrong], wrong)


@formula(needs="words", minor="words", minor_change="number", leak="number", rules="words")
def secrecy(case: Case, parameters: dict[str, Any], code: str) -> Found:
    """保密审查: as above for that step alone, and so much off for each page on which personal data was found."""
    decided = Decided(case)
    good, wrong = _by_cell(case, lambda row: decided.is_complete(row, parameters))
    leaks = {
        row["entry"]: row["key"]
        for row in case.of("check")
        if row["rule"] in parameters["rules"] and row["result"] == "fail" and case.within(row["since"])
    }
    total = len(good) + len(wrong)
    if not total and not leaks:
        return Found(None, "nothing_published")
    value = (Fraction(len(good), total) if total else ONE) - len(leaks) * number(parameters["leak"])
    evidence = [*good, *wrong, *leaks.values()]
    return Found(
        clip(value), "", total, Fraction(len(good)), keys(evidence), keys([*wrong, *leaks.values()]), True
    )


@formula(levels="words", missing="number")
def risk(case: Case, parameters: dict[str, Any], code: str) -> Found:
    """风险评估: what is major came with one. Without anything major: full."""
    decided = Decided(case)
    worst: dict[tuple[str, str | None], Row] = {}
    for cell, versions in case.cells.groups.items():
        if case.level_of(cell[0]) in parameters["levels"]:
            for row in versions:
                if cell not in worst or not _assessed(case, decided, row):
                    worst[cell] = row
    return faults(
        worst.values(), lambda row: ZERO if _assessed(case, decided, row) else number(parameters["missing"])
    )


def _assessed(case: Case, decided: Decided, version: Row) -> bool:
    """A small change of a text that was assessed needs no new one."""
    entry = [row for row in case.entries[version["entry"]] if row["number"] <= version["number"]]
    return (
        any("RISK" in decided.people(row) for row in entry)
        if version["change"] == "MINOR"
        else ("RISK" in decided.people(version))
    )
