"""Putting an entry together: title, summary, and a part for every element of the item."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from cms.demo.prose.chance import chance
from cms.demo.prose.parts import BUILDERS, Block, Setting
from cms.demo.prose.words import elements, kind_of
from cms.obligations.calendar import add_workdays
from cms.obligations.schedule import Period

STRUCTURED = ("table", "key_figures", "timeline")


@dataclass(frozen=True)
class Draft:
    """An entry before it is a page. `blocks` are (block type, plain value) in order."""

    title: str
    summary: str
    blocks: list[Block] = field(default_factory=list)
    doc_no: str = ""
    issued_on: dt.date | None = None
    responsible: str = ""


def _title(item: Any, period: Period | None, occasion: str) -> str:
    if occasion:
        person_matter = "同志" in occasion
        return f"关于{occasion}的{item.title}" if person_matter else f"{item.title}：{occasion}"
    return f"{period.label if period else ''}{item.title}"


def _summary(item: Any, unit: Any, label: str, parts: list[str]) -> str:
    told = "、".join(parts[:3])
    when = f"{label}的" if label else ""
    text = f"{unit.name}公布{when}{told}。有疑问可向{item.responsible}询问。"
    return text if len(text) <= 120 else f"{unit.name}公布{when}{item.title}。"


def _opening(item: Any, unit: Any, label: str, on: dt.date) -> Block:
    when = f"现将{label}有关情况公开如下" if label else f"截至{on.year}年{on.month}月{on.day}日的情况如下"
    text = (
        f"<p>根据{item.basis}和本单位党务公开目录第{item.code}项，{when}。"
        f"本项由{item.responsible}负责，{item.timing_label() if hasattr(item, 'timing_label') else ''}。</p>"
    )
    return "rich_text", text.replace("，。", "。")


def _notice(item: Any, on: dt.date) -> list[Block]:
    digits = "".join(c for c in item.notice or "" if c.isdigit())
    if not digits:
        return []
    end = add_workdays(on, int(digits)) if "工作日" in item.notice else on + dt.timedelta(days=int(digits))
    value = {
        "start": on.isoformat(),
        "end": end.isoformat(),
        "contact": f"{item.responsible}，（示例）000-0000000",
        "text": "公示期内，任何人都可以口头或书面反映意见，反映人的情况予以保密。",
    }
    return [("notice", value)]


def compose(item: Any, unit: Any, *, period: Period | None, on: dt.date, seed: str, occasion: str = "") -> Draft:
    """The entry of an item for a period or an occasion, published on a day. Deterministic."""
    key = period.key if period else ""
    luck = chance(seed, unit.slug, item.code, key, occasion)
    label = occasion or (period.label if period else "")
    start = period.start if period and period.start else dt.date(on.year, 1, 1)
    setting = Setting(unit, item, min(start, on), on, label, luck)
    parts = elements(item.content) or [item.title]
    blocks: list[Block] = [_opening(item, unit, label, on)]
    for element in parts:
        blocks += BUILDERS[kind_of(element)](setting, element)
    if not any(kind in STRUCTURED for kind, _value in blocks):
        blocks += BUILDERS["progress"](setting, parts[0])
    title = _title(item, period, occasion)
    return Draft(title, _summary(item, unit, label, parts), blocks + _notice(item, on), "", on, item.responsible)
