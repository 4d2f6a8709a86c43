"""Which texts count. A cell is not met by a page that says nothing, or says what another cell says."""

from datetime import timedelta

from plugins.evaluation.engine.dossier import Dossier
from plugins.evaluation.engine.evidence import Row
from plugins.evaluation.engine.exact import day

NEVER = "9999-12-31"


def hollow(dossier: Dossier) -> set[str]:
    """Keys of versions that are blank, or that say what another cell says.

    Of two cells with one text the later one has said nothing; and as long as both stand, neither has, or a unit could
    choose which of the two it would rather have met. An item of lasting validity (长期公开) may repeat itself. A text
    that was taken away from one cell, which then counts as unmet, may stand for another.
    """
    said: dict[str, list[Row]] = {}
    for row in dossier.of("version"):
        said.setdefault(row["text"], []).append(row)
    blank = {row["key"] for row in dossier.of("version") if row["length"] < dossier.scheme.cells.least_text}
    repeats = {
        row["key"]
        for rows in said.values()
        if len(rows) > 1
        for row in rows
        if _is_repeat(dossier, row, rows)
    }
    return blank | repeats


def _is_repeat(dossier: Dossier, row: Row, same: list[Row]) -> bool:
    lasts = _stands(dossier, row)
    for other in same:
        if _may_share(dossier, row, other):
            continue
        if _order(other) > _order(row):
            if _stands(dossier, other):
                return True
        elif not (_left_by(dossier, other, row["on"]) or (lasts and _is_rewritten(dossier, other))):
            return True
    return False


def _may_share(dossier: Dossier, row: Row, other: Row) -> bool:
    if row["entry"] == other["entry"] or (row["item"], row["period"]) == (other["item"], other["period"]):
        return True
    stretches = dossier.items.get(row["item"], ())
    return row["item"] == other["item"] and any(one["timing"] == "STANDING" for one in stretches)


def _order(row: Row) -> tuple[str, str, int]:
    return row["on"], row["entry"], row["number"]


def _left_by(dossier: Dossier, row: Row, on: str) -> bool:
    return any(costs(one) and one["on"] <= on for one in dossier.departures.get(row["entry"], ()))


def _is_rewritten(dossier: Dossier, row: Row) -> bool:
    """Whether its entry says something else now."""
    return bool(dossier.entries[row["entry"]][-1]["text"] != row["text"])


def _stands(dossier: Dossier, row: Row) -> bool:
    return not _is_rewritten(dossier, row) and not is_away(dossier, row["entry"])


def costs(departure: Row) -> bool:
    """Whether a cell is unmet once its entry left so. One that was shown for as long as planned has done its work."""
    return bool(departure["departure"] != "EXPIRED" or departure["early"])


def is_away(dossier: Dossier, entry: str) -> bool:
    """Whether an entry left sight, and nothing of it became public since."""
    left = [
        row["on"] for row in dossier.departures.get(entry, ()) if costs(row) and row["replaced_by"] != entry
    ]
    last: str = max((row["on"] for row in dossier.entries.get(entry, ())), default="")
    return bool(left) and max(left) >= last


def counts_from(dossier: Dossier, entry: str) -> str:
    """The day from which an entry may count by what the scan found: "" always, NEVER while it is found hollow."""
    rules, since = dossier.scheme.cells, ""
    for row in dossier.checks.get(entry, ()):
        if row["result"] == "fail" and (row["rule"] in rules.hollow_at_once or _grace_over(dossier, row)):
            since = max(since, row["fixed_on"] if dossier.known(row["fixed_on"]) else NEVER)
    return since


def _grace_over(dossier: Dossier, row: Row) -> bool:
    return row["rule"] in dossier.scheme.cells.hollow_after_grace and is_costly(dossier, row)


def is_costly(dossier: Dossier, row: Row) -> bool:
    """Whether a finding outlived its warning: it was neither put right within the days of grace nor is in them."""
    if row["result"] != "fail" or not row["warned_on"]:
        return False
    last = (day(row["warned_on"]) + timedelta(days=dossier.scheme.cells.grace_days)).isoformat()
    return last < min(row["fixed_on"] or NEVER, dossier.head.as_of)
