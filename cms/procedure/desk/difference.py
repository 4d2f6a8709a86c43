"""What differs between two versions of a page, word by word: rows to be shown side by side, or one below the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from cms.pages.content import files_of, pictures_of
from cms.pages.markup import plain_text
from cms.pages.models import ArticlePage
from cms.pages.presentation import period_label
from cms.pages.reviewing import to_review
from cms.procedure.comparing import MOST, spans

# Figures and Latin words stay whole; Chinese is compared character by character.
TOKENS = re.compile(r"[0-9A-Za-z.,%*-]+|.", re.S)
BUDGET = 5_000_000
"""Of all paragraphs together, as comparing.MOST counts; those that come after it are shown whole."""
MOST_PAIRS = 400
"""Of changed paragraphs next to each other; more are not told apart by likeness."""
ALIKE = 0.3
AROUND = 1
"""Paragraphs shown on each side of a change."""


@dataclass(frozen=True)
class Row:
    """A paragraph in both versions, in one of them, or (`skipped`) so many that are the same."""

    before: str = ""
    after: str = ""
    inline: str = ""
    changed: bool = False
    skipped: int = 0


def lines_of(page: ArticlePage) -> list[str]:
    """Everything a reader meets of a page, paragraph by paragraph; what is empty is left out."""
    facts = (
        (_("标题"), page.title),
        (_("一句话说明"), page.summary),
        (_("所属期"), period_label(page.period_key) or page.period_key),
        (_("文号"), page.doc_no),
        (_("成文日期"), page.issued_on),
        (_("有效性"), page.get_validity_display()),
        (_("全文刊载的文件"), _("是") if page.is_document else ""),
    )
    found = [f"{label}：{value}" for label, value in facts if value]
    found += plain_text(str(to_review(page))).splitlines()
    for row in files_of(page):
        found.append(
            _("附件：%(title)s（校验值 %(hash)s）") % {"title": row["title"], "hash": row["hash"][:8]}
        )
    for row in pictures_of(page):
        found.append(_("图片：%(alt)s（校验值 %(hash)s）") % {"alt": row["alt"], "hash": row["hash"][:8]})
    return found


def _marked(tag: str, text: str) -> str:
    return f"<{tag}>{escape(text)}</{tag}>" if text else ""


def _pair(before: str, after: str, *, most: int) -> tuple[Row, int]:
    """One paragraph that reads otherwise now, and what comparing it cost. An empty side: it is new, or gone."""
    old, new = TOKENS.findall(before), TOKENS.findall(after)
    left, right, both = [], [], []
    for same, a, b, c, d in spans(old, new, most=most):
        was, now = "".join(old[a:b]), "".join(new[c:d])
        if same:
            for side in (left, right, both):
                side.append(escape(was))
            continue
        left.append(_marked("del", was))
        right.append(_marked("ins", now))
        both.append(_marked("del", was) + _marked("ins", now))
    sides = ("".join(left), "".join(right), "".join(both))
    row = Row(*map(mark_safe, sides), changed=True)
    return row, min(len(old) * len(new), most)


def _same(lines: Sequence[str], *, first: bool, last: bool) -> list[Row]:
    """Paragraphs that stayed: those next to a change, and how many lie between."""
    head = 0 if first else AROUND
    tail = 0 if last else AROUND
    if len(lines) <= head + tail:
        shown, hidden = list(lines), 0
    else:
        shown, hidden = [*lines[:head], *lines[len(lines) - tail :]], len(lines) - head - tail
    rows = [Row(escape(line), escape(line), escape(line)) for line in shown]
    if hidden:
        rows.insert(head, Row(skipped=hidden))
    return rows


def compare(before: Sequence[str], after: Sequence[str]) -> list[Row]:
    """Rows of the difference; empty when nothing differs."""
    pieces = [*spans(before, after)]
    if all(same for same, *_places in pieces):
        return []
    rows, left = list[Row](), BUDGET
    for number, (same, a, b, c, d) in enumerate(pieces):
        if same:
            rows += _same(before[a:b], first=number == 0, last=number == len(pieces) - 1)
            continue
        for was, now in _aligned(list(before[a:b]), list(after[c:d])):
            row, cost = _pair(was, now, most=min(MOST, max(left, 0)))
            rows.append(row)
            left -= cost
    return rows


def _pairs_of(line: str) -> set[str]:
    return {line[n : n + 2] for n in range(len(line) - 1)} or {line}


def _aligned(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    """Which paragraph became which: the next one that is like it; what has none is gone, or new."""
    if len(old) * len(new) > MOST_PAIRS:
        return [*zip_longest(old, new, fillvalue="")]
    known, pairs, at = [*map(_pairs_of, old)], list[tuple[str, str]](), 0
    for now in new:
        mine = _pairs_of(now)
        like = [2 * len(mine & other) / (len(mine) + len(other)) for other in known[at:]]
        best = max(range(len(like)), key=like.__getitem__, default=None)
        if best is None or like[best] < ALIKE:
            pairs.append(("", now))
            continue
        pairs += [(was, "") for was in old[at : at + best]]
        pairs.append((old[at + best], now))
        at += best + 1
    return pairs + [(was, "") for was in old[at:]]


def between(before: ArticlePage, after: ArticlePage) -> list[Row]:
    """What a reader of `after` meets that one of `before` did not, and the other way round."""
    return compare(lines_of(before), lines_of(after))
