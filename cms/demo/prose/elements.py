"""The content elements of a catalog item (公开内容要素), as its author separated them."""

from __future__ import annotations

import re

SEPARATORS = "、，；;"
OPENING, CLOSING = "（(《“", "）)》”"
ASIDE = re.compile(r"[（(][^（）()]{3,}[）)]")
"""What stands in brackets is an aside, unless it is a part of the word: 党（工）委, 村（社区）."""


def elements(content: str) -> list[str]:
    """重点任务清单、节点、完成进度 → three. A separator inside brackets belongs to its element."""
    parts, depth = [""], 0
    for letter in content:
        depth += (letter in OPENING) - (letter in CLOSING)
        if letter in SEPARATORS and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts if part.strip()]


def bare(element: str) -> str:
    """An element without what its author noted in brackets: 答复情况（去除个人信息） → 答复情况."""
    return ASIDE.sub("", element).strip() or element
