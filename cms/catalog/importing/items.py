"""From the rows of a table to catalog items, with a finding for whatever is missing or unclear."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from cms.catalog.importing import values
from cms.catalog.importing.headers import Layout, label
from cms.catalog.importing.lines import CODE, Lines
from cms.catalog.importing.ticks import tick, ticked
from cms.catalog.importing.timing import TimeLimit, read_time_limit
from cms.catalog.item import ItemFields
from cms.catalog.rows import CatalogRow
from cms.catalog.vocabulary import ApprovalLevel, DisclosureScope, ItemForm
from cms.registry.spreadsheet import Problem, plain, read_date

BOUNDED = ("code", "section", "title", "notice", "responsible", "reason", "change_note")
ENUMS = {"scope": DisclosureScope, "approval_level": ApprovalLevel, "form": ItemForm}
TURNED = re.compile(r"(?:\S\s+)+\S")
BROKEN = re.compile(r"\s*\n\s*")


def joined(text: str) -> str:
    """A name on one line: broken for want of room, or written downwards one character a line."""
    if TURNED.fullmatch(text) and not text.isascii():
        return "".join(text.split())
    return BROKEN.sub("", text)


@dataclass
class Reader:
    """Reads the items of one table and gathers what is wrong with them."""

    layout: Layout
    lines: Lines
    problems: list[Problem] = field(default_factory=list)

    def note(self, level: str, row: int, name: str, message: str, column: int | None = None) -> None:
        """Add a finding, unless the column is not there or the cell is faulty: both are told once, elsewhere."""
        column = column or self.layout.column(name)
        if column and (row, column) not in self.layout.grid.faults:
            self.problems.append(self.layout.grid.problem(level, message, row, column, name))

    def text(self, row: int, name: str) -> str:
        return self.lines.text(row, name)

    def items(self) -> list[CatalogRow]:
        found: list[CatalogRow] = []
        self.problems += self.layout.grid.fault_problems(self.lines.items, self.layout.read_columns())
        same = self.layout.columns.get("code") or self.layout.columns.get("title")
        for row in self.lines.items:
            if found and same and self.layout.grid.continues(row, same):
                found[-1] = self._continued(found[-1], row)
            else:
                found.append(self._item(row))
        return found

    def _continued(self, item: CatalogRow, row: int) -> CatalogRow:
        """An item whose code spans rows: what it discloses is written below each other."""
        more = self.text(row, "content")
        text = _("与第%(row)s行同属一个事项，只并入了公开内容") % {"row": item.row}
        self.note("doubt", row, "content", text)
        return replace(item, content=f"{item.content}\n{more}") if more not in item.content else item

    def _item(self, row: int) -> CatalogRow:
        if row in self.layout.grid.hidden:
            self.note("doubt", row, "title", _("这一行在 Excel 里是隐藏的，照样读取了，请核对要不要"))
        limit = self._timing(row)
        scope, channels = self._closed(row, "scope"), self._channels(row)
        self._check_reach(row, scope, channels or ())
        self._check_lengths(row)
        return CatalogRow(
            code=self._code(row),
            section=self._section(row),
            title=joined(self._wanted(row, "title", "error")),
            content=self._wanted(row, "content"),
            basis=self._wanted(row, "basis"),
            scope=scope,
            channels=channels,
            timing=limit.kind,
            frequency=limit.frequency,
            due_workdays=limit.due_workdays,
            notice=self._notice(row, limit),
            responsible=joined(self._wanted(row, "responsible")),
            approval_level=self._closed(row, "approval_level"),
            key=self._mark(row, "key"),
            linked=self._linked(row),
            reason=self.text(row, "reason"),
            due_day=limit.due_day,
            form=self._closed(row, "form") if self.text(row, "form") else None,
            review_on=self._review_on(row),
            title_hidden=self._mark(row, "title_hidden"),
            change_note=self.text(row, "change_note"),
            sheet=self.layout.grid.name,
            row=row,
        )

    def _code(self, row: int) -> str:
        code = plain(self.text(row, "code"))
        if not code:
            self.note("error", row, "code", _("没有编码"))
        elif not CODE.fullmatch(code):
            self.note("warning", row, "code", _("编码“%(code)s”不合惯例，应如 ZJ-01") % {"code": code})
        return code

    def _section(self, row: int) -> str:
        own = joined(self.text(row, "section")) or self.lines.section(row)
        return own or self._wanted(row, "section", "error")

    def _wanted(self, row: int, name: str, level: str = "warning") -> str:
        text = self.text(row, name)
        if not text:
            self.note(level, row, name, _("没有%(name)s") % {"name": label(name)})
        return text

    def _check_lengths(self, row: int) -> None:
        for name in BOUNDED:
            have, most = len(self.text(row, name)), ItemFields._meta.get_field(name).max_length
            if have > most:
                text = _("%(name)s有 %(have)s 个字，最多 %(most)s 个")
                self.note("error", row, name, text % {"name": label(name), "have": have, "most": most})

    def _timing(self, row: int) -> TimeLimit:
        limit = read_time_limit(self.text(row, "timing"))
        for level, message in limit.findings:
            self.note(level, row, "timing", message)
        return limit

    def _notice(self, row: int, limit: TimeLimit) -> str | None:
        """The period of notice: in its own cell, or said in the time limit."""
        own = self.text(row, "notice")
        if own and limit.notice and plain(limit.notice) not in plain(own):
            text = _("公示期是“%(own)s”，公开时限里却写“%(other)s”，用了前者，请核对")
            self.note("doubt", row, "notice", text % {"own": own, "other": limit.notice})
        return own or limit.notice

    def _closed(self, row: int, name: str):
        """The value of a closed list: from its ticks, or from its cell."""
        enum, said = ENUMS[name], {"name": label(name)}
        marks = self.layout.ticks.get(name)
        if marks:
            found = tuple(self._ticked(row, name))
            choice = values.Choice(found[0] if len(found) == 1 else None, True, found)
        else:
            choice = values.choice(name, self.text(row, name))
        if choice.value is None:
            self.note("error", row, name, self._why_none(row, name, choice))
            return None
        value = enum(choice.value)
        if not choice.sure:
            text = _("%(name)s“%(text)s”按“%(value)s”理解，请核对")
            self.note("doubt", row, name, text % {**said, "text": self.text(row, name), "value": value.label})
        return value

    def _why_none(self, row: int, name: str, choice: values.Choice) -> str:
        text, said = self.text(row, name), {"name": label(name)}
        marked = self.layout.ticks.get(name) or ticked(text)
        if len(choice.found) > 1:
            return (_("%(name)s勾选了不止一项") if marked else _("%(name)s写了不止一项")) % said
        if marked and not choice.found:
            return _("没有勾选%(name)s") % said
        return (_("看不懂%(name)s“%(text)s”") if text else _("没有%(name)s")) % {**said, "text": text}

    def _ticked(self, row: int, name: str) -> list[str]:
        found = []
        for column, meaning in self.layout.ticks[name].items():
            text = self.layout.grid.text(row, column)
            yes = tick(text)
            if yes is None:
                self.note("doubt", row, name, _("看不懂标记“%(text)s”") % {"text": text}, column)
            elif yes:
                found.append(meaning)
        return found

    def _channels(self, row: int) -> tuple[str, ...] | None:
        if not self.layout.has("channels"):
            return None
        ticks = self.layout.ticks.get("channels", {})
        if ticks:
            found = tuple(self._ticked(row, "channels"))
        else:
            found = self._listed_channels(row)
        if not found:
            self.note("warning", row, "channels", _("没有公开方式"))
        elif len(ticks) > 2 and len(found) == len(ticks):
            self.note("doubt", row, "channels", _("所有公开方式都勾选了，请核对"))
        return found

    def _listed_channels(self, row: int) -> tuple[str, ...]:
        text = self.text(row, "channels")
        if text and tick(text) is not None:
            self.note(
                "doubt", row, "channels", _("公开方式只有标记“%(text)s”，没有写是什么") % {"text": text}
            )
            return ()
        marked = ticked(text)
        if marked and not marked.clear:
            text = _("公开方式“%(text)s”看不清标记属于前面还是后面的词，请核对") % {"text": text}
            self.note("doubt", row, "channels", text)
        return values.channels(self.text(row, "channels"))

    def _check_reach(self, row: int, scope: DisclosureScope | None, channels: tuple[str, ...]) -> None:
        """A channel that everybody reads does not go with a scope that is narrower."""
        if scope is None or scope == DisclosureScope.SOCIETY:
            return
        columns = {channel: column for column, channel in self.layout.ticks.get("channels", {}).items()}
        for channel in filter(values.is_open_to_all, channels):
            text = _("公开范围是“%(scope)s”，却用了对社会公开的“%(channel)s”")
            text %= {"scope": scope.label, "channel": channel}
            self.note("doubt", row, "channels", text, columns.get(channel))

    def _mark(self, row: int, name: str) -> bool | None:
        if not self.layout.has(name):
            return None
        text = self.text(row, name)
        marked = ticked(text)
        words = marked.chosen if marked else (text,)
        mark = tick(words[0]) if len(words) == 1 else None if words else False
        if mark is None:
            self.note(
                "doubt", row, name, _("看不懂%(name)s标记“%(text)s”") % {"name": label(name), "text": text}
            )
        return mark

    def _linked(self, row: int) -> tuple[str, ...] | None:
        if not self.layout.has("linked"):
            return None
        found, unknown = values.linked(self.text(row, "linked"))
        for word in unknown:
            self.note("doubt", row, "linked", _("不认识衔接公开“%(word)s”") % {"word": word})
        return found

    def _review_on(self, row: int) -> dt.date | None:
        text = self.text(row, "review_on")
        day = read_date(text)
        if text and day is None:
            message = _("看不懂复核日期“%(text)s”，应如 2026-12-31") % {"text": text}
            self.note("doubt", row, "review_on", message)
        return day
