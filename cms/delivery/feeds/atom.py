"""A page of a feed as Atom (RFC 4287), its next page (RFC 5005), what left as deleted entries (RFC 6721)."""

from __future__ import annotations

from io import StringIO
from typing import Any

from django.utils.feedgenerator import Atom1Feed, rfc3339_date

from cms.delivery.feeds.reading import LANGUAGE, Gone, Item, Page

TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


class Feed(Atom1Feed):
    """Django's writer of Atom, taught what it does not know. Its `items` are rows of a Page, its `feed` holds the rest."""

    def __init__(self, page: Page) -> None:
        super().__init__(page.title, page.home, None, LANGUAGE, feed_url=page.address, feed_guid=page.id)
        self.page = page

    def latest_post_date(self):
        return self.page.updated

    def root_attributes(self):
        return super().root_attributes() | {"xmlns:at": TOMBSTONES}

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        handler.addQuickElement("link", "", {"rel": "first", "href": self.page.first})
        if self.page.following:
            handler.addQuickElement("link", "", {"rel": "next", "href": self.page.following})

    def write_items(self, handler):
        for row in self.page.rows:
            if isinstance(row, Gone):
                self._tombstone(handler, row)
                continue
            handler.startElement("entry", {})
            self.add_item_elements(handler, _as_django_has_it(row))
            self._more(handler, row)
            handler.endElement("entry")

    def _more(self, handler, row: Item) -> None:
        """What Django's writer leaves out, or says poorer."""
        if row.summary:
            handler.addQuickElement("summary", row.summary, {"type": "text"})
        handler.addQuickElement("content", row.html, {"type": "html"})
        for one in row.categories:
            handler.addQuickElement(
                "category", "", {"term": one.term, "label": one.label, "scheme": one.scheme}
            )
        for file in row.enclosures:
            said = {"href": file.url, "type": file.mime_type, "length": str(file.length), "title": file.title}
            handler.addQuickElement("link", "", {"rel": "enclosure"} | said)

    def _tombstone(self, handler, row: Gone) -> None:
        handler.startElement("at:deleted-entry", {"ref": row.id, "when": rfc3339_date(row.at)})
        handler.startElement("at:by", {})
        handler.addQuickElement("name", row.unit)
        handler.endElement("at:by")
        handler.addQuickElement("at:comment", f"{row.kind_label}：{row.explanation}")
        handler.endElement("at:deleted-entry")


def _as_django_has_it(row: Item) -> dict[str, Any]:
    return {
        "title": row.title,
        "link": row.url,
        "pubdate": row.published,
        "updateddate": row.updated,
        "author_name": row.unit,
        "author_email": None,
        "author_link": row.unit_url,
        "unique_id": row.id,
        "description": None,
        "enclosures": [],
        "categories": [],
        "item_copyright": None,
    }


def write(page: Page) -> str:
    whole = StringIO()
    Feed(page).write(whole, "utf-8")
    return whole.getvalue()
