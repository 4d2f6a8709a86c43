"""What people have to do with it: opinions, notices, and what reviewers and others found."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

from plugins.evaluation.engine.case import Case
from plugins.evaluation.engine.evidence import Row
from plugins.evaluation.engine.exact import ZERO, clip, day, days_between, number
from plugins.evaluation.engine.formulas.result import Found, faults, formula, keys


@formula(late="number", missing="number")
def answered(case: Case, parameters: dict[str, Any], code: str) -> Found:
    """意见办理: opinions that were due are answered, and by their day. Full without one."""
    due = [
        row for row in case.of("opinion") if case.within(row["due_on"]) and row["due_on"] < case.head.as_of
    ]

    def cost(row: Row) -> Fraction:
        if not case.known(row["answered_on"]):
            return number(parameters["missing"])
        return number(parameters["late"]) if row["answered_on"] > row["due_on"] else ZERO

    return faults(due, cost)


@formula(fault="number", result_days="count")
def notices(case: Case, parameters: dict[str, Any], code: str) -> Found:
    """公示、征求意见: as long as they have to be, not taken away early, and with a result afterwards. Full without one."""

    def cost(row: Row) -> Fraction:
        short = row["ended_early"] or days_between(row["from"], row["until"]) + 1 < row["least_days"]
        last = (day(row["until"]) + timedelta(days=parameters["result_days"])).isoformat()
        silent = last < min(row["result_on"] or case.head.as_of, case.head.as_of)
        return number(parameters["fault"]) * (int(short) + int(silent))

    return faults([row for row in case.of("notice") if case.within(row["from"])], cost)


@formula(least="count")
def judged(case: Case, parameters: dict[str, Any], code: str) -> Found:
    """The mean of what at least so many reviewers found in the last round."""
    rows = [row for row in case.of("judgement") if row["indicator"] == code]
    last = [row for row in rows if row["round"] == max(each["round"] for each in rows)]
    if not last or len(last) < parameters["least"]:
        return Found(None, "not_judged")
    mean = sum((clip(number(row["value"])) for row in last), ZERO) / len(last)
    return Found(mean, "", len(last), mean * len(last), keys(row["key"] for row in last))


@formula(grades="grades")
def graded(case: Case, parameters: dict[str, Any], code: str) -> Found:
    """A grade from elsewhere, as the scheme values it."""
    row = next((row for row in case.of("import") if row["indicator"] == code), None)
    if row is None:
        return Found(None, "not_imported")
    value = parameters["grades"].get(row["grade"])
    if value is None:
        return Found(None, "unknown_grade", evidence=(row["key"],))
    return Found(number(value), "", 1, number(value), (row["key"],))


@formula(reading="word")
def figure(case: Case, parameters: dict[str, Any], code: str) -> Found:
    """A share that another part of the product measured."""
    row = next((row for row in case.of("reading") if row["indicator"] == parameters["reading"]), None)
    if row is None:
        return Found(None, "not_measured")
    value = clip(number(row["value"]))
    return Found(value, "", 1, value, (row["key"],))
