"""A page of a feed as JSON Feed 1.1. What it has no word for stands in an object of ours, `_gongkai`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from cms.delivery.feeds.reading import LANGUAGE, Enclosure, Gone, Item, Page

VERSION = "https://jsonfeed.org/version/1.1"


def shape(page: Page) -> dict[str, Any]:
    """`_gongkai.withdrawn` lists what left, newest first, with the ids that the items had."""
    feed = {
        "version": VERSION,
        "title": page.title,
        "home_page_url": page.home,
        "feed_url": page.address,
        "language": LANGUAGE,
        "items": [_item(row) for row in page.rows if isinstance(row, Item)],
        "_gongkai": {
            "about": f"{page.home}api/v1/docs",
            "updated_at": _said(page.updated),
            "withdrawn": [_gone(row) for row in page.rows if isinstance(row, Gone)],
        },
    }
    return feed | ({"next_url": page.following} if page.following else {})


def _said(moment: dt.datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _item(row: Item) -> dict[str, Any]:
    return {
        "id": row.id,
        "url": row.url,
        "title": row.title,
        "summary": row.summary,
        "content_html": row.html,
        "date_published": _said(row.published),
        "date_modified": _said(row.changed),
        "authors": [{"name": row.unit, "url": row.unit_url}],
        "tags": [one.label for one in row.categories],
        "attachments": [_file(one) for one in row.enclosures],
        "_gongkai": {
            "public_at": _said(row.updated),
            "version": row.version,
            "content_hash": row.content_hash,
            "item": row.categories[0].term,
        },
    }


def _file(one: Enclosure) -> dict[str, Any]:
    return {
        "url": one.url,
        "mime_type": one.mime_type,
        "title": one.title,
        "size_in_bytes": one.length,
        "_gongkai": {"sha1": one.digest},
    }


def _gone(row: Gone) -> dict[str, str]:
    return {
        "id": row.id,
        "at": _said(row.at),
        "by": row.unit,
        "kind": row.kind,
        "explanation": row.explanation,
    }
