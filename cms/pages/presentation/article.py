"""Context of one entry, and what later rooms contribute to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone

from cms.filing.models import FiledItem
from cms.filing.queries import registered
from cms.pages import models
from cms.pages.details import reading
from cms.pages.presentation.lists import SHOWN, public_articles, published_on
from cms.pages.rows import Link, item_row

_contributors: list[Callable[[Any, HttpRequest], dict]] = []


def contribute(builder: Callable[[Any, HttpRequest], dict]) -> None:
    """Let a room further down the flow add to the context of article pages (the ledger's side of the story)."""
    _contributors.append(builder)


def article(page, request) -> dict:
    """Context of one entry: its item, its parts, its neighbours, and what later rooms contribute."""
    context = _article(page)
    for builder in _contributors:
        context |= builder(page, request)
    return context


def _article(page) -> dict:
    prefetch_related_objects([value["image"] for value in illustrations(page)], "renditions")
    item_page = page.item_page
    filing = registered()
    filed = FiledItem.objects.filter(filing=filing, code=page.item_code).first() if filing else None
    neighbours = models.ArticlePage.objects.live().sibling_of(page, inclusive=False)
    date = page.first_published_at
    before = (
        neighbours.filter(first_published_at__lt=date).order_by("-first_published_at").first()
        if date
        else None
    )
    after = (
        neighbours.filter(first_published_at__gt=date).order_by("first_published_at").first()
        if date
        else None
    )
    return {
        "item": item_row(item_page, filed, last=None, status=None),
        "summary": page.summary,
        "headings": _headings(page),
        "today": timezone.localdate(),
        "interpretations": _interpretations(page),
        "attachments": attachments(page),
        "is_document": page.is_document,
        "demo": page.is_demo,
        "previous": before and Link(before.title, before.url, published_on(before)),
        "next": after and Link(after.title, after.url, published_on(after)),
    }


def _headings(page) -> list[dict[str, str]]:
    of_body = (block.value for block in page.body if block.block_type == "heading")
    return reading.headings(page) + [{"id": value.anchor, "text": value["text"]} for value in of_body]


def _interpretations(page) -> list[Link]:
    """What interprets a document, newest first. One query for a document, none for anything else."""
    if not page.is_document:
        return []
    rows = public_articles().filter(interprets=page).only(*SHOWN)
    return [Link(row.title, row.url, published_on(row)) for row in rows]


def file_row(document, title: str = "") -> dict:
    """A document as it stands in a list: title, address, kind, size in bytes, hash of its content."""
    return {
        "title": title or document.title,
        "url": document.url,
        "kind": document.file_extension.upper(),
        "size": document.get_file_size() or 0,
        "hash": document.get_file_hash(),
    }


def attachments(page) -> list[dict]:
    """The files of an article, each with title, address, kind and size in bytes."""
    found = [file_row(part["document"], part["title"]) for part in reading.attached(page)]
    for block in page.body:
        if block.block_type != "attachments":
            continue
        for part in block.value:
            if part["document"]:
                found.append(file_row(part["document"], part["title"]))
    return found


def illustrations(page) -> list[Any]:
    """Values of the image blocks of an article whose picture is there, in order: those of its details, of its body."""
    body = [block.value for block in page.body if block.block_type == "image"]
    return [*reading.pictures(page), *(value for value in body if value["image"])]
