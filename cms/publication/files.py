"""The files that belong to an article: what its hash covers, and what the public may fetch."""

from __future__ import annotations

from typing import Any

from wagtail.documents import get_document_model
from wagtail.rich_text import extract_references_from_rich_text

from cms.pages.details import reading
from cms.pages.models import ArticlePage
from cms.pages.presentation import attachments, file_row


def _linked(page: ArticlePage) -> list[Any]:
    """Documents that the running text links to, in order. One query."""
    document = get_document_model()
    body = [block.value.source for block in page.body if block.block_type == "rich_text"]
    sources = [*reading.sources(page), *body]
    found = (reference for source in sources for reference in extract_references_from_rich_text(source))
    keys = list(dict.fromkeys(int(key) for model, key, *_paths in found if model is document))
    rows = document.objects.in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


def files_of(page: ArticlePage) -> list[dict]:
    """Attachments, then the documents that only the text links to: title, url, kind, size, hash."""
    files = attachments(page)
    known = {file["hash"] for file in files}
    return files + [row for row in map(file_row, _linked(page)) if row["hash"] not in known]


def pictures_of(page: ArticlePage) -> list[dict]:
    """Images in their order: title, alt, hash."""
    body = [block.value for block in page.body if block.block_type == "image"]
    return [
        {"title": value["image"].title, "alt": value["alt"], "hash": value["image"].get_file_hash()}
        for value in [*reading.pictures(page), *body]
        if value["image"]
    ]
