"""The pieces of HTML: one element, no script, no style, no id; every link holds wherever the piece stands."""

from __future__ import annotations

import uuid
from itertools import groupby
from typing import Any
from urllib.parse import urljoin

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from cms.extension import FaultKind, current, in_service, kept_at, origins, withdrawal_words
from plugins.embed import reading
from plugins.embed.markup import clean
from plugins.embed.parameters import Asked


class NotThere(LookupError):
    """Nothing has that address, and nothing had."""


class Gone(LookupError):
    """The entry was withdrawn. `html` is what stands in its place."""

    def __init__(self, html: str) -> None:
        self.html = html
        super().__init__()


def _drawn(name: str, asked: Asked, **said: Any) -> str:
    """Without the request: what is drawn is the same for everybody."""
    levels = {"h": asked.level, "below": asked.level + 1}
    return render_to_string(f"plugins/embed/{name}.html", levels | said).strip() + "\n"


def entries(request: HttpRequest, asked: Asked) -> str:
    """The newest entries, or those of one item."""
    rows, item = reading.newest(request, asked.limit, asked.item), None
    if asked.item:
        item = reading.items(request, asked.item)[0]
    more = item.url if item else reading.base_of(request)
    return _drawn("entries", asked, rows=rows, item=item, more=more, site=current())


def catalog(request: HttpRequest, asked: Asked) -> str:
    """The registered catalog by section, each item with its newest entry and its state."""
    rows = reading.items(request)
    sections = [(title, list(found)) for title, found in groupby(rows, key=lambda row: row.section)]
    return _drawn("catalog", asked, sections=sections, more=reading.base_of(request), site=current())


def item(request: HttpRequest, asked: Asked, code: str) -> str:
    """One item: how it stands, and its newest entries. Raises NotThere."""
    found = reading.items(request, code)
    if not found:
        raise NotThere
    rows = reading.newest(request, asked.limit, code)
    return _drawn("item", asked, item=found[0], rows=rows, site=current())


def entry(request: HttpRequest, asked: Asked, key: uuid.UUID) -> str:
    """One entry in full. Raises NotThere, Gone."""
    found = reading.one(key)
    if found is None:
        raise NotThere
    base = origins(request, [found.unit.tenant_id]).get(found.unit.tenant_id, "") + "/"
    if found.withdrawn_at:
        words = withdrawal_words(found)
        if words["replacement"]:
            words["replacement"]["url"] = urljoin(base, words["replacement"]["url"])
        raise Gone(_drawn("withdrawn", asked, withdrawal=words))
    serves = in_service(found.unit)
    url = urljoin(base, found.path) if serves else urljoin(reading.base_of(request), kept_at(found))
    return _drawn(
        "entry",
        asked,
        entry=found,
        url=url,
        published_on=timezone.localdate(found.published_at),
        updated_on=timezone.localdate(found.updated_at),
        html=clean(found.html, base=url, level=asked.level + 1),
        # Files of a unit whose site is archived are not served any more.
        files=[file | {"url": urljoin(base, file["url"]) if serves else ""} for file in found.attachments],
        corrections=[said | {"label": FaultKind(said["fault"]).label} for said in found.corrections],
    )


def refusal(text: str) -> str:
    """What whoever wrote the address reads where the piece should be."""
    return render_to_string("plugins/embed/refusal.html", {"text": text}).strip() + "\n"
