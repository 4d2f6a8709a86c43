"""From the rows of a sheet to catalog items, with a finding for whatever is missing or unclear."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cms.catalog.importing import values
from cms.catalog.importing.headers import FIELDS, Layout
from cms.catalog.rows import CatalogRow
from cms.catalog.vocabulary import DisclosureScope, TimingKind
from cms.registry.spreadsheet import Problem, plain

CODE = re.compile(r"[A-Z]{1,6}-?\d{1,4}")
FOOTNOTE = ("说明", "注:", "备注", "填报", "合计", "总计")


@dataclass
class Reader:
    """Reads the items of one sheet and gathers what is wrong with them."""

    layout: Layout
    problems: list[Problem] = field(default_factory=list)

    def note(self, level: str, row: int, name: str, message: str, column: int | None = None) -> None:
        column = column or self.layout.columns.get(name)
        self.problems.append(self.layout.grid.problem(level, message, row, column, name))

    def text(self, row: int, name: str) -> str:
        column = self.layout.columns.get(name)
        return self.layout.grid.text(row, column) if column else ""

    def items(self) -> list[CatalogRow]:
        return [self._item(row) for row in self.layout.grid.rows(self.layout.first) if self._is_item(row)]

    def _is_item(self, row: int) -> bool:
        """Blank rows, footnotes, totals and a header repeated on a later page are not items."""
        first = next((self.layout.grid.text(row, c) for c in range(1, self.layout.grid.width + 1) if self.layout.grid.text(row, c)), "")
        code, title = self.text(row, "code"), self.text(row, "title")
        if not first or plain(first).startswith(FOOTNOTE):
            return False
        return bool(code or title) and plain(code) not in {plain(word) for word in FIELDS["code"]}

    def _item(self, row: int) -> CatalogRow:
        kind, frequency, days = self._timing(row)
        return CatalogRow(
            code=self._code(row),
            section=self._required(row, "section"),
            title=self._required(row, "title"),
            content=self.text(row, "content"),
            basis=self._wanted(row, "basis", _("没有写公开依据")),
            scope=self._scope(row),
            channels=self._channels(row),
            timing=kind,
            frequency=frequency,
            due_workdays=days,
            notice=self.text(row, "notice") or None,
            responsible=self._wanted(row, "responsible", _("没有写责任单位")),
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

    def _required(self, row: int, name: str) -> str:
        text = self.text(row, name)
        if not text:
            self.note("error", row, name, _("没有%(name)s") % {"name": FIELDS[name][0]})
        return text

    def _wanted(self, row: int, name: str, message: str) -> str:
        text = self.text(row, name)
        if not text:
            self.note("warning", row, name, message)
        return text

    def _timing(self, row: int):
        text = self.text(row, "timing")
        kind, frequency, days = values.timing(text)
        if kind is None:
            message = _("看不懂公开时限“%(text)s”") % {"text": text} if text else _("没有公开时限")
            self.note("error", row, "timing", message)
        elif days is None:
            self.note("warning", row, "timing", _("公开时限“%(text)s”没有写工作日数") % {"text": text})
        elif kind == TimingKind.PERIODIC and days > 60:
            self.note("doubt", row, "timing", _("期末后%(days)s个工作日过长") % {"days": days})
        return kind, frequency, days

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

    def _channels(self, row: int) -> tuple[str, ...]:
        ticks = self.layout.channel_ticks
        found = tuple(self._ticked(row, ticks, "channels")) if ticks else values.parts(self.text(row, "channels"))
        column = next(iter(ticks), None)
        if not found:
            self.note("warning", row, "channels", _("没有公开方式"), column)
        elif len(ticks) > 2 and len(found) == len(ticks):
            self.note("doubt", row, "channels", _("所有公开方式都勾选了，请核对"), column)
        return found

    def _approval(self, row: int):
        text = self.text(row, "approval_level")
        level = values.approval(text)
        if level is None:
            message = _("看不懂审批层级“%(text)s”") % {"text": text} if text else _("没有审批层级")
            self.note("error", row, "approval_level", message)
        return level

    def _key(self, row: int) -> bool:
        text = self.text(row, "key")
        mark = values.tick(text)
        if mark is None:
            self.note("doubt", row, "key", _("看不懂重点事项标记“%(text)s”") % {"text": text})
        return bool(mark)

    def _linked(self, row: int) -> tuple[str, ...]:
        found, unknown = values.linked(self.text(row, "linked"))
        for word in unknown:
            self.note("doubt", row, "linked", _("不认识衔接公开“%(word)s”") % {"word": word})
        return found
