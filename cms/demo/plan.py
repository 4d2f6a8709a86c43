"""The implementation plan as stream blocks: its headings, numbers and enumerations kept, no character lost."""

from __future__ import annotations

import re
from html import escape

CHAPTER = re.compile(r"^[一二三四五六七八九十]+、\S{2,20}$")
MEASURE = re.compile(r"^(\d+\.)([^。]{4,40}。)(.*)$", re.S)
ENUMERATION = re.compile(r"(?=[一二三四五六七八九]是)")
LEAD = re.compile(r"^([一二三四五六七八九]是[^。]{4,40}。)(.*)$", re.S)


def _paragraphs(text: str) -> str:
    """A paragraph, parted before 一是, 二是 … when it enumerates, the lead words of each part bold."""
    parts = ENUMERATION.split(text) if text.count("是") > 5 and "一是" in text and "二是" in text else [text]
    made = []
    for part in parts:
        lead = LEAD.match(part)
        if lead:
            made.append(f"<p><b>{escape(lead[1], quote=False)}</b>{escape(lead[2], quote=False)}</p>")
        elif part:
            made.append(f"<p>{escape(part, quote=False)}</p>")
    return "".join(made)


def _line(line: str) -> str:
    measure = MEASURE.match(line)
    if measure:
        heading = escape(measure[1] + measure[2], quote=False)
        return f"<h3>{heading}</h3>{_paragraphs(measure[3])}"
    return _paragraphs(line)


def plan_blocks(text: str) -> tuple[str, list[tuple[str, str]]]:
    """(title, blocks): headings for 一、二、三, rich text for everything between them."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    blocks: list[tuple[str, str]] = []
    gathered = ""
    for line in lines[1:]:
        if not CHAPTER.match(line):
            gathered += _line(line)
            continue
        if gathered:
            blocks.append(("rich_text", gathered))
        blocks.append(("heading", line))
        gathered = ""
    return lines[0], [*blocks, ("rich_text", gathered)] if gathered else blocks
