"""What only shows when the items are seen together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from cms.catalog.checks.finding import Finding
from cms.catalog.importing.compared import COMPARED, nearly_the_same
from cms.catalog.importing.words import table
from cms.catalog.rows import CatalogRow
from cms.registry.spreadsheet import plain


def together(rows: Sequence[CatalogRow], kind: str) -> Iterator[Finding]:
    yield from codes(rows)
    yield from alike(rows)
    yield from all_channels(rows)
    yield from blocks(rows, kind)


def codes(rows: Sequence[CatalogRow]) -> Iterator[Finding]:
    seen: set[str] = set()
    for row in rows:
        if not row.code:
            yield Finding(
                "code_missing", "error", "", "code", _("“%(title)s”没有编码") % {"title": row.title}
            )
        elif row.code in seen:
            text = _("编码“%(code)s”用了不止一次") % {"code": row.code}
            yield Finding(
                "code_twice", "error", row.code, "code", text, _("给其中一个事项换一个没有用过的编码")
            )
        seen.add(row.code)


def alike(rows: Sequence[CatalogRow]) -> Iterator[Finding]:
    """Titles in one level-1 matter that differ in next to nothing, and any that are the same to the letter."""
    exact: dict[str, CatalogRow] = {}
    sections: dict[str, list[CatalogRow]] = defaultdict(list)
    for row in rows:
        key = plain(row.title)
        same = exact.setdefault(key, row) if key else row
        near = [
            other for other in sections[row.section][-COMPARED:] if nearly_the_same(row.title, other.title)
        ]
        other = same if same is not row else near[0] if near and key else None
        if other is not None:
            text = _("与 %(code)s“%(title)s”几乎相同") % {"code": other.code, "title": other.title}
            fix = _("合并为一个事项，或者写明区别")
            yield Finding("near_duplicate", "doubt", row.code, "title", text, fix)
        sections[row.section].append(row)


def all_channels(rows: Sequence[CatalogRow]) -> Iterator[Finding]:
    known = {channel for row in rows for channel in row.channels or ()}
    if len(known) <= 2 or len(rows) < 2:
        return
    for row in rows:
        if set(row.channels or ()) == known:
            text = _("所有公开方式都勾选了，做不到的方式会成为逾期")
            yield Finding("all_channels", "doubt", row.code, "channels", text, _("只留实际使用的公开方式"))


def blocks(rows: Sequence[CatalogRow], kind: str) -> Iterator[Finding]:
    """The blocks that a kind of unit is bound to have, each with one item at least."""
    texts = [plain(f"{row.section} {row.title} {row.content}") for row in rows]
    for block in table("mandatory")["block"]:
        bound, advised = kind in block["kinds"], kind in block.get("advised", ())
        if not (bound or advised) or any(plain(word) in text for word in block["words"] for text in texts):
            continue
        parts = {"name": block["name"], "basis": block["basis"]}
        text = _("缺少规定的内容“%(name)s”（%(basis)s）") % parts
        fix = _("增加“%(name)s”方面的事项，可从模板里取") % parts
        yield Finding("block_missing", "error" if bound else "warning", "", "section", text, fix)


def bound_blocks(kind: str) -> tuple[str, ...]:
    """Codes of the blocks that a kind of unit is bound to have."""
    return tuple(block["code"] for block in table("mandatory")["block"] if kind in block["kinds"])


def held_blocks(text: str, kind: str) -> tuple[str, ...]:
    """Codes of the bound blocks that an item answers for. `text`: its level-1 matter, title and content."""
    said, bound = plain(text), bound_blocks(kind)
    found = (block for block in table("mandatory")["block"] if block["code"] in bound)
    return tuple(block["code"] for block in found if any(plain(word) in said for word in block["words"]))
