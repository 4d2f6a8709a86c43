"""An article page as the ledger keeps it: HTML, plain text, structured parts, hash."""

from __future__ import annotations

import json
from typing import Any

from cms.extension.kept import Unspeakable, kept_types, why_not
from cms.pages.content import content_hash, files_of, pictures_of
from cms.pages.corrections import corrections_of
from cms.pages.details import reading
from cms.pages.markup import plain_text
from cms.pages.models import ArticlePage
from cms.pages.presentation import period_label
from cms.publication.models import Entry
from cms.publication.pictures import lasting


def structured(page: ArticlePage) -> dict[str, list]:
    """Block type → values of the blocks that machines read: tables, figures, timelines, notices."""
    found: dict[str, list] = {}
    for block in page.body:
        if block.block_type == "table":
            value: Any = {key: getattr(block.value, key) for key in ("header", "rows", "numeric")}
            value |= {"caption": block.value["caption"], "unit": block.value["unit"]}
        elif block.block_type in ("key_figures", "timeline", "notice"):
            value = block.block.get_api_representation(block.value)
        else:
            continue
        found.setdefault(block.block_type, []).append(value)
    if page.details:
        found["details"] = reading.spoken(page)
    return json.loads(json.dumps(found, default=str))


def project(page: ArticlePage) -> dict[str, Any]:
    """Field values of the page's ledger entry, but for its dates and version."""
    item, files, pictures = page.item_page, files_of(page), pictures_of(page)
    said = _said_before(page) or {
        "html": (markup := lasting(reading.markup(page))),
        "text": plain_text(markup),
        "fields": structured(page) | {"document": _document(page)},
        "attachments": files,
        "images": pictures,
        "content_hash": content_hash(page, files=files, pictures=pictures),
    }
    return {
        "kind": reading.kind(page) or "article",
        "item_code": page.item_code,
        "item_title": item.title,
        "item_path": item.url,
        "section": item.get_parent().title,
        "title": page.title,
        "summary": page.summary,
        "path": page.url,
        "period_key": page.period_key,
        "period_label": period_label(page.period_key),
        "corrections": corrections_of(page),
        "is_demo": page.is_demo,
    } | said


SAID = ("html", "text", "fields", "attachments", "images", "content_hash")


def _said_before(page: ArticlePage) -> dict[str, Any]:
    """What the ledger keeps of a page that says the same as when it went public, where a plugin that said part of it is
    gone: the page may get another address. Raises Unspeakable where it says something else. Empty for any other page."""
    types = kept_types(page.body)
    if not types:
        return {}
    entry = Entry.objects.filter(uuid=page.translation_key, withdrawn_at=None).first()
    if entry and entry.content_hash == content_hash(page, files=entry.attachments, pictures=entry.images):
        return {name: getattr(entry, name) for name in SAID}
    raise Unspeakable(why_not(types))


def _document(page: ArticlePage) -> dict[str, str]:
    return {"doc_no": page.doc_no, "issued_on": str(page.issued_on or ""), "validity": page.validity}
