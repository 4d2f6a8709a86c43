"""From the rows of a sheet to catalog items, with a finding for whatever is missing or unclear."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from django.utils.translation import gettext as _

from cms.catalog.importing import values
from cms.catalog.importing.headers import FIELDS, Layout
from cms.catalog.item import ItemFields
from cms.catalog.rows import CatalogRow
from cms.catalog.vocabulary import DisclosureScope, Frequency, TimingKind
from cms.registry.spreadsheet import Problem, plain

CODE = re.compile(r"[A-Z]{1,6}-?\d{1,4}")
LONG_DAYS = 60
# A row that says none of these is no item: blank, or numbered in advance.
SUBSTANCE = ("code", "title", "content", "basis", "timing")
BOUNDED = ("code", "section", "title", "notice", "responsible")


@dataclass
class Reader:
    """Reads the items of one sheet and gathers what is wrong with them."""

    layout: Layout
    problems: list[Problem] = field(default_factory=list)

    def note(self, level: str, row: int, name: str, message: str, column: int | None = None) -> None:
        """Add a finding, unless the column is not there or the cell is faulty: both are told once, elsewhere."""
        column = column or self.layout.columns.get(name)
        if column and (row, column) not in self.layout.grid.faults:
            self.problems.append(self.layout.grid.problem(level, message, row, column, name))

    def text(self, row: int, name: str) -> str:
        column = self.layout.columns.get(name)
        return self.layout.grid.text(row, column) if column else ""

    def items(self) -> list[CatalogRow]:
        found: list[CatalogRow] = []
        rows = [row for row in self.layout.grid.rows(self.layout.first) if self._is_item(row)]
        self.problems += self.layout.grid.fault_problems(rows, self.layout.read_columns())
        self._fill_sections(rows)
        for row in rows:
            code = self.layout.columns.get("code")
            if found and code and self.layout.grid.continues(row, code):
                found[-1] = self._continued(found[-1], row)
            else:
                found.append(self._item(row))
        return found

    def _is_item(self, row: int) -> bool:
        """Blank rows, notes, sums and a header repeated on a later page are not items."""
        grid = self.layout.grid
        faulty = any((row, column) in grid.faults for _name, column in self.layout.read_columns())
        if not (faulty or any(self.text(row, name) for name in SUBSTANCE)) or self.layout.is_header(row):
            return False
        return bool(CODE.fullmatch(plain(self.text(row, "code")))) or not grid.is_remark(row)

    def _fill_sections(self, rows: list[int]) -> None:
        """In a format without merged cells a blank level-1 matter is the one above."""
        grid, column = self.layout.grid, self.layout.columns.get("section")
        if not (grid.flat and column):
            return
        for above, row in pairwise(rows):
            if not grid.text(row, column) and grid.text(above, column):
                grid.merge((column, above, column, row))

    def _continued(self, item: CatalogRow, row: int) -> CatalogRow:
        """An item whose code spans rows: what it discloses is written below each other."""
        more = self.text(row, "content")
        text = _("与第%(row)s行同属一个事项，只并入了公开内容") % {"row": item.row}
        self.note("doubt", row, "content", text)
        return replace(item, content=f"{item.content}\n{more}") if more not in item.content else item

    def _item(self, row: int) -> CatalogRow:
        kind, frequency, days = self._timing(row)
        scope, channels = self._scope(row), self._channels(row)
        self._check_reach(row, scope, channels or ())
        self._check_lengths(row)
        return CatalogRow(
            code=self._code(row),
            section=self._wanted(row, "section", "error"),
            title=self._wanted(row, "title", "error"),
            content=self._wanted(row, "content"),
            basis=self._wanted(row, "basis"),
            scope=scope,
            channels=channels,
            timing=kind,
            frequency=frequency,
            due_workdays=days,
            notice=self.text(row, "notice") or None,
            responsible=self._wanted(row, "responsible"),
            approval_level=self._approval(row),
            key=self._key(row),
            linked=self._linked(row),
            non_disclosure_reason=self.text(row, "non_disclosure_reason"),
            row=row,
        )

    def _code(self, row: int) -> str:
        code = plain(self.text(row, "code"))
        if not code:
            self.note("error", row, "code", _("没有编码"))
        elif not CODE.fullmatch(code):
            self.note("warning", row, "code", _("编码“%(code)s”不合惯例，应如 ZJ-01") % {"code": code})
        return code

    def _wanted(self, row: int, name: str, level: str = "warning") -> str:
        text = self.text(row, name)
        if not text:
            self.note(level, row, name, _("没有%(name)s") % {"name": FIELDS[name][0]})
        return text

    def _check_lengths(self, row: int) -> None:
        for name in BOUNDED:
            have, most = len(self.text(row, name)), ItemFields._meta.get_field(name).max_length
            if have > most:
                text = _("%(name)s有 %(have)s 个字，最多 %(most)s 个")
                self.note("error", row, name, text % {"name": FIELDS[name][0], "have": have, "most": most})

    def _timing(self, row: int) -> tuple[TimingKind | None, Frequency | None, int | None]:
        text = self.text(row, "timing")
        days, meanings = values.workdays(text), values.timings(text)
        if len(meanings) > 1:
            said = "、".join(str(frequency.label) for _kind, frequency in meanings)
            message = _("公开时限“%(text)s”有几种理解（%(said)s），请只写一种") % {"text": text, "said": said}
        else:
            message = _("看不懂公开时限“%(text)s”") % {"text": text} if text else _("没有公开时限")
        if len(meanings) != 1:
            self.note("error", row, "timing", message)
            return None, None, days
        if days is None:
            self.note("warning", row, "timing", _("公开时限“%(text)s”没有写工作日数") % {"text": text})
        elif days > LONG_DAYS:
            self.note("doubt", row, "timing", _("%(days)s个工作日过长，请核对") % {"days": days})
        return *meanings[0], days

    def _ticked(self, row: int, ticks: dict, name: str) -> list:
        found = []
        for column, meaning in ticks.items():
            text = self.layout.grid.text(row, column)
            yes = values.tick(text)
            if yes is None:
                self.note("doubt", row, name, _("看不懂标记“%(text)s”") % {"text": text}, column)
            elif yes:
                found.append(meaning)
        return found

    def _scope(self, row: int) -> DisclosureScope | None:
        if self.layout.scope_ticks:
            found = self._ticked(row, self.layout.scope_ticks, "scope")
            column = next(iter(self.layout.scope_ticks))
            if len(found) == 1:
                return found[0]
            message = _("没有勾选公开范围") if not found else _("公开范围勾选了不止一项")
            self.note("error", row, "scope", message, column)
            return None
        text = self.text(row, "scope")
        scope = values.scope(text)
        if scope is None:
            message = _("看不懂公开范围“%(text)s”") % {"text": text} if text else _("没有公开范围")
            self.note("error", row, "scope", message)
        return scope

    def _channels(self, row: int) -> tuple[str, ...] | None:
        if not self.layout.has("channels"):
            return None
        ticks = self.layout.channel_ticks
        found = (
            tuple(self._ticked(row, ticks, "channels")) if ticks else values.parts(self.text(row, "channels"))
        )
        column = next(iter(ticks), None)
        if not found:
            self.note("warning", row, "channels", _("没有公开方式"), column)
        elif len(ticks) > 2 and len(found) == len(ticks):
            self.note("doubt", row, "channels", _("所有公开方式都勾选了，请核对"), column)
        return found

    def _check_reach(self, row: int, scope: DisclosureScope | None, channels: tuple[str, ...]) -> None:
        """A channel that everybody reads does not go with a scope that is narrower."""
        if scope is None or scope == DisclosureScope.SOCIETY:
            return
        columns = {channel: column for column, channel in self.layout.channel_ticks.items()}
        for channel in filter(values.is_open_to_all, channels):
            text = _("公开范围是“%(scope)s”，却用了对社会公开的“%(channel)s”")
            text %= {"scope": scope.label, "channel": channel}
            self.note("doubt", row, "channels", text, columns.get(channel))

    def _approval(self, row: int):
        text = self.text(row, "approval_level")
        level = values.approval(text)
        if level is None:
            message = _("看不懂审批层级“%(text)s”") % {"text": text} if text else _("没有审批层级")
            self.note("error", row, "approval_level", message)
        return level

    def _key(self, row: int) -> bool | None:
        if not self.layout.has("key"):
            return None
        text = self.text(row, "key")
        mark = values.tick(text)
        if mark is None:
            self.note("doubt", row, "key", _("看不懂重点事项标记“%(text)s”") % {"text": text})
        return mark

    def _linked(self, row: int) -> tuple[str, ...] | None:
        if not self.layout.has("linked"):
            return None
        found, unknown = values.linked(self.text(row, "linked"))
        for word in unknown:
            self.note("doubt", row, "linked", _("不认识衔接公开“%(word)s”") % {"word": word})
        return found
