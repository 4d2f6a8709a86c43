"""Since when a cell has been answered for without a break."""

from collections.abc import Iterable

from plugins.evaluation.engine.dossier import Dossier
from plugins.evaluation.engine.evidence import Row
from plugins.evaluation.engine.texts import NEVER, costs, counts_from

Stretch = tuple[str, str]
"""First day, and the day of leaving: NEVER while it stands."""


class Presence:
    """What was public when. `hollow`: keys of versions that do not count."""

    def __init__(self, dossier: Dossier, hollow: set[str]) -> None:
        self.dossier, self.hollow = dossier, hollow
        self._floors: dict[str, str] = {}

    def since(self, versions: Iterable[Row], periodic: bool) -> str | None:
        """The day since which one entry after another has stood there to this day; None if none does.

        An entry that left counts as unmet from that day, and one that came back counts from when it came back. A
        replacement that was there by the day of leaving leaves no break.
        """
        by_entry: dict[str, list[Row]] = {}
        for row in versions:
            by_entry.setdefault(row["entry"], []).append(row)
        stretches = [each for rows in by_entry.values() for each in self._stretches(rows, periodic)]
        start = min((first for first, end in stretches if end == NEVER), default=None)
        if start is None:
            return None
        for first, end in sorted(stretches, reverse=True):
            if end >= start:
                start = min(start, first)
        return start

    def _stretches(self, rows: list[Row], periodic: bool) -> list[Stretch]:
        """Of one entry in one cell: from its first text that counts to its leaving, for each time that it was there."""
        entry = rows[0]["entry"]
        floor = self._floor(entry)
        found, before = [], ""
        for end in [*self._ends(entry, min(rows, key=lambda row: row["number"]), periodic), NEVER]:
            inside = [row for row in rows if before < row["on"] <= end]
            start = self._first_real(inside)
            if start is not None and max(start, floor) < end:
                found.append((max(start, floor), end))
            before = end
        return found

    def _first_real(self, rows: list[Row]) -> str | None:
        """The day of the first text after the last one that does not count."""
        start = None
        for row in sorted(rows, key=lambda one: (one["on"], one["number"])):
            start = None if row["key"] in self.hollow else start or row["on"]
        return start

    def _ends(self, entry: str, first: Row, periodic: bool) -> list[str]:
        """Days on which the entry left sight, or went over to another cell."""
        own = self.dossier.entries.get(entry, [])
        days = {row["on"] for row in own}
        ends = {
            row["on"]
            for row in self.dossier.departures.get(entry, ())
            if costs(row) and not (row["replaced_by"] == entry and row["on"] in days)
        }
        ends |= {
            row["on"] for row in own if row["number"] > first["number"] and _elsewhere(row, first, periodic)
        }
        return sorted(ends)

    def _floor(self, entry: str) -> str:
        if entry not in self._floors:
            self._floors[entry] = counts_from(self.dossier, entry)
        return self._floors[entry]


def _elsewhere(row: Row, first: Row, periodic: bool) -> bool:
    return row["item"] != first["item"] or (periodic and row["period"] != first["period"])
