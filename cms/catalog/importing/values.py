"""What the words in a catalog's cells mean. Every reader answers None for what it does not understand."""

from __future__ import annotations

import re

from cms.catalog.vocabulary import ApprovalLevel, DisclosureScope, Frequency, LinkedSystem, TimingKind
from cms.registry.spreadsheet import plain

YES = frozenset("√✓✔■☑●") | {"是", "Y", "y", "1", "有"}
NO = frozenset("□☐○×") | {"", "否", "N", "n", "0", "-", "—", "无"}
SEPARATORS = re.compile(r"[、，,;；/\n]+")
WORKDAYS = re.compile(r"(\d{1,3})个?工作日")

EVERY = {"每月": Frequency.MONTHLY, "每季": Frequency.QUARTERLY, "每半年": Frequency.HALF_YEARLY, "每年": Frequency.YEARLY}
STANDING = ("长期", "常年", "固定")
PHASED = ("分阶段", "逐段", "每一阶段")
IMMEDIATE = ("审批通过", "及时", "即时", "随时")


def tick(text: str) -> bool | None:
    """Whether a mark means yes; None for one that is neither."""
    mark = plain(text)
    return True if mark in YES else False if mark in NO else None


def parts(text: str) -> tuple[str, ...]:
    """A list written with 、 or commas."""
    return tuple(part.strip() for part in SEPARATORS.split(text) if part.strip())


def timing(text: str) -> tuple[TimingKind | None, Frequency | None, int | None]:
    """(kind, frequency, working days) of a time limit: 每季度公开，期末后10个工作日内."""
    words = plain(text)
    found = WORKDAYS.search(words)
    days = int(found[1]) if found else None
    for word, frequency in EVERY.items():
        if word in words:
            return TimingKind.PERIODIC, frequency, days
    for kind, frequency, marks in (
        (TimingKind.STANDING, Frequency.ON_CHANGE, STANDING),
        (TimingKind.PHASED, Frequency.BY_STAGE, PHASED),
        (TimingKind.IMMEDIATE, Frequency.ON_EVENT, IMMEDIATE),
    ):
        if any(mark in words for mark in marks):
            return kind, frequency, days
    return None, None, days


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
