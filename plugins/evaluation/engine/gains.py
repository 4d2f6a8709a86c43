"""What each thing that a unit could do would change: found by scoring the evidence that would follow, with the same function
that scores what there is. There is no second formula that could say something else."""

from collections.abc import Iterable
from datetime import timedelta
from fractions import Fraction
from typing import Any

from plugins.evaluation.engine.acts import Act, acts, publish
from plugins.evaluation.engine.case import Case
from plugins.evaluation.engine.dossier import Head
from plugins.evaluation.engine.evidence import Row
from plugins.evaluation.engine.exact import day, number
from plugins.evaluation.engine.scheme import Scheme
from plugins.evaluation.engine.scoring import Score, evaluate_unit


def gains(scheme: Scheme, rows: Iterable[Row], head: dict[str, Any]) -> list[dict[str, Any]]:
    """What could be done on the day of the score, the greatest gain first; what gains nothing is left out.

    [{act, about, total, gain, indicators: [{code, points, gain}]}], numbers as texts. `total` is what the unit would have then;
    gains of several acts do not add up: ask `after` for those together.
    """
    rows = list(rows)
    now = evaluate_unit(scheme, rows, head)
    found = [
        _told(act, now, evaluate_unit(scheme, act.applied(rows), head)) for act in acts_of(scheme, rows, head)
    ]
    return _greatest(found)


def at_stake(scheme: Scheme, rows: Iterable[Row], head: dict[str, Any], days: int) -> list[dict[str, Any]]:
    """Duties that fall due within so many days: what publishing in time is worth against missing them, as seen on the day
    after each is due. As `gains`, with `by`: the day by which."""
    rows = list(rows)
    case = Case(scheme, rows, Head.of(head))
    last = (day(head["as_of"]) + timedelta(days=days)).isoformat()
    found = []
    for duty in case.cells.pending:
        if duty["due_on"] <= min(last, case.head.until) and duty["met_on"] is None:
            then = head | {"as_of": (day(duty["due_on"]) + timedelta(days=1)).isoformat()}
            act = publish(duty, head["as_of"])
            missed, met = (evaluate_unit(scheme, each, then) for each in (rows, act.applied(rows)))
            found.append(_told(act, missed, met) | {"by": duty["due_on"]})
    return _greatest(found)


def after(scheme: Scheme, rows: Iterable[Row], head: dict[str, Any], chosen: Iterable[Act]) -> Score:
    """The score after several acts together."""
    rows = list(rows)
    for act in chosen:
        rows = act.applied(rows)
    return evaluate_unit(scheme, rows, head)


def acts_of(scheme: Scheme, rows: Iterable[Row], head: dict[str, Any]) -> list[Act]:
    """What could be done on the day of the score, with the evidence that would follow."""
    return acts(Case(scheme, rows, Head.of(head)))


def _told(act: Act, now: Score, then: Score) -> dict[str, Any]:
    before = {each["code"]: number(each["points"]) for each in now["indicators"]}
    changed = [
        {
            "code": each["code"],
            "points": each["points"],
            "gain": str(number(each["points"]) - before[each["code"]]),
        }
        for each in then["indicators"]
        if number(each["points"]) != before[each["code"]]
    ]
    return {
        "act": act.kind,
        "about": act.about,
        "total": then["total"],
        "gain": str(_total(then) - _total(now)),
        "indicators": changed,
    }


def _total(score: Score) -> Fraction:
    return number(score["total"] or "0")


def _greatest(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    worth = [each for each in found if number(each["gain"]) > 0]
    return sorted(worth, key=lambda each: (-number(each["gain"]), each["act"], each["about"]))
