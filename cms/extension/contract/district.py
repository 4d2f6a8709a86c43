"""The district that plugins are tried in: the office, and two units of the same kind, made as an operator makes them."""

from __future__ import annotations

from typing import Any

from cms.registry.actions import load
from cms.registry.sites import Address, open_central, open_sites
from cms.registry.vocabulary import GuidanceKind, UnitKind
from cms.registry.workbook import District, LineRow, RelationRow, UnitRow
from tenants import context
from tenants.installation import install

ADDRESS = Address("test", 80)
CENTRAL, FIRST, SECOND = "central", "ta", "tb"


def _row(name: str, slug: str, kind: Any, level: Any, line: str, superior: str, order: int) -> UnitRow:
    return UnitRow(name, slug, kind, level, line, superior, "", "", order, order)


def district() -> District:
    return District(
        name="测试区",
        lines=[LineRow("L01", "镇街道", "区委办公室", "", 2)],
        units=[
            _row("区委办公室", CENTRAL, "COMMITTEE", "DISTRICT", "", "", 1),
            _row("甲镇党委", FIRST, "TOWN", "TOWNSHIP", "镇街道", "区委办公室", 2),
            _row("乙镇党委", SECOND, "TOWN", "TOWNSHIP", "镇街道", "区委办公室", 3),
        ],
        relations=[RelationRow("各条线牵头部门", "本条线各单位", GuidanceKind.LEAD, "底数清", 2)],
    )


def build() -> None:
    """Fill the empty database that Django uses: ledger, template, and the three sites."""
    install()
    made = district()
    central = open_central(next(one for one in made.units if one.kind == UnitKind.COMMITTEE), ADDRESS)
    with context.tenant_scope(central):
        load(made)
    open_sites(central, ADDRESS)
