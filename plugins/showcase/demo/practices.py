"""What is told of a unit: by its lead when it is put forward, by the office when its practice is shown."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from cms.extension import Unit, eyes, public_entries
from plugins.showcase.demo.columns import Column, column_of
from plugins.showcase.kits import kit_of
from plugins.showcase.standing import figures_on

LINES = Path(__file__).with_name("lines.toml")
BEGAN = (3, 1)
"""When the units began with what is told of them."""
CALENDAR = "calendar"
ON_THE_WALL = "一年里每个月到期的公开事项，一个红点一期"
IN_WORDS = "墙上挂着十二个月的日历，红点标出每月到期的公开事项，{months}月最多"
Sketch = Callable[..., dict[str, Any]]


@cache
def _lines() -> dict[str, dict[str, Any]]:
    return tomllib.loads(LINES.read_text(encoding="utf-8"))


def story_of(line: str, kind: str) -> dict[str, Any]:
    """What the line tells, and what its units of a kind tell instead."""
    return _lines()[line] | _lines().get(f"{line}-{kind}", {})


def _column(unit: Unit, story: dict[str, Any], day: dt.date) -> Column:
    return column_of(unit, about=story["about"], second=story["second"], day=day)


def put_forward(unit: Unit, line: str, day: dt.date) -> dict[str, str]:
    """What a lead writes of a unit: in short, with the unit's own figures. At the centre."""
    story = story_of(line, unit.kind)
    words = _column(unit, story, day).words
    return {
        "highlights": f"{story['summary']}\n{counted(story, words)}",
        "replicable": _numbered(story["replicable"]),
        "limits": story["limits"],
    }


def seen_at(unit: Unit, line: str, day: dt.date) -> str:
    """What whoever went there wrote down. At the centre."""
    about = _column(unit, story_of(line, unit.kind), day).words["about"]
    return f"看了公开栏和“{about}”，抽查三个季度的记录，与经办人和来看的人谈了话，公开的内容与台账一致。"


def shown_of(unit: Unit, line: str, day: dt.date, *, sketch: Sketch) -> dict[str, Any]:
    """What the office tells of a practice, as `edit` takes it. At the centre."""
    story = story_of(line, unit.kind)
    column = _column(unit, story, day)
    words = column.words
    codes = dict.fromkeys(code for code, _title in (column.about, column.second))
    return {
        "title": story["title"].format(**words),
        "summary": story["summary"],
        "story": "\n\n".join([*(text.format(**words) for text in story["story"]), counted(story, words)]),
        "replicable": _numbered(story["replicable"]),
        "limits": story["limits"],
        "aspects": story["aspects"],
        "office": f"{column.place}{story['office']}",
        "telephone": f"0000-{unit.order:07d}",
        "photos": _photos(column, story, sketch),
        "kit": kit_of(unit, pages=[key for code in codes for key in _newest(unit, code)]),
        **_figures(unit, day),
    }


def counted(story: dict[str, Any], words: dict[str, Any]) -> str:
    """The figures of a column in the words of its line."""
    text = story["figures"] if words["ahead"] else f"{story['figures'].rpartition('，')[0]}。"
    return str(text.format(**words))


def _numbered(lines: list[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def _newest(unit: Unit, code: str) -> list[Any]:
    """The key of the newest public entry of an item."""
    rows = public_entries(using=eyes()).filter(unit=unit, item_code=code)
    return list(rows.values_list("pk", flat=True)[:1])


def _photos(column: Column, story: dict[str, Any], sketch: Sketch) -> list[dict[str, Any]]:
    """The place, and the wall calendar of what fell due there."""
    name, picture, months = column.place, story["picture"], column.months
    fullest = months.index(max(months)) + 1
    place = sketch(story["motif"], title=f"{name}（示意图）", seed=column.unit.slug)
    wall = sketch(CALENDAR, title=f"{name}公开日历（示意图）", seed=column.unit.slug, marks=months)
    return [
        place | {"alt": picture["alt"], "caption": f"{picture['caption']}（示意图）"},
        wall | {"alt": IN_WORDS.format(months=fullest), "caption": f"{ON_THE_WALL}（示意图）"},
    ]


def _figures(unit: Unit, day: dt.date) -> dict[str, Any]:
    """What evaluation says of the day on which it began, and of today."""
    days = {"before": dt.date(day.year, *BEGAN), "after": day}
    found = {name: figures_on(unit.slug, on) for name, on in days.items()}
    return {
        name: figures | {"period": f"{days[name].month}月{days[name].day}日"}
        for name, figures in found.items()
        if figures
    }
