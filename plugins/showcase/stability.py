"""How stable the result of a line is. Pure and exact: the same scores and seed give the same statement, anywhere.

A nomination's score is the mean, over the rounds that scored it, of the mean of its sheets' totals. The statement asks
whether the same nominations would be selected if

* any one reviewer had been away,
* any one aspect weighed a fifth more or less,
* other reviewers of the same kind had come (resampling, from a recorded seed),
* reviewers who score high or low were brought to one level (normalised scores).

If any of these says no, or there are too few sheets to ask, they cannot be told apart, and people have to deliberate.
Points are whole hundredths, means are fractions: nothing is rounded before somebody looks at it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

RESAMPLES = 1000
KEPT = Fraction(95, 100)
"""Share of resamples that have to agree."""
SWAY = Fraction(1, 5)
FEWEST = 3
"""Sheets in a round below which nothing can be said of a nomination."""
LEVEL_FROM = 5
"""Sheets of a reviewer below which their level is not known, and nothing is normalised."""


@dataclass(frozen=True)
class Scored:
    """One sealed sheet that decides: which round, whose, about which nomination, hundredths of points by aspect."""

    round: str
    reviewer: str
    nomination: str
    hundredths: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.hundredths)


Weigh = Callable[[Scored], Fraction]
Counts = Mapping[tuple[str, str], int]
"""(round, reviewer) → how often they count."""


def _plain(sheet: Scored) -> Fraction:
    return Fraction(sheet.total, 100)


def scores(
    sheets: Iterable[Scored], *, weigh: Weigh = _plain, counts: Counts | None = None
) -> dict[str, Fraction]:
    """Nomination → score. One that nobody of `counts` scored is not in it."""
    sums: dict[tuple[str, str], tuple[Fraction, int]] = {}
    for sheet in sheets:
        times = 1 if counts is None else counts.get((sheet.round, sheet.reviewer), 0)
        if times:
            total, number = sums.get((sheet.nomination, sheet.round), (Fraction(0), 0))
            sums[sheet.nomination, sheet.round] = total + times * weigh(sheet), number + times
    rounds: dict[str, list[Fraction]] = {}
    for (nomination, _round), (total, number) in sums.items():
        rounds.setdefault(nomination, []).append(total / number)
    return {nomination: sum(means, Fraction(0)) / len(means) for nomination, means in rounds.items()}


def levelled(sheets: Sequence[Scored]) -> Weigh:
    """Brings each reviewer's mean to that of all, in each round; of reviewers with too few sheets, nothing is changed."""
    of_round: dict[str, list[int]] = {}
    of_reviewer: dict[tuple[str, str], list[int]] = {}
    for sheet in sheets:
        of_round.setdefault(sheet.round, []).append(sheet.total)
        of_reviewer.setdefault((sheet.round, sheet.reviewer), []).append(sheet.total)
    shift = {
        (kind, reviewer): Fraction(sum(of_round[kind]), len(of_round[kind])) - Fraction(sum(own), len(own))
        for (kind, reviewer), own in of_reviewer.items()
        if len(own) >= LEVEL_FROM
    }
    return lambda sheet: (sheet.total + shift.get((sheet.round, sheet.reviewer), Fraction(0))) / 100


def ranked(found: Mapping[str, Fraction]) -> list[str]:
    """Best first; equal ones by their key, which decides nothing (`first_of` sees the tie)."""
    return sorted(found, key=lambda key: (-found[key], key))


def first_of(found: Mapping[str, Fraction], places: int) -> frozenset[str] | None:
    """Who takes the places; None when the last of them and the next are equal."""
    order = ranked(found)
    if len(order) > places and found[order[places - 1]] == found[order[places]]:
        return None
    return frozenset(order[:places])


def drawn(seed: str, number: int, count: int) -> list[int]:
    """`count` indexes below `count`, drawn with repetition: the number-th draw of a seed, the same in any language."""
    text = f"{seed}:{number}"
    return [
        int.from_bytes(hashlib.sha256(f"{text}:{i}".encode()).digest()[:8], "big") % count
        for i in range(count)
    ]


def _without_one(sheets: Sequence[Scored], base: dict[str, Fraction], places: int) -> list[str]:
    """Reviewers without whom the result would be another."""
    wanted = first_of(base, places)
    reviewers = sorted({(one.round, one.reviewer) for one in sheets})
    found = []
    for gone in reviewers:
        counts = {one: 1 for one in reviewers if one != gone}
        if first_of(base | scores(sheets, counts=counts), places) != wanted:
            found.append(f"{gone[0]}:{gone[1]}")
    return found


def _otherwise_weighed(sheets: Sequence[Scored], base: dict[str, Fraction], places: int) -> list[str]:
    """Changes of one aspect's weight after which the result would be another, as "3+" and "3-"."""
    wanted = first_of(base, places)
    width = max(len(one.hundredths) for one in sheets)
    found = []
    for aspect in range(width):
        for sign, factor in (("+", SWAY), ("-", -SWAY)):

            def weigh(sheet: Scored, aspect: int = aspect, factor: Fraction = factor) -> Fraction:
                return (sheet.total + factor * sheet.hundredths[aspect]) / 100

            if first_of(scores(sheets, weigh=weigh), places) != wanted:
                found.append(f"{aspect + 1}{sign}")
    return found


def _resampled(sheets: Sequence[Scored], base: dict[str, Fraction], places: int, seed: str) -> int:
    """In how many resamples the result is the same."""
    wanted, same = first_of(base, places), 0
    rounds: dict[str, list[str]] = {}
    for kind, reviewer in sorted({(one.round, one.reviewer) for one in sheets}):
        rounds.setdefault(kind, []).append(reviewer)
    for number in range(RESAMPLES):
        counts: dict[tuple[str, str], int] = {}
        for kind, reviewers in rounds.items():
            for index in drawn(f"{seed}:{kind}", number, len(reviewers)):
                key = (kind, reviewers[index])
                counts[key] = counts.get(key, 0) + 1
        # Whom nobody of the draw has scored keeps the score that they have.
        same += first_of(base | scores(sheets, counts=counts), places) == wanted
    return same


def _too_few(sheets: Sequence[Scored]) -> list[str]:
    """Nominations of which no round has enough sheets."""
    counted: dict[str, dict[str, int]] = {}
    for one in sheets:
        by_round = counted.setdefault(one.nomination, {})
        by_round[one.round] = by_round.get(one.round, 0) + 1
    return sorted(key for key, rounds in counted.items() if max(rounds.values()) < FEWEST)


def statement(
    sheets: Sequence[Scored], *, everything: Sequence[Scored], places: int, seed: str
) -> dict[str, Any]:
    """Of the nominations of one line. `everything`: all sheets of the campaign, by which reviewers are levelled.

    {"places", "seed", "resamples", "separable", "why": [codes], "rows": [{"nomination", "rank", "raw", "normalised",
    "sheets"}], "without_one": [...], "weights": [...], "same": n}; scores as exact text "a/b".
    """
    sheets = sorted(sheets, key=lambda one: (one.round, one.reviewer, one.nomination))
    base = scores(sheets)
    normal = scores(sheets, weigh=levelled(everything))
    made: dict[str, Any] = {"places": places, "seed": seed, "resamples": RESAMPLES}
    made["rows"] = _rows(sheets, base, normal)
    if len(base) <= places:
        return made | {
            "separable": True,
            "why": ["no_contest"],
            "without_one": [],
            "weights": [],
            "same": RESAMPLES,
        }
    made |= {
        "without_one": _without_one(sheets, base, places),
        "weights": _otherwise_weighed(sheets, base, places),
        "same": _resampled(sheets, base, places, seed),
    }
    why = [
        code
        for code, applies in (
            ("tie", first_of(base, places) is None),
            ("too_few", bool(_too_few(sheets))),
            ("without_one", bool(made["without_one"])),
            ("weights", bool(made["weights"])),
            ("resampling", Fraction(made["same"], RESAMPLES) < KEPT),
            ("normalised", first_of(normal, places) != first_of(base, places)),
        )
        if applies
    ]
    return made | {"separable": not why, "why": why}


def _rows(
    sheets: Sequence[Scored], base: Mapping[str, Fraction], normal: Mapping[str, Fraction]
) -> list[dict[str, Any]]:
    order = ranked(base)
    return [
        {
            "nomination": key,
            "rank": 1 + sum(base[other] > base[key] for other in order),
            "raw": str(base[key]),
            "normalised": str(normal[key]),
            "sheets": sum(one.nomination == key for one in sheets),
        }
        for key in order
    ]


def shown(exact: str, places: int = 2) -> str:
    """An exact score as people read it: rounded half up."""
    scaled = Fraction(exact) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    sign, whole = ("-" if whole < 0 else ""), abs(whole)
    return f"{sign}{whole // 10**places}.{whole % 10**places:0{places}d}"
