"""What an entry is called, and the number of its document."""

from __future__ import annotations

import datetime as dt
import re

from cms.demo.prose.facts import place_of
from cms.demo.prose.scene import Scene

BARE = re.compile(
    r"(部署|建设|减负|负担|职权|履职|发展|帮扶|家长|立德树人|落实|群众|管理|资助|使用|共建|答复|办理|工作|责任|报酬|支出)$"
)
"""Titles that name a doing: a period of it is told as 情况."""
OFFICES = (("街道党工委", "街工委"), ("党工委", "工委"), ("镇党委", "镇委"))


def title_of(scene: Scene) -> str:
    """An event's by itself, a period's with its period, a standing item's the item's own."""
    title = scene.item.title
    if scene.happening:
        return scene.happening.label
    if not scene.label:
        return title
    told = f"{title}情况" if BARE.search(title) else title
    if not scene.key.isdigit():
        return scene.label + told.removeprefix("年度")
    return told.replace("年度", f"{scene.label}度", 1) if "年度" in told else f"{scene.label}度{told}"


def mark_of(name: str) -> str:
    """The letters of a unit's documents: 城关街道党工委 → 城街工委, 区教体局党委 → 教体党."""
    if name.startswith("区委"):
        return name[:3]
    for ending, mark in OFFICES:
        if name.endswith(ending):
            return name.removesuffix(ending)[:1] + mark
    place = re.sub(r"（.*?）|^(示例区|区)", "", place_of(name))
    return re.sub(r"(局|集团|公司|协会)$", "", place) + "党"


def document_number(scene: Scene, day: dt.date) -> str:
    """城街工委〔2026〕17号. Numbers rise with the days of the year."""
    return f"{mark_of(scene.unit.name)}〔{day.year}〕{day.timetuple().tm_yday * 4 // 5 + 1}号"
