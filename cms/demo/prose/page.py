"""The body of an entry while it is written: blocks in order, and the sentences that its summary is made of."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape
from typing import Any

from cms.demo.prose.elements import bare

Block = tuple[str, Any]
NUMBER = re.compile(r"-?\d+(\.\d+)?%?")
EMPTY = ("", "—")
PHONE = "（示例）000-0000000"
LIMIT = 120
"""Characters of a summary at most."""


def wan(hundredths: int) -> str:
    """A sum of money in 万元, from hundredths of it: 1234 → 12.34. Whole numbers keep sums exact."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def percent(part: int, whole: int) -> str:
    """One decimal at most, rounded down: nothing is 100 % before it is done."""
    if not whole:
        return "—"
    tenths = part * 1000 // whole
    return f"{tenths // 10}.{tenths % 10}%" if tenths % 10 else f"{tenths // 10}%"


def day_text(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _is_numeric(cells: Iterable[str]) -> bool:
    filled = [cell for cell in cells if cell not in EMPTY]
    return bool(filled) and all(NUMBER.fullmatch(cell) for cell in filled)


def _total(column: Sequence[str]) -> str:
    return str(sum(Decimal(cell) for cell in column if cell not in EMPTY))


class Page:
    """Collects blocks. What a recipe passes in is plain text; escaping is done here."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.gists: list[str] = []
        self.doc_no = ""
        self.issued_on: dt.date | None = None

    def gist(self, sentence: str) -> None:
        """A plain sentence for the summary, the most telling first."""
        self.gists.append(sentence)

    def summary(self) -> str:
        """The sentences that fit."""
        text = ""
        for sentence in self.gists:
            text += sentence if len(text) + len(sentence) <= LIMIT else ""
        return text

    def heading(self, *elements: str) -> None:
        self.blocks.append(("heading", "、".join(map(bare, elements))[:80]))

    def text(self, *paragraphs: str) -> None:
        self.blocks.append(
            ("rich_text", "".join(f"<p>{escape(text, quote=False)}</p>" for text in paragraphs))
        )

    def listing(self, lines: Iterable[str]) -> None:
        """A numbered list."""
        items = "".join(f"<li>{escape(line, quote=False)}</li>" for line in lines)
        self.blocks.append(("rich_text", f"<ol>{items}</ol>"))

    def table(
        self,
        caption: str,
        header: Sequence[str],
        rows: Iterable[Sequence[Any]],
        *,
        unit: str = "",
        total: Sequence[int] = (),
    ) -> None:
        """A table. The columns numbered in `total` (from 0) get their sum in a last row called 合计."""
        cells = [[str(cell) for cell in row] for row in rows]
        columns = list(zip(*cells, strict=True))
        if total:
            sums = (_total(columns[n]) if n in total else "" for n in range(1, len(header)))
            cells.append(["合计", *sums])
        value = {
            "caption": caption,
            "unit": unit,
            "header": list(header),
            "rows": cells,
            "numeric": [_is_numeric(column) for column in columns],
        }
        self.blocks.append(("table", value))

    def figures(self, *figures: tuple) -> None:
        """(label, value, unit[, note]) each."""
        keys = ("label", "value", "unit", "note")
        made = [dict(zip(keys, (*map(str, figure), "")[:4], strict=True)) for figure in figures]
        self.blocks.append(("key_figures", made))

    def timeline(self, steps: Iterable[tuple], *, last: str = "done") -> None:
        """(day, title[, text]) each, in order of days; `last` is the state of the latest."""
        made = [
            {"when": day.isoformat(), "title": title, "text": text[0] if text else "", "state": "done"}
            for day, title, *text in sorted(steps, key=lambda step: step[0])
        ]
        made[-1]["state"] = last
        self.blocks.append(("timeline", made))

    def notice(self, start: dt.date, end: dt.date, contact: str, text: str) -> None:
        value = {"start": start.isoformat(), "end": end.isoformat(), "contact": contact, "text": text}
        self.blocks.append(("notice", value))

    def quotation(self, text: str, source: str) -> None:
        self.blocks.append(("quotation", {"text": text, "source": source}))
