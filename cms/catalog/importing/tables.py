"""Which tables of a file make up its catalog: the first with a header, and those that go on with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cms.catalog.importing.headers import REQUIRED, WANTED, Layout, find_layout, known, label
from cms.catalog.importing.heading import Heading, read_heading
from cms.catalog.importing.lines import CODE
from cms.catalog.importing.values import choice
from cms.registry.spreadsheet import Grid, Problem, plain


@dataclass
class Tables:
    """The tables that are read, in order, what stands above the first, and what was left out."""

    layouts: list[Layout]
    heading: Heading
    problems: list[Problem] = field(default_factory=list)


def find_tables(grids: list[Grid], *, one_sheet: bool) -> Tables | None:
    """The catalog in a file. `one_sheet` says that only one grid can hold it, as in a workbook; None without header."""
    found = [(index, layout) for index, grid in enumerate(grids) if (layout := find_layout(grid))]
    if not found:
        return None
    index, main = found[0]
    before = [text for grid in grids[:index] for text in _texts(grid)] if not one_sheet else []
    main.grid.above = [*before, *main.grid.above]
    tables = Tables([main], read_heading(main.grid, main.header))
    if one_sheet:
        for _index, other in found[1:]:
            text = _("工作表“%(name)s”也像一份目录，没有读取") % {"name": other.grid.name}
            tables.problems.append(Problem("warning", text, other.grid.name))
    else:
        headers = dict(found)
        for number, grid in enumerate(grids[index + 1 :], index + 1):
            if not _add(tables, grid, headers.get(number)):
                break
    return tables


def _texts(grid: Grid) -> list[str]:
    return [*grid.above, *(grid.text(row, c) for row in grid.rows() for c in grid.own(row))]


def _add(tables: Tables, grid: Grid, layout: Layout | None) -> bool:
    """Take one more table into account. False when what follows belongs to another catalog."""
    main = tables.layouts[0]
    title = next((text for text in grid.above if "目录" in text and len(text) < 60), "")
    if layout and title and plain(title) != plain(tables.heading.title):
        text = _("%(name)s是另一份目录“%(title)s”，请分成两个文件") % {"name": grid.name, "title": title}
        tables.problems.append(Problem("error", text, grid.name))
        return False
    if layout:
        if not layout.reads_like(main):
            text = _("%(name)s的表头与%(first)s不同，按同一份目录读取，请核对")
            text %= {"name": grid.name, "first": main.grid.name}
            tables.problems.append(layout.problem("doubt", text))
        tables.layouts.append(layout)
    elif grid.width == main.grid.width and _looks_like_items(grid, main):
        tables.layouts.append(main.moved(grid))
    else:
        text = _("%(name)s不像目录，没有读取") % {"name": grid.name}
        tables.problems.append(Problem("warning", text, grid.name))
    return True


def _looks_like_items(grid: Grid, main: Layout) -> bool:
    """Whether most rows of a table without a header have, where the one before has its code or scope, such a thing."""
    moved = main.moved(grid)
    rows = [row for row in grid.rows() if grid.own(row)]
    code, ticks = moved.columns.get("code"), moved.ticks.get("scope", {})
    fitting = sum(
        bool(CODE.fullmatch(plain(grid.text(row, code))))
        if code
        else any(grid.text(row, column) for column in ticks)
        or choice("scope", grid.text(row, moved.columns.get("scope", 0))).value is not None
        for row in rows
    )
    return bool(rows) and 2 * fitting >= len(rows)


def of_columns(layout: Layout, *, sections: bool) -> list[Problem]:
    """Columns that are missing, that say the same twice, and that nothing here reads."""

    grid, header = layout.grid, layout.first - 1
    found = [
        layout.problem(level, _("缺少列“%(name)s”") % {"name": label(name)}, name)
        for level, names in (("error", REQUIRED), ("warning", WANTED))
        for name in names
        if not layout.has(name) and not (name == "section" and sections)
    ]
    if {known(text) for text in layout.twice.values()} >= {"title", "scope"}:
        found.append(
            layout.problem("error", _("表头里有两组“公开事项”和“公开范围”，像是两份目录并排，请分成两个文件"))
        )
    for column, text in layout.twice.items():
        name = label(known(text) or "")
        message = _("列“%(text)s”和前面一列都是“%(name)s”，没有读取") % {"text": text, "name": name}
        found.append(grid.problem("warning", message, header, column))
    for column, text in layout.unread.items():
        found.append(grid.problem("warning", _("没有读取列“%(name)s”") % {"name": text}, header, column))
    return found
