"""A cell is an item in a period: what is counted, whatever number of pages or versions there are for it.

What the unit is measured by (`base`) are the cells that its catalog foresaw at the start of the period, or when its first
catalog came. Cells that came later, and those that the unit records itself (stages, events, changes), count where they
are missed and add nothing where they are met: they cannot dilute a miss.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction

from plugins.evaluation.engine.dossier import Dossier
from plugins.evaluation.engine.evidence import Row
from plugins.evaluation.engine.exact import ONE, ZERO, day
from plugins.evaluation.engine.presence import Presence
from plugins.evaluation.engine.texts import hollow

FORESEEN = ("FIRST", "PERIOD", "YEARLY")
PERIODIC = ("PERIOD", "STAGE", "EVENT")
MET, NIL, WAIVED, UNMET, EXCUSED = "met", "nil", "waived", "unmet", "excused"


@dataclass
class Cell:
    """One cell that was due. `credit`: how far it is met; `in_time`: how far by its day. `versions`: what became public
    for it, in the period or before."""

    duty: Row
    base: bool
    state: str = UNMET
    credit: Fraction = ZERO
    in_time: Fraction = ZERO
    young: bool = False
    """Due while the unit was new: a miss is forgiven."""
    relieved: bool = False
    """Excused beforehand: publishing it after all, though late, is not worse than leaving it out."""
    versions: list[Row] = field(default_factory=list)

    @property
    def key(self) -> str:
        return str(self.duty["key"])

    @property
    def is_published(self) -> bool:
        return self.state == MET and bool(self.versions)


class Cells:
    """The cells of one unit in one period. `due` are scored; `pending` are shown and not scored."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        self.hollow = hollow(dossier)
        self._presence = Presence(dossier, self.hollow)
        self._believed = believed(dossier)
        self._nils = {(row["item"], row["period"]): row for row in dossier.of("nil")}
        self.groups: dict[tuple[str, str | None], list[Row]] = {}
        """(item, period) -> the versions that became public for it in the period that is scored."""
        self._of_item: dict[tuple[str, str | None], list[Row]] = {}
        for row in dossier.of("version"):
            self._of_item.setdefault((row["item"], row["period"]), []).append(row)
            if dossier.within(row["on"]):
                self.groups.setdefault((row["item"], row["period"]), []).append(row)
        self.pending: list[Row] = []
        self.due: list[Cell] = []
        self._sort(dossier.of("duty"))
        self._waive()
        for duty in self.pending:
            self.groups.pop((duty["item"], duty["period"]), None)

    def _sort(self, duties: list[Row]) -> None:
        head, unit = self._dossier.head, self._dossier.unit
        start = max(head.since, min((row["since"] for row in self._dossier.of("item")), default=head.since))
        grown = (day(unit["since"]) + timedelta(days=self._dossier.scheme.cells.taper_days)).isoformat()
        for duty in duties:
            if duty["due_on"] >= head.as_of:
                self.pending.append(duty)
            elif head.since <= duty["due_on"] <= head.until and self._is_owed(duty, start):
                young = unit["since"] > head.since and duty["due_on"] < grown
                self.due.append(self._cell(duty, self._is_base(duty, start), young))

    def _is_owed(self, duty: Row, start: str) -> bool:
        """Not by a unit that is no more, and never for what was not to be public when the period began."""
        until = self._dossier.unit["until"]
        if until and duty["due_on"] >= until:
            return False
        stretches = self._dossier.items.get(duty["item"], ())
        then = [
            row for row in stretches if row["since"] <= start and (not row["until"] or row["until"] > start)
        ]
        return not stretches or (then or stretches)[0]["scope"] == "SOCIETY"

    def _is_base(self, duty: Row, start: str) -> bool:
        stretches = self._dossier.items.get(duty["item"], ())
        return duty["duty_kind"] in FORESEEN and any(row["since"] <= start for row in stretches)

    def _cell(self, duty: Row, base: bool, young: bool) -> Cell:
        cell = Cell(duty, base, young=young, versions=self._versions(duty))
        met_on = self._met_on(duty, cell.versions)
        nil, share = self._nil(duty)
        if met_on is not None:
            cell.state, cell.credit = MET, ONE
            cell.in_time = (
                ONE if met_on <= duty["due_on"] else (share if nil and nil <= duty["due_on"] else ZERO)
            )
        elif nil is not None:
            cell.state, cell.credit = NIL, share
            cell.in_time = share if nil <= duty["due_on"] else ZERO
        elif young:
            cell.state = EXCUSED
        return cell

    def _versions(self, duty: Row) -> list[Row]:
        found = list(self._of_item.get((duty["item"], duty["period"]), ()))
        if duty["entry"] and duty["duty_kind"] not in PERIODIC:
            keys = {row["key"] for row in found}
            more = self._dossier.entries.get(duty["entry"], ())
            found += [row for row in more if row["item"] == duty["item"] and row["key"] not in keys]
        return found

    def _met_on(self, duty: Row, versions: list[Row]) -> str | None:
        """The day by the server's own dates: what the duty says is taken only as far as versions bear it out."""
        said = duty["met_on"]
        if said is None and duty["void_on"] is None:
            return None
        if duty["duty_kind"] == "YEARLY" and duty["entry"] is None:
            return said if self._dossier.known(said) else None
        since = self._presence.since(versions, duty["duty_kind"] in PERIODIC)
        if since is None:
            return None
        if duty["duty_kind"] in ("CHANGE", "YEARLY"):
            said = next(self._news(duty, versions), None)
            return None if said is None else max(since, said)
        return max(since, said or since) if self._dossier.known(said or since) else None

    def _news(self, duty: Row, versions: list[Row]) -> Iterator[str]:
        """Days from `met_on` on on which something became public for the duty; for a change, something new."""
        last: dict[str, str] = {}
        for row in sorted(versions, key=lambda one: (one["on"], one["number"])):
            new = last.get(row["entry"]) != row["text"] or duty["duty_kind"] != "CHANGE"
            last[row["entry"]] = row["text"]
            if new and row["on"] >= (duty["met_on"] or "") and row["key"] not in self.hollow:
                yield row["on"]

    def _nil(self, duty: Row) -> tuple[str | None, Fraction]:
        """The day of an approved declaration, and how far it is believed. Only what recurs can have nothing to tell."""
        row = self._nils.get((duty["item"], duty["period"]))
        if row is None or duty["duty_kind"] not in PERIODIC or row["sample"] == "false":
            return None, ZERO
        return row["decided_on"], ONE if row["sample"] == "borne_out" else self._believed

    def _waive(self) -> None:
        """The office excuses beforehand; afterwards it is late for that. More than a share of the catalog it cannot."""
        late = [
            cell for cell in self.due if cell.state == UNMET or (cell.state == MET and cell.in_time < ONE)
        ]
        asked = [cell for cell in late if _waived_in_time(self._dossier, cell.duty)]
        most = int(self._dossier.scheme.cells.waived_share * sum(cell.base for cell in self.due))
        for cell in sorted(asked, key=lambda one: (one.base, one.duty["waived_on"], one.key)):
            if not cell.base or most > 0:
                cell.relieved = True
                cell.state = WAIVED if cell.state == UNMET else cell.state
                most -= cell.base

    def missing(self) -> int:
        """Cells that stand for mandatory blocks without an item: as many for each as the others have on average."""
        gone = len(self._dossier.missing_blocks())
        there = len(self._dossier.required_blocks) - gone
        base = sum(cell.base for cell in self.due)
        return gone * max(1, -(-base // there) if there else 1)


def _waived_in_time(dossier: Dossier, duty: Row) -> bool:
    return dossier.known(duty["waived_on"]) and duty["waived_on"] <= duty["due_on"]


def believed(dossier: Dossier) -> Fraction:
    """How far declarations that nobody sampled are believed: as far as those that were sampled turned out true."""
    found = [row["sample"] for row in dossier.of("nil") if row["sample"]]
    return Fraction(found.count("borne_out"), len(found)) if found else ONE
