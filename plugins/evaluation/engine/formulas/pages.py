"""便民可读, 媒体: what the scan and the probes found, once the unit had time to put it right."""

from fractions import Fraction
from typing import Any

from plugins.evaluation.engine.case import Case
from plugins.evaluation.engine.evidence import Row
from plugins.evaluation.engine.exact import ZERO, number
from plugins.evaluation.engine.formulas.result import Found, faults, formula, share
from plugins.evaluation.engine.texts import is_away, is_costly


@formula(rules="words")
def readable(case: Case, parameters: dict[str, Any], code: str) -> Found:
    """Cells whose pages the scan finds right, of the cells foreseen that are met and were scanned. Any other page with a
    finding that outlived its warning counts against it; those without do not count for it."""
    bad: dict[tuple[str, str | None], str] = {}
    failed: dict[str, str] = {}
    scanned: set[str] = set()
    for entry, rows in case.checks.items():
        versions = case.entries.get(entry, ())
        asked = [row for row in rows if row["rule"] in parameters["rules"] and row["result"] != "na"]
        if not versions or not asked or is_away(case, entry):
            continue
        scanned.add(entry)
        for row in asked:
            if is_costly(case, row) and not case.known(row["fixed_on"]):
                failed[entry] = row["key"]
                bad.setdefault((versions[-1]["item"], versions[-1]["period"]), row["key"])
    good = []
    for cell in case.cells.due:
        entries = {row["entry"] for row in cell.versions}
        if cell.base and cell.is_published and entries & scanned and not entries & failed.keys():
            good.append(cell.key)
    if not good and not bad:
        return Found(None, "not_scanned")
    return share(Fraction(len(good)), len(good) + len(bad), [*good, *bad.values()], bad.values())


@formula(fault="number", least_probes="count", down="number", on_the_web="words")
def media(case: Case, parameters: dict[str, Any], code: str) -> Found:
    """A portal is registered, and what is registered answers. Who has nothing to register has it all."""
    rows = case.of("media")
    if case.unit["has_portal"] and not any(row["media_kind"] in parameters["on_the_web"] for row in rows):
        return Found(ZERO, "", 1, ZERO, (), ("media:portal",))

    def cost(row: Row) -> Fraction:
        if row["probes"] < parameters["least_probes"]:
            return ZERO
        down = Fraction(row["probes"] - row["probes_ok"], row["probes"])
        return number(parameters["fault"]) if down >= number(parameters["down"]) else ZERO

    return faults(rows, cost)
