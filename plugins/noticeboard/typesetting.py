"""Breaking Chinese text into lines: between any two signs, but no line begins with 、。） or ends with （《.

Latin words and numbers stay whole while they fit. PDF libraries break by spaces or anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

NOT_FIRST = "、，。；：？！）》」』】〕〉”’…—％%·,.;:?!)]}"
NOT_LAST = "（《「『【〔〈“‘([{"
MORE = "…"
OPENING, CLOSING = (f"[{re.escape(signs)}]*" for signs in (NOT_LAST, NOT_FIRST))
WORD = r"[A-Za-z0-9]+(?:[.,:/@#&+_~?=%-]+[A-Za-z0-9]+)*"
# What stays together: a word or a sign, with the opening signs before it and the closing ones after it.
WORDS = re.compile(rf"\s+|{OPENING}(?:{WORD}|.){CLOSING}", re.DOTALL)
SIGNS = re.compile(rf"\s+|{OPENING}.{CLOSING}", re.DOTALL)
Measure = Callable[[str], float]


def break_lines(text: str, *, width: float, measure: Measure, most: int = 0) -> list[str]:
    """Lines no wider than `width`; no more than `most` (0: any number), the last of them cut with …"""
    lines, line = [], ""
    for piece in _pieces(" ".join(text.split()), width, measure):
        if measure((line + piece).rstrip()) > width and line:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    lines += [line.rstrip()] if line.strip() else []
    if most and len(lines) > most:
        lines = [*lines[: most - 1], _cut(lines[most - 1], width, measure)]
    return lines


def _pieces(text: str, width: float, measure: Measure) -> Iterator[str]:
    """What stays together, where it is not too wide for a line by itself: then it is taken apart."""
    for piece in WORDS.findall(text):
        if measure(piece) <= width:
            yield piece
            continue
        for part in SIGNS.findall(piece):
            yield from (part,) if measure(part) <= width else part


def _cut(line: str, width: float, measure: Measure) -> str:
    while line and measure(line + MORE) > width:
        line = line[:-1]
    return line.rstrip("，、；：。 ") + MORE
