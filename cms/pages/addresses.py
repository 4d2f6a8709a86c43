"""Address parts of pages: pinyin of a title, or the period of an entry. Once given, an address stays."""

from __future__ import annotations

from django.utils import timezone
from wagtail.models import Page

LONGEST = 60


def slug_of(text: str, limit: int = LONGEST) -> str:
    """An address part in pinyin: 机构设置 → ji-gou-she-zhi. Empty when nothing in the text can be spelled.

    Cut between syllables, so that no half word is left at the end.
    """
    from pypinyin import lazy_pinyin  # noqa: PLC0415 -- 56 MB of phrases, a quarter of a second: not for every process

    words = lazy_pinyin(text, errors=lambda rest: "".join(c if c.isalnum() else " " for c in rest).split())
    slug = ""
    for word in words:
        part = "".join(c for c in word.lower() if c.isascii() and c.isalnum())
        if part and len(slug) + len(part) + 1 > limit:
            return slug or part[:limit]
        slug = "-".join(filter(None, (slug, part)))
    return slug


def free_slug(parent: Page, wanted: str) -> str:
    """`wanted`, or the first of wanted-2, wanted-3 … that no child of the parent has. One query."""
    taken = set(parent.get_children().values_list("slug", flat=True))
    slug, number = wanted, 1
    while slug in taken:
        number += 1
        slug = f"{wanted[: LONGEST - 4]}-{number}"
    return slug


def article_slug(parent: Page, *, period_key: str, title: str, year: int | None = None) -> str:
    """The address of a new entry below its item: 2026-q3 for a period, else the title in pinyin.

    An entry that is called like its item has nothing to add to its address but the year (this one, unless told).
    """
    if period_key:
        return free_slug(parent, period_key.lower())
    alike = title.strip() == parent.title.strip()
    return free_slug(parent, (not alike and slug_of(title)) or str(year or timezone.localdate().year))
