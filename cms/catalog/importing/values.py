"""What the words in a catalog's cells mean. Every reader answers None for what it does not understand."""

from __future__ import annotations

import re

from cms.catalog.vocabulary import ApprovalLevel, DisclosureScope, Frequency, LinkedSystem, TimingKind
from cms.registry.spreadsheet import plain

YES = frozenset("√✓✔■☑●") | {"是", "Y", "y", "1", "有"}
NO = frozenset("□☐○×") | {"", "否", "N", "n", "0", "-", "—", "无"}
SEPARATORS = re.compile(r"[、，,;；/\n]+")
WORKDAYS = re.compile(r"(\d{1,3}|[一二两三四五六七八九十]{1,3})个?工作日")
DIGITS = {word: number for number, word in enumerate("一二三四五六七八九", 1)} | {"两": 2}

Timing = tuple[TimingKind, Frequency]
# What a time limit says of kind and frequency, when it says it with one of these words.
SPOKEN: dict[Timing, tuple[str, ...]] = {
    (TimingKind.STANDING, Frequency.ON_CHANGE): ("长期", "常年", "固定"),
    (TimingKind.PERIODIC, Frequency.MONTHLY): ("每月", "按月"),
    (TimingKind.PERIODIC, Frequency.QUARTERLY): ("每季", "按季"),
    (TimingKind.PERIODIC, Frequency.HALF_YEARLY): ("每半年", "按半年"),
    (TimingKind.PERIODIC, Frequency.YEARLY): ("每年", "按年"),
    (TimingKind.PHASED, Frequency.BY_STAGE): ("分阶段", "逐段", "每一阶段"),
}
IMMEDIATE = ("审批通过", "及时", "即时", "随时")
"""Said beside another word these are only its manner: 长期公开，及时更新."""
# Channels that anybody outside can read.
OPEN_TO_ALL = ("党务公开专栏", "公众号", "视频号", "网站", "报刊", "电视", "电台", "新闻发布会")


def tick(text: str) -> bool | None:
    """Whether a mark means yes; None for one that is neither."""
    mark = plain(text)
    return True if mark in YES else False if mark in NO else None


def parts(text: str) -> tuple[str, ...]:
    """A list written with 、 or commas."""
    return tuple(part.strip() for part in SEPARATORS.split(text) if part.strip())


def timings(text: str) -> list[Timing]:
    """Every (kind, frequency) that a time limit can mean. Clear when there is one."""
    words = plain(text)
    found = [timing for timing, marks in SPOKEN.items() if any(mark in words for mark in marks)]
    if not found and any(mark in words for mark in IMMEDIATE):
        found = [(TimingKind.IMMEDIATE, Frequency.ON_EVENT)]
    return found


def _number(word: str) -> int | None:
    """10, 十, 十五, 二十 and the like; None for what is no number below a hundred."""
    if word.isdigit():
        return int(word)
    tens, ten, ones = word.partition("十")
    if not ten:
        return DIGITS.get(word)
    return DIGITS.get(tens, 1) * 10 + DIGITS.get(ones, 0)


def workdays(text: str) -> int | None:
    """The working days of a time limit: 期末后10个工作日内, 十五个工作日."""
    found = WORKDAYS.search(plain(text))
    return _number(found[1]) if found else None


def is_open_to_all(channel: str) -> bool:
    return any(word in channel for word in OPEN_TO_ALL)


def _by_label(choices, text: str):
    labels = {plain(str(choice.label)): choice for choice in choices}
    return labels.get(plain(text))


def scope(text: str) -> DisclosureScope | None:
    return _by_label(DisclosureScope, text)


def approval(text: str) -> ApprovalLevel | None:
    return _by_label(ApprovalLevel, text)


def linked(text: str) -> tuple[tuple[str, ...], list[str]]:
    """(systems, words that name none)."""
    found, unknown = [], []
    for part in parts(text):
        system = _by_label(LinkedSystem, part)
        (found if system else unknown).append(system.value if system else part)
    return tuple(found), unknown
