"""The cells of a catalog as texts: what the table shows, what people type or paste, what it means.

Everything goes in and out as the words that a document uses, so that a cell copied from Excel and one typed here are
read by the same rule. A text that means nothing is refused with its reason; nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cms.catalog.codes import CODE
from cms.catalog.importing import values as words
from cms.catalog.importing.ticks import tick
from cms.catalog.importing.timing import read_time_limit
from cms.catalog.item import ItemFields
from cms.catalog.states import CannotCompile
from cms.catalog.vocabulary import (
    ApprovalLevel,
    DisclosureScope,
    Frequency,
    ItemForm,
    LinkedSystem,
    TimingKind,
)
from cms.registry.spreadsheet import plain, read_date

YES = _("是")
MOST_DAYS = 999
PARTS = re.compile(r"\d{1,3}")
# What a frequency goes with. Where there is one only, the kind of timing says it all.
FREQUENCIES: dict[str, tuple[Frequency, ...]] = {
    TimingKind.STANDING: (Frequency.ON_CHANGE,),
    TimingKind.PERIODIC: (
        Frequency.MONTHLY,
        Frequency.QUARTERLY,
        Frequency.HALF_YEARLY,
        Frequency.YEARLY,
    ),
    TimingKind.PHASED: (Frequency.BY_STAGE,),
    TimingKind.IMMEDIATE: (Frequency.ON_EVENT,),
}
Values = dict[str, Any]


class Unclear(CannotCompile):
    """A text that means nothing in its cell."""


@dataclass(frozen=True)
class Cell:
    """A column of the table. `choices` is the closed list behind it, if there is one; `wide` is its width in rem."""

    name: str
    read: Callable[[str], Values]
    show: Callable[[Any], str] = str
    choices: Any = None
    wide: float = 8
    long: bool = False

    @property
    def label(self) -> str:
        return str(ItemFields._meta.get_field(self.name).verbose_name)

    @property
    def options(self) -> list[str]:
        return [str(label) for label in self.choices.labels] if self.choices else []


def _text(name: str) -> Callable[[str], Values]:
    most = ItemFields._meta.get_field(name).max_length

    def read(text: str) -> Values:
        text = text.strip()
        if most and len(text) > most:
            raise Unclear(_now("%(have)s 个字，最多 %(most)s 个") % {"have": len(text), "most": most})
        return {name: text}

    return read


def _choice(name: str, choices: Any, blank: Any = "") -> Callable[[str], Values]:
    by_label = {plain(str(label)): value for value, label in choices.choices}

    def read(text: str) -> Values:
        if not text.strip():
            return {name: blank}
        value = by_label.get(plain(text))
        if value is None:
            said = {"text": text.strip(), "list": "、".join(str(label) for label in choices.labels)}
            raise Unclear(_now("看不懂“%(text)s”，应是：%(list)s") % said)
        return {name: value}

    return read


def _label(choices: Any) -> Callable[[Any], str]:
    labels = dict(choices.choices)
    return lambda value: str(labels.get(value, ""))


def _code(text: str) -> Values:
    code = plain(text).upper()
    if not CODE.fullmatch(code):
        raise Unclear(_now("编码“%(code)s”不合惯例，应如 ZJ-01") % {"code": text.strip()})
    return {"code": code}


def _timing(text: str) -> Values:
    """A kind (定期公开), or a whole time limit as documents write it (每季度公开，期末后10个工作日内)."""
    kinds = {plain(str(kind.label)): kind for kind in TimingKind}
    kind = kinds.get(plain(text))
    if kind or not text.strip():
        only = FREQUENCIES.get(kind or "", ())
        return {"timing": kind or ""} | ({"frequency": only[0]} if len(only) == 1 else {})
    limit = read_time_limit(text)
    if limit.kind is None or limit.is_doubted:
        why = [message for level, message in limit.findings if level != "ok"]
        raise Unclear("；".join(why) or _now("应如“每季度公开，期末后10个工作日内”"))
    found: Values = {"timing": limit.kind, "frequency": limit.frequency or ""}
    if limit.due_workdays is not None or limit.due_day is not None:
        found |= {"due_workdays": limit.due_workdays, "due_day": limit.due_day}
    return found | ({"notice": limit.notice} if limit.notice else {})


def _days(name: str, other: str, most: int) -> Callable[[str], Values]:
    """A number of days, in figures or as 10个工作日; the other way to say when gives way."""

    def read(text: str) -> Values:
        if not text.strip():
            return {name: None}
        said = PARTS.findall(text)
        number = int(said[0]) if len(said) == 1 else read_time_limit(text).due_workdays
        if number is None or number > most or (name == "due_day" and number < 1):
            raise Unclear(_now("“%(text)s”不是 %(most)s 以内的天数") % {"text": text.strip(), "most": most})
        return {name: number, other: None}

    return read


def _channels(text: str) -> Values:
    return {"channels": [*dict.fromkeys(words.parts(text))]}


def _linked(text: str) -> Values:
    found, unknown = words.linked(text)
    if unknown:
        said = {"text": "、".join(unknown), "list": "、".join(str(label) for label in LinkedSystem.labels)}
        raise Unclear(_now("不认识“%(text)s”，应是：%(list)s") % said)
    return {"linked": [*dict.fromkeys(found)]}


def _mark(name: str) -> Callable[[str], Values]:
    def read(text: str) -> Values:
        value = tick(text)
        if value is None:
            raise Unclear(_now("看不懂标记“%(text)s”，应写“是”或留空") % {"text": text.strip()})
        return {name: value}

    return read


def _day(text: str) -> Values:
    if not text.strip():
        return {"review_on": None}
    day = read_date(text)
    if day is None:
        raise Unclear(_now("看不懂日期“%(text)s”，应如 2026-01-10") % {"text": text.strip()})
    return {"review_on": day}


def _joined(value: Any) -> str:
    return "、".join(value)


def _systems(value: Any) -> str:
    return "、".join(str(LinkedSystem(one).label) for one in value)


def _number(value: Any) -> str:
    return "" if value is None else str(value)


def _yes(value: Any) -> str:
    return str(YES) if value else ""


def _date(value: dt.date | None) -> str:
    return value.isoformat() if value else ""


CELLS = (
    Cell("code", _code, wide=6),
    Cell("section", _text("section"), wide=9),
    Cell("title", _text("title"), wide=14),
    Cell("content", _text("content"), wide=20, long=True),
    Cell("basis", _text("basis"), wide=16, long=True),
    Cell("scope", _choice("scope", DisclosureScope), _label(DisclosureScope), DisclosureScope, wide=8),
    Cell("channels", _channels, _joined, wide=12),
    Cell("timing", _timing, _label(TimingKind), TimingKind, wide=7),
    Cell("frequency", _choice("frequency", Frequency), _label(Frequency), Frequency, wide=8),
    Cell("due_workdays", _days("due_workdays", "due_day", MOST_DAYS), _number, wide=5),
    Cell("due_day", _days("due_day", "due_workdays", 31), _number, wide=6),
    Cell("notice", _text("notice"), wide=6),
    Cell("responsible", _text("responsible"), wide=9),
    Cell(
        "approval_level",
        _choice("approval_level", ApprovalLevel),
        _label(ApprovalLevel),
        ApprovalLevel,
        wide=6,
    ),
    Cell("key", _mark("key"), _yes, wide=5),
    Cell("linked", _linked, _systems, wide=8),
    Cell("form", _choice("form", ItemForm, ItemForm.GENERAL), _label(ItemForm), ItemForm, wide=8),
    Cell("reason", _text("reason"), wide=12, long=True),
    Cell("review_on", _day, _date, wide=8),
    Cell("title_hidden", _mark("title_hidden"), _yes, wide=7),
    Cell("change_note", _text("change_note"), wide=12, long=True),
)
BY_NAME = {cell.name: cell for cell in CELLS}


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def show(item: ItemFields, name: str) -> str:
    """What the table shows of a field. Lines end one way: a browser and a file that end them otherwise wrote the same."""
    return _lines(BY_NAME[name].show(getattr(item, name)))


def shown(item: ItemFields) -> dict[str, str]:
    """Every cell of an item as text."""
    return {cell.name: show(item, cell.name) for cell in CELLS}


def read(name: str, text: str) -> Values:
    """Field values that a text in a cell means: mostly of the field itself. Raises Unclear."""
    if name not in BY_NAME:
        raise Unclear(_now("没有“%(name)s”这一列") % {"name": name})
    try:
        return BY_NAME[name].read(_lines(text.replace("\x00", "")))
    except Unclear as error:
        raise Unclear(f"{BY_NAME[name].label}：{error}") from None


BLANK: Values = {
    "section": "",
    "title": "",
    "scope": DisclosureScope.SOCIETY,
    "timing": "",
    "frequency": "",
    "approval_level": "",
}
"""A new item: for the public unless somebody says otherwise (条例第七条), everything else still open."""
