"""The newest date that people can see on a page, or that the page says of itself: when it was last added to.

A date without a year is not guessed. A date that lies ahead is an announcement, and today's date in a banner
（今天是……） is a clock: neither counts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

UNSEEN = ("script", "style", "noscript", "template")
DAY = re.compile(r"(?<!\d)(20\d{2})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
SPOKEN = re.compile(r"(二[〇零○]\S{2})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日")
CLOCK_BEFORE = re.compile(r"(今天|今日|现在|当前|北京时间)\W{0,3}(是|为|日期|时间)?\W{0,4}$")
CLOCK_AFTER = re.compile(r"^\s?日?[\s,，]{0,3}(星期|周)[一二三四五六日天]")
META = re.compile(
    r"(pubdate|publishdate|publish_date|published_time|modified_time|lastmodified|updated_time|dc\.date)",
    re.I,
)
ATTRIBUTE = re.compile(r"""\b(datetime|content)\s?=\s?["']([^"'<>]{8,40})["']""", re.I)
COMMENT = "-->"
HEAD = 2000
"""Characters of a tag that are looked at."""


def newest(page: str, *, today: dt.date) -> dt.date | None:
    """The newest date on a page that is not after `today`. None when there is none."""
    found = [day for part in parts_of(page) for day in dates_in(part)]
    return max((day for day in found if day <= today), default=None)


def parts_of(page: str) -> Iterator[str]:
    """What can be seen of a page, as one text, and then the dates that its elements carry.

    Cut by hand at the angle brackets: in time that grows with the length, whatever somebody puts there.
    """
    seen, carried, until = [], [], ""
    for piece in page.split("<"):
        tag, closed, text = piece.partition(">")
        name = next(iter(tag[:20].lower().split()), "").rstrip("/")
        if name.startswith("!--"):
            until = COMMENT
        if until == COMMENT:
            ended, text = (piece.partition(COMMENT)[1:]) if COMMENT in piece else ("", "")
        else:
            ended = not until or name == until
        if not ended:
            continue
        until = "/" + name if name in UNSEEN else ""
        if name == "time" or (name == "meta" and META.search(tag[:HEAD])):
            carried += [match[2] for match in ATTRIBUTE.finditer(tag[:HEAD])]
        if not until:
            seen.append(text if closed else piece)
    yield " ".join(seen)
    yield from carried


def dates_in(text: str) -> Iterator[dt.date]:
    """Every date of a text, in digits or in Chinese, without those of clocks."""
    for match in DAY.finditer(text):
        if not _is_clock(text, match):
            yield from _real(*map(int, match.groups()))
    for match in SPOKEN.finditer(text):
        if not _is_clock(text, match):
            year = "".join(str(_digit(sign)) for sign in match[1])
            yield from _real(int(year) if year.isdigit() else 0, _number(match[2]), _number(match[3]))


def _is_clock(text: str, match: re.Match) -> bool:
    before, after = text[max(match.start() - 12, 0) : match.start()], text[match.end() : match.end() + 8]
    return bool(CLOCK_BEFORE.search(before) or CLOCK_AFTER.match(after))


def _real(year: int, month: int, day: int) -> Iterator[dt.date]:
    try:
        yield dt.date(year, month, day)
    except ValueError:
        return


def _digit(sign: str) -> int | str:
    place = "〇一二三四五六七八九".find("〇" if sign in "零○" else sign)
    return place if place >= 0 else ""


def _number(text: str) -> int:
    """一 to 三十一; 0 for what is none."""
    tens, ten, ones = text.rpartition("十")
    unit = _digit(ones) if ones else 0
    if not ten:
        return unit if isinstance(unit, int) else 0
    high = _digit(tens) if tens else 1
    return (high if isinstance(high, int) else 0) * 10 + (unit if isinstance(unit, int) else 0)
