"""What an entry says, by its sort: its own words, those of another period, nothing, or all of it in a file."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from cms.catalog.rows import CatalogRow
from cms.demo.formed import Formed, formed
from cms.demo.prose import Draft, compose
from cms.demo.prose.page import Block
from cms.demo.simulation.acts import Act
from cms.demo.simulation.parties import Party
from cms.demo.simulation.planning.course import Sort
from cms.obligations.schedule import parse_period
from cms.pages.markup import plain_text

HOLLOW = "本单位高度重视，认真落实有关要求，各项工作有序推进，取得了积极成效。"
ATTACHED = "本期情况详见附件（文本文件）"
Files = list[dict[str, Any]]


def worded(
    draft: Draft, item: CatalogRow, party: Party, act: Act, *, seed: str
) -> tuple[Draft, Formed, Files]:
    """The draft as the act has it said, its parts, and its attachments."""
    sort = act.facts["sort"]
    if sort == Sort.COPY:
        was, on = act.facts["words_of"]
        words = compose(item, party, period=parse_period(was), on=dt.date.fromisoformat(on), seed=seed)
        draft = replace(words, title=draft.title)
    if sort == Sort.HOLLOW:
        return draft, Formed([], [("rich_text", f"<p>{HOLLOW}</p>")]), []
    if sort == Sort.ATTACHED:
        return draft, Formed([], []), [_file(draft)]
    shape = formed(draft, item, act.day, act.unit)
    draft = replace(draft, summary="") if sort == Sort.BARE else draft
    return draft, Formed(shape.details, shape.blocks), []


def _file(draft: Draft) -> dict[str, Any]:
    """The words of a draft as a file in the bound unit's library. The same draft is the same bytes."""
    lines = [draft.title, *(line for block in draft.blocks for line in _lines(block))]
    content = ContentFile("\n".join(lines).encode(), "fujian.txt")
    made = get_document_model().objects.create(title=draft.title, file=content)
    return {"document": made.pk, "title": ATTACHED}


def _lines(block: Block) -> list[str]:
    kind, value = block
    if kind == "heading":
        return ["", value]
    if kind == "rich_text":
        return plain_text(value).splitlines()
    if kind == "table":
        return [value["caption"], *("\t".join(row) for row in [value["header"], *value["rows"]])]
    return []
