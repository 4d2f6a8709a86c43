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
    "content": ("公开内容(要素)", "公开内容", "内容要素", "公开要素"),
    "basis": ("公开依据", "依据", "政策依据"),
    "scope": ("公开范围", "公开对象"),
    "channels": ("公开方式", "公开形式", "公开渠道和载体", "公开渠道", "公开载体"),
    "timing": ("公开时限", "时限要求", "公开时间", "时限"),
    "notice": ("公示期", "公示期限"),
    "responsible": ("责任单位(科室)", "责任单位", "责任科室", "公开主体", "责任部门"),
    "approval_level": ("审批层级", "审批权限", "审批级别"),
    "key": ("重点事项", "是否重点", "重点"),
    "linked": ("衔接公开", "衔接"),
    "non_disclosure_reason": ("不公开理由", "不予公开理由"),
}
REQUIRED = ("code", "section", "title", "timing")
IGNORED = ("序号", "备注")
# Group headers whose own columns are ticks: scope by its four values, channels by any name.
SCOPES = {plain(str(scope.label)): scope for scope in DisclosureScope}
GROUPS = {plain(word): name for name in ("scope", "channels") for word in FIELDS[name]}
WORDS = {plain(word): name for name, words in FIELDS.items() for word in words}


@dataclass
class Layout:
    """Where things stand in a sheet. `ticks` maps the columns of a group to what a tick there means."""

    grid: Grid
    first: int
    columns: dict[str, int] = field(default_factory=dict)
    scope_ticks: dict[int, DisclosureScope] = field(default_factory=dict)
    channel_ticks: dict[int, str] = field(default_factory=dict)

    @property
    def missing(self) -> list[str]:
        lacking = [name for name in REQUIRED if name not in self.columns]
        return lacking if self.scope_ticks or "scope" in self.columns else [*lacking, "scope"]

    @property
    def score(self) -> int:
        return len(self.columns) + bool(self.scope_ticks) + bool(self.channel_ticks)


def _header_words(grid: Grid, row: int, column: int) -> tuple[str, str]:
    """(group, own) header of a column whose header starts in `row`: two rows when the second belongs to it."""
    top = plain(grid.text(row, column))
    below = plain(grid.text(row + 1, column))
    return (top, below) if below != top else (top, "")


def _layout_at(grid: Grid, row: int) -> Layout:
    two_rows = any(not grid.is_anchor(row + 1, column) for column in range(1, grid.width + 1))
    layout = Layout(grid, row + (2 if two_rows else 1))
    for column in range(1, grid.width + 1):
        top, below = _header_words(grid, row, column) if two_rows else (plain(grid.text(row, column)), "")
        group = GROUPS.get(top)
        if group == "scope" and below in SCOPES:
            layout.scope_ticks[column] = SCOPES[below]
        elif group == "channels" and below:
            layout.channel_ticks[column] = grid.text(row + 1, column)
        elif below and below in WORDS:
            layout.columns.setdefault(WORDS[below], column)
        elif not below and top in WORDS:
            layout.columns.setdefault(WORDS[top], column)
    return layout


def find_layout(grid: Grid) -> Layout | None:
    """The layout whose header row explains the most columns, or None when no row looks like a header."""
    last = min(HEADER_ROWS, grid.height)
    layouts = [_layout_at(grid, row) for row in range(1, last + 1)]
    best = max(layouts, key=lambda layout: layout.score, default=None)
    return best if best and best.score >= 4 else None
