"""What hangs on a wall indoors."""

from __future__ import annotations

from collections.abc import Sequence

from cms.demo.sketches.canvas import HEIGHT, INK, LINES, PAPER, RED, STONE, WIDTH, Canvas

WALL, SKIRTING = "#ece6da", 560
MOST = 8
"""Marks that one month has room for."""


def room(canvas: Canvas) -> None:
    """A wall and a floor."""
    canvas.box(0, 0, WIDTH, HEIGHT, WALL)
    canvas.box(0, SKIRTING, WIDTH, HEIGHT - SKIRTING, STONE)
    canvas.box(0, SKIRTING, WIDTH, 10, LINES)


def calendar(canvas: Canvas, marks: Sequence[int]) -> None:
    """Twelve months in two rows, a red mark for each thing that falls due."""
    room(canvas)
    canvas.box(110, 60, 980, 460, INK)
    canvas.box(122, 72, 956, 436, PAPER)
    canvas.box(122, 72, 956, 26, RED)
    for month in range(12):
        left, top = 134 + month % 6 * 158, 112 + month // 6 * 198
        canvas.draw.rectangle([left, top, left + 142, top + 184], outline=LINES, width=3)
        canvas.box(left, top, 142, 22, STONE)
        for mark in range(min(marks[month] if month < len(marks) else 0, MOST)):
            canvas.round(left + 32 + mark % 3 * 39, top + 58 + mark // 3 * 46, 14, RED)
    canvas.table(300, 540, 600)
