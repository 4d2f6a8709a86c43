"""Stages of a project and events of a year, for the items that no calendar calls."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cms.demo.prose.chance import chance, person
from cms.demo.prose.words import work_of

STAGES = ("方案公示", "招标和进场", "实施进展", "完工验收")


def stages(item: Any, unit: Any, *, until: dt.date, seed: str) -> list[tuple[str, dt.date]]:
    """(label, day) of one to three stages so far this year, in order."""
    luck = chance(seed, unit.slug, item.code, "stages")
    thing = luck.choice(work_of(unit.kind)["work"])
    first = dt.date(until.year, 2, 1) + dt.timedelta(days=luck.randint(0, 40))
    gap = luck.randint(50, 80)
    days = [first + dt.timedelta(days=gap * n) for n in range(3)]
    return [(f"{thing}（{label}）", day) for label, day in zip(STAGES, days, strict=False) if day <= until]


def events(item: Any, unit: Any, *, until: dt.date, seed: str) -> list[tuple[str, dt.date]]:
    """(label, day) of one to three events so far this year, in order."""
    luck = chance(seed, unit.slug, item.code, "events")
    days = sorted({dt.date(until.year, 1, 20) + dt.timedelta(days=luck.randint(0, 280)) for _ in range(luck.randint(1, 3))})
    return [(_event(item, luck, number), day) for number, day in enumerate(days, 1) if day <= until]


def _event(item: Any, luck: Any, number: int) -> str:
    if any(word in item.title for word in ("任前公示", "干部", "选拔", "招聘", "表彰")):
        return f"{person(luck)}等{luck.randint(2, 6)}名同志"
    return f"第{number}批"
