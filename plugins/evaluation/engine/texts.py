"""Which texts count. A cell is not met by a page that says nothing, or says what another cell says."""

from datetime import timedelta

from plugins.evaluation.engine.dossier import Dossier
from plugins.evaluation.engine.evidence import Row
from plugins.evaluation.engine.exact import day

NEVER = "9999-12-31"


def hollow(dossier: Dossier) -> set[str]:
    """Keys of versions that are blank, or that repeat what another cell had said before.

    The first to say a thing keeps it. An item of lasting validity (长期公开) may repeat itself. A text that was taken
    away from one cell, which then counts as unmet, may stand for another.
    """
    found: set[str] = set()
    first: dict[str, list[Row]] = {}
    for row in sorted(dossier.of("version"), key=lambda one: (one["on"], one["entry"], one["number"])):
        said = first.setdefault(row["text"], [])
        if row["length"] < dossier.scheme.cells.least_text or any(
            _repeats(dossier, row, one) for one in said
        ):
            found.add(row["key"])
        else:
            said.append(row)
    return found


def _repeats(dossier: Dossier, row: Row, earlier: Row) -> bool:
    if row["entry"] == earlier["entry"] or (row["item"], row["period"]) == (
        earlier["item"],
        earlier["period"],
    ):
        return False
    stretches = dossier.items.get(row["item"], ())
    if row["item"] == earlier["item"] and any(one["timing"] == "STANDING" for one in stretches):
        return False
    left = dossier.departures.get(earlier["entry"], ())
    return not any(costs(one) and one["on"] <= row["on"] for one in left)


def costs(departure: Row) -> bool:
    """Whether a cell is unmet once its entry left so. One that was shown for as long as planned has done its work."""
    return departure["departure"] != "EXPIRED" or departure["early"]


def is_away(dossier: Dossier, entry: str) -> bool:
    """Whether an entry left sight, and nothing of it became public since."""
    left = [
        row["on"] for row in dossier.departures.get(entry, ()) if costs(row) and row["replaced_by"] != entry
    ]
    return bool(left) and max(left) >= max((row["on"] for row in dossier.entries.get(entry, ())), default="")


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
