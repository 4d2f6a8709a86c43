"""What a reader sees of an article, as one value: its words, its files, its pictures, and the hash over all of them."""

from __future__ import annotations

from typing import Any

from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.rich_text import extract_references_from_rich_text

from cms.filing.digests import canonical, sha256
from cms.pages.corrections import corrections_of
from cms.pages.details import reading
from cms.pages.models import ArticlePage
from cms.pages.presentation import attachments, file_row, illustrations


def _linked(page: ArticlePage) -> list[Any]:
    """Documents that the running text links to, in order, and those of plugins' blocks. One query, with those two."""
    document = get_document_model()
    body = [block.value.source for block in page.body if block.block_type == "rich_text"]
    sources = [*reading.sources(page), *body]
    found = (reference for source in sources for reference in extract_references_from_rich_text(source))
    keys = list(dict.fromkeys(int(key) for model, key, *_paths in found if model is document))
    rows = document.objects.in_bulk(keys)
    return [*(rows[key] for key in keys if key in rows), *reading.of_plugins(page, document)]


def files_of(page: ArticlePage) -> list[dict]:
    """Attachments, then the documents that only the text links to: title, url, kind, size, hash."""
    files = attachments(page)
    known = {file["hash"] for file in files}
    return files + [row for row in map(file_row, _linked(page)) if row["hash"] not in known]


def pictures_of(page: ArticlePage) -> list[dict]:
    """Images in their order: title, alt, hash, width and height in pixels, focal point."""
    found = [_picture(value["image"], value["alt"]) for value in illustrations(page)]
    return found + [_picture(one, "") for one in reading.of_plugins(page, get_image_model())]


def _picture(image: Any, alt: str) -> dict[str, Any]:
    return {
        "title": image.title,
        "alt": alt,
        "hash": image.get_file_hash(),
        "width": image.width,
        "height": image.height,
        "focal_point": _focal_point(image),
    }


def _focal_point(image: Any) -> dict[str, float] | None:
    """What must stay in sight when the picture is cut: its middle, as shares of width and height from the top left."""
    if not image.has_focal_point():
        return None
    return {
        "x": round(image.focal_point_x / image.width, 4),
        "y": round(image.focal_point_y / image.height, 4),
    }


def content_hash(
    page: ArticlePage, *, files: list[dict] | None = None, pictures: list[dict] | None = None
) -> str:
    """SHA-256 of everything a reader sees of the page, in canonical JSON. Who has its files and pictures hands them in.

    A file counts by the hash that is stored beside it when it is uploaded, so nothing is read from disk here.
    """
    files = files_of(page) if files is None else files
    pictures = pictures_of(page) if pictures is None else pictures
    seen: dict[str, Any] = {
        "title": page.title,
        "summary": page.summary,
        "item": page.item_code,
        "period": page.period_key,
        "doc_no": page.doc_no,
        "issued_on": str(page.issued_on or ""),
        "validity": page.validity,
        "body": page.body.stream_block.get_prep_value(page.body),
        "files": [file["hash"] for file in files],
        "images": [picture["hash"] for picture in pictures],
    }
    corrections = corrections_of(page)
    if corrections:  # left out where there are none: what was published before there were any keeps its hash
        seen["corrections"] = [said["key"] for said in corrections]
    if page.details:  # what has none keeps the hash it had before there were any
        seen["details"] = reading.canonical(page)
    return sha256(canonical(seen))
