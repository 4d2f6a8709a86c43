"""Documents as a district has them, invented from its own words: the implementation plan, cut into clauses and mixed."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from cms import demo

PLAN = Path(demo.__file__).parent / "data" / "plan-2023.txt"
CLAUSE = re.compile(r"[^，。；：、\n《》（）\d]{4,30}")
# What documents of a village speak of, and the plan does not.
WORDS = [
    "民生实事", "道路改造", "财务收支", "低保名单", "危房改造", "集体资产", "土地流转",
    "村务监督", "环境整治", "饮水工程", "党费收缴", "干部任免", "学会活动", "中学招生",
    "大学生村官", "日本考察", "和服务业", "医保缴费", "养老金", "招标公告", "中标结果",
    "工程验收", "项目资金", "主题党日", "组织生活会", "民主评议", "发展党员", "述职报告",
    "巡察整改", "信访接待", "网格管理", "安全生产", "森林防火", "防汛抗旱", "疫苗接种",
    "义务教育", "乡村振兴", "产业帮扶", "冬季供暖", "公益岗位", "垃圾分类", "厕所改造",
]  # fmt: skip
TITLES = (
    "关于{a}和{b}的公示",
    "{year}年第{n}季度{a}情况",
    "{a}工作方案",
    "关于印发{a}实施办法的通知",
    "{b}公开表（{year}年）",
)
DAYS = 3 * 365
SPOKEN_OF = 0.06
"""Share of the clauses that one of the words is in."""
OFTEN = [1 / place for place in range(1, len(WORDS) + 1)]
"""Of some things everybody writes, of others hardly anybody."""


@dataclass(frozen=True)
class Document:
    """One invented entry. `number` counts them; the same numbers and seed give the same documents."""

    number: int
    key: uuid.UUID
    title: str
    text: str
    item: int
    at: dt.datetime


def documents(count: int, *, seed: int, now: dt.datetime, length: int = 1_200) -> Iterator[Document]:
    """So many documents of about so many characters, the newest first."""
    luck, clauses = Random(seed), _clauses()  # noqa: S311 -- the same every time
    for number in range(count):
        at = now - dt.timedelta(days=DAYS) * number / count
        title, text = _title(luck, at.year), _text(luck, clauses, length)
        yield Document(number, uuid.UUID(int=luck.getrandbits(128)), title, text, luck.randrange(60), at)


def _clauses() -> list[str]:
    return list(dict.fromkeys(CLAUSE.findall(PLAN.read_text())))


def _title(luck: Random, year: int) -> str:
    a, b = luck.sample(WORDS, 2)
    return luck.choice(TITLES).format(a=a, b=b, year=year, n=luck.choice("一二三四"))


def _text(luck: Random, clauses: list[str], length: int) -> str:
    parts, written = [], 0
    while written < length:
        word = luck.choices(WORDS, OFTEN)[0] if luck.random() < SPOKEN_OF else ""
        part = luck.choice(clauses) + word + _number(luck)
        parts.append(part)
        written += len(part) + 1
    return "".join(part + luck.choice("，，，。；\n") for part in parts)


def _number(luck: Random) -> str:
    return f"{luck.randrange(1, 9999)}{luck.choice('元人户次')}" if luck.random() < 0.15 else ""
