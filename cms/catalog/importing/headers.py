"""The words that catalogs use for their columns. A new office's wording is a line here."""

from __future__ import annotations

from dataclasses import dataclass, field

from cms.catalog.vocabulary import DisclosureScope
from cms.registry.spreadsheet import Grid, plain

HEADER_ROWS = 15

FIELDS = {
    "code": ("编码", "事项编码", "目录编码", "代码"),
    "section": ("一级事项", "公开类别", "类别", "一级目录"),
    "title": ("二级事项", "公开事项", "事项名称", "公开项目", "二级目录"),
    "content": ("公开内容（要素）", "公开内容", "内容要素", "公开要素"),
    "basis": ("公开依据", "依据", "政策依据"),
    "scope": ("公开范围", "公开对象"),
    "channels": ("公开方式", "公开形式", "公开渠道和载体", "公开渠道", "公开载体"),
    "timing": ("公开时限", "时限要求", "公开时间", "时限"),
    "notice": ("公示期", "公示期限"),
    "responsible": ("责任单位（科室）", "责任单位", "责任科室", "公开主体", "责任部门"),
    "approval_level": ("审批层级", "审批权限", "审批级别"),
    "key": ("重点事项", "是否重点", "重点"),
    "linked": ("衔接公开", "衔接"),
    "non_disclosure_reason": ("不公开理由", "不予公开理由"),
}
# Without these there is no catalog to file; without the others it is only the poorer.
REQUIRED = ("code", "section", "title", "scope", "timing", "approval_level")
WANTED = ("content", "basis", "channels", "responsible")
IGNORED = {"序号", "备注"}
# Group headers whose own columns are ticks: scope by its four values, channels by any name.
SCOPES = {plain(str(scope.label)): scope for scope in DisclosureScope}
GROUPS = {plain(word): name for name in ("scope", "channels") for word in FIELDS[name]}
WORDS = {plain(word): name for name, words in FIELDS.items() for word in words}
SECOND_ROW = {*SCOPES, *(plain(word) for name in ("section", "title") for word in FIELDS[name])}


@dataclass
class Layout:
    """Where things stand in a sheet. The ticks map the columns of a group to what a tick there means."""

    grid: Grid
    first: int
    columns: dict[str, int] = field(default_factory=dict)
    scope_ticks: dict[int, DisclosureScope] = field(default_factory=dict)
    channel_ticks: dict[int, str] = field(default_factory=dict)
    unread: dict[int, str] = field(default_factory=dict)
    """Columns with a header that nothing here knows."""

    @property
    def score(self) -> int:
        return len(self.columns) + bool(self.scope_ticks) + bool(self.channel_ticks)

    def has(self, name: str) -> bool:
        """Whether the document has a place for a field at all."""
        ticks = {"scope": self.scope_ticks, "channels": self.channel_ticks}.get(name)
        return bool(ticks) or name in self.columns

    def read_columns(self) -> list[tuple[str, int]]:
        """(field, column) of every column whose cells are read."""
        ticks = [("scope", c) for c in self.scope_ticks] + [("channels", c) for c in self.channel_ticks]
        return [*self.columns.items(), *ticks]

    def is_header(self, row: int) -> bool:
        """Whether a row below is the header again, as on a second page."""
        texts = (plain(self.grid.text(row, column)) for _name, column in self.read_columns())
        return sum(text in WORDS or text in SCOPES for text in texts) >= 2


def _has_two_rows(grid: Grid, row: int) -> bool:
    return any(grid.anchors.get((row + 1, column), (0, 0))[0] == row for column in range(1, grid.width + 1))


def _header_words(grid: Grid, row: int, column: int) -> tuple[str, str]:
    """(group, own) header of a column whose header starts in `row`: two rows when the second belongs to it."""
    top = plain(grid.text(row, column))
    below = plain(grid.text(row + 1, column))
    return (top, below) if below != top else (top, "")


def _layout_at(grid: Grid, row: int) -> Layout:
    two_rows = _has_two_rows(grid, row)
    layout = Layout(grid, row + (2 if two_rows else 1))
    for column in range(1, grid.width + 1):
        top, below = _header_words(grid, row, column) if two_rows else (plain(grid.text(row, column)), "")
        group = GROUPS.get(top)
        own = below or top
        if group == "scope" and below in SCOPES:
            layout.scope_ticks[column] = SCOPES[below]
        elif group == "channels" and below:
            layout.channel_ticks[column] = grid.text(row + 1, column)
        elif own in WORDS:
            layout.columns.setdefault(WORDS[own], column)
        elif own and own not in IGNORED and grid.is_anchor(row, column):
            layout.unread[column] = grid.text(row + 1 if below else row, column)
    return layout


def restore_merges(grid: Grid) -> None:
    """Merge what a header of two rows means as merged, where the file does not say so (as csv never does)."""
    for row in range(1, min(HEADER_ROWS, grid.height) + 1):
        columns = range(1, grid.width + 1)
        second = sum(plain(grid.text(row + 1, c)) in SECOND_ROW for c in columns)
        if (
            second < 2
            or _has_two_rows(grid, row)
            or not any(plain(grid.text(row, c)) in GROUPS for c in columns)
        ):
            continue
        for column in columns:
            top, below = grid.text(row, column), grid.text(row + 1, column)
            if top and not below:
                grid.merge((column, row, column, row + 1))
            elif below and not top and column > 1:
                grid.merge((column - 1, row, column, row))
        return


def find_layout(grid: Grid) -> Layout | None:
    """The layout whose header row explains the most columns, or None when no row looks like a header."""
    restore_merges(grid)
    last = min(HEADER_ROWS, grid.height)
    layouts = [_layout_at(grid, row) for row in range(1, last + 1)]
    best = max(layouts, key=lambda layout: layout.score, default=None)
    return best if best and best.score >= 4 else None
