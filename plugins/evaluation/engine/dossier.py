"""All that is known about one unit on one day: its rows by kind, each once, in the order of their names.

What became known after that day is left out, so the same rows can be scored as of any earlier day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from plugins.evaluation.engine.evidence import KINDS, LEVELS, Invalid, Row
from plugins.evaluation.engine.reading import key_of, problems_of

if TYPE_CHECKING:
    from plugins.evaluation.engine.scheme import Scheme

_ASIDE = {"kind", "unit"}
_KNOWN_BY = {
    "document": "filed_on",
    "media": "registered_on",
    "version": "on",
    "departure": "on",
    "step": "on",
    "nil": "decided_on",
    "opinion": "received_on",
    "notice": "from",
    "item": "since",
    "check": "since",
    "bonus": "on",
    "veto": "decided_on",
}
"""The field that says when a row of the kind came to be."""


@dataclass(frozen=True)
class Head:
    """Which period is scored, and what was known: the first and last day of the period, and the day of the score."""

    district: str
    key: str
    since: str
    until: str
    as_of: str

    @classmethod
    def of(cls, head: dict[str, Any]) -> "Head":
        """From the head line of a dump. Invalid where something is missing."""
        period = head.get("period") or {}
        given = [
            head.get("district"),
            *(period.get(name) for name in ("key", "from", "until")),
            head.get("as_of"),
        ]
        found = [each for each in given if isinstance(each, str) and each]
        if len(found) < len(given):
            raise Invalid(["the head needs district, period {key, from, until} and as_of"])
        if found[2] > found[3]:
            raise Invalid(["the period ends before it begins"])
        return cls(*found)


class Dossier:
    """The rows of one unit. Each row carries its name as `key`."""

    def __init__(self, scheme: "Scheme", rows: Iterable[Row], head: Head) -> None:
        self.scheme, self.head = scheme, head
        self._rows: dict[str, list[Row]] = {kind: [] for kind in KINDS}
        for key, row in sorted(_once(rows).items()):
            known = _KNOWN_BY.get(row["kind"])
            if known is None or row[known] <= head.as_of:
                self._rows[row["kind"]].append(row | {"key": key})
        if len(self._rows["unit"]) != 1:
            raise Invalid([f"a dossier needs the row of one unit, and has {len(self._rows['unit'])}"])
        self.unit: Row = self._rows["unit"][0]

    def of(self, kind: str) -> list[Row]:
        return self._rows[kind]

    def known(self, day: str | None) -> bool:
        """Whether something dated so had happened."""
        return day is not None and day <= self.head.as_of

    def within(self, day: str | None) -> bool:
        """Whether a day lies in the period, and was not to come."""
        return day is not None and self.head.since <= day <= min(self.head.until, self.head.as_of)

    @cached_property
    def items(self) -> dict[str, list[Row]]:
        """Code -> the stretches in which the registered catalog had the item, oldest first."""
        return _by(sorted(self.of("item"), key=lambda row: row["since"]), "code")

    @cached_property
    def entries(self) -> dict[str, list[Row]]:
        """Entry -> its versions, oldest first."""
        return _by(sorted(self.of("version"), key=lambda row: (row["on"], row["number"])), "entry")

    @cached_property
    def departures(self) -> dict[str, list[Row]]:
        return _by(self.of("departure"), "entry")

    @cached_property
    def checks(self) -> dict[str, list[Row]]:
        return _by(self.of("check"), "entry")

    def level_of(self, code: str) -> str:
        """The highest approval level that an item had in the period: it is not lowered for a publication."""
        since = self.head.since
        ranks = [
            LEVELS.index(row["level"])
            for row in self.items.get(code, ())
            if not row["until"] or row["until"] >= since
        ]
        return LEVELS[max(ranks, default=0)]

    def missing_blocks(self) -> list[str]:
        """Mandatory blocks of the unit's kind that no item of its catalog answers for on that day."""
        there: set[str] = set()
        for row in self.of("item"):
            if not self.known(row["until"]):
                there.update((row["block"] or "").split())
        return [code for code in self.required_blocks if code not in there]

    @property
    def required_blocks(self) -> list[str]:
        return self.scheme.cells.blocks.get(self.unit["unit_kind"], [])


def _once(rows: Iterable[Row]) -> dict[str, Row]:
    """Name -> row with every field. Invalid where two say different things about the same."""
    kept: dict[str, Row] = {}
    for given in rows:
        kind = KINDS.get(given.get("kind", ""))
        if kind is None:
            raise Invalid(list(problems_of(given)))
        row = given if len(given) == len(kind.fields) + len(_ASIDE) else dict.fromkeys(kind.fields) | given
        key = key_of(row)
        if kept.setdefault(key, row) != row:
            raise Invalid([f"{key} was told otherwise before"])
    return kept


def _by(rows: Iterable[Row], field: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[field], []).append(row)
    return found
