"""Documents without codes: what their items could be called, for a person to agree to."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from cms.catalog.importing.headers import Layout, label
from cms.catalog.importing.lines import CODE
from cms.catalog.kinds import prefix_of
from cms.catalog.rows import CatalogRow
from cms.registry.spreadsheet import Problem, plain


def adopt_numbers(layout: Layout) -> None:
    """A column headed 序号 that holds codes is the column of codes."""
    number, grid = layout.number, layout.grid
    if number is None or layout.has("code"):
        return
    texts = [plain(grid.text(row, number)) for row in grid.rows(layout.first)]
    codes = sum(bool(CODE.fullmatch(text)) for text in texts)
    if codes and 2 * codes >= sum(bool(text) for text in texts):
        layout.columns["code"], layout.number = number, None


def proposed(
    layout: Layout, items: list[CatalogRow], *, kind: str | None, named: str
) -> tuple[list[CatalogRow], list[Problem]]:
    """The items with a code proposed for each, and the doubt that says so. `named` is what the unit is called."""
    if layout.has("code") or not items:
        return items, []
    prefix = prefix_of(kind, named)
    width = max(2, len(str(len(items))))
    found = [
        replace(item, proposed_code=f"{prefix}-{number:0{width}}") for number, item in enumerate(items, 1)
    ]
    message = _("没有“%(name)s”列，拟用 %(first)s 至 %(last)s，请核对；编码一经使用便不再改变")
    parts = {"name": label("code"), "first": found[0].proposed_code, "last": found[-1].proposed_code}
    return found, [layout.problem("doubt", message % parts, "code")]
