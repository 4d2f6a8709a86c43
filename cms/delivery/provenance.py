"""What the ledger knows of an article, for its page: metadata, provenance, versions."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import segno
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cms.delivery import linked
from cms.delivery.addresses import origin
from cms.delivery.context import standing_of
from cms.delivery.history import version_row
from cms.extension.kept import kept_types
from cms.obligations.models import Obligation
from cms.pages.corrections import FaultKind, corrections_of
from cms.procedure.queries import public_steps
from cms.publication.models import Entry, EntryVersion
from cms.publication.queries import versions_in_sight
from cms.publication.steps import for_card, is_emergency, records_of
from tenants.context import current

PICTURE = re.compile(r'<img\b[^>]*\bsrc="(/[^"]+)"')


def _day(moment) -> Any:
    return timezone.localtime(moment).date()


@lru_cache(maxsize=512)
def qr_svg(text: str) -> SafeString:
    """An inline SVG that a phone reads from paper. Made of our own address only, and kept: it is slow to draw."""
    # Nobody's text goes into the picture: it is drawn from our own address.
    return mark_safe(  # noqa: S308 -- drawn from our own address only
        segno.make(text, error="m").svg_inline(border=1, svgclass="qr", lineclass=None, omitsize=True)
    )


def _metadata(page, entry: Entry | None, publisher: str) -> list[tuple[str, str]]:
    index_no = f"{current().slug.upper()}-{page.item_code}-{str(page.translation_key)[:8]}"
    published = _day(entry.published_at) if entry else None
    rows = [
        (_("索引号"), index_no),
        (_("发布机构"), publisher),
        (_("文号"), page.doc_no),
        (_("成文日期"), f"{page.issued_on:%Y-%m-%d}" if page.issued_on else ""),
        (_("公开日期"), f"{published:%Y-%m-%d}" if published else ""),
        (_("公开范围"), page.item_page.get_scope_display()),
        (_("所属事项"), f"{page.item_code} {page.item_page.title}"),
        (_("有效性"), page.get_validity_display()),
    ]
    return [(label, str(value)) for label, value in rows if value]


def _timely(entry: Entry, due: Obligation | None) -> str:
    if due is None or due.met_on is None:
        return ""
    return "on_time" if due.met_on <= due.due_on else "late"


def corrections_told(page, entry: Entry | None) -> list[dict[str, Any]]:
    """The corrections on a page, numbered, each with the version it is about where that is public already."""
    versions = {one["key"]: one.get("of_version") for one in (entry.corrections if entry else [])}
    return [
        {
            "number": number,
            "kind_label": FaultKind(said["fault"]).label,
            "passage": said["passage"],
            "text": said["text"],
            "at": parse_date(said["on"]),
            "of_version": versions.get(said["key"]),
        }
        for number, said in enumerate(corrections_of(page), 1)
    ]


def _steps(versions: list[EntryVersion]) -> list[dict[str, Any]]:
    """As they stand today: what an emergency left out may have been made up for since."""
    newest = versions[0]
    return public_steps(records_of(newest.plan)) or newest.steps


def _first_picture(entry: Entry, base: str) -> str:
    """The address of the first picture in the entry's text; '' for none."""
    found = PICTURE.search(entry.html)
    return base + found[1] if found else ""


def _card(entry: Entry, versions: list[EntryVersion], base: str) -> dict[str, Any]:
    due = Obligation.objects.filter(entry_uuid=entry.uuid).first()
    steps = _steps(versions)
    shown = [row | {"on": parse_date(row["on"] or "")} for row in for_card(steps)]
    return {
        "item_code": entry.item_code,
        "item_title": entry.item_title,
        "due": due and due.due_on,
        "published_on": _day(entry.published_at),
        "published_at": entry.published_at,
        "period": entry.period_label,
        "url": base + entry.path,
        "image": _first_picture(entry, base),
        "public_on": _day(entry.public_at),
        "timely": _timely(entry, due),
        "steps": shown,
        "emergency": is_emergency(steps),
        "missing": [row["label"] for row in shown if not row["done"]],
        "hash": entry.content_hash,
        "verify_url": f"/api/v1/entries/{entry.uuid}",
        "qr_svg": qr_svg(base + entry.path),
    }


def _words(page, entry: Entry, request) -> SafeString | str:
    """What went public, word for word, where a plugin that said part of it is gone; not while somebody tries a draft."""
    if entry.withdrawn_at or getattr(request, "is_preview", False) or not kept_types(page.body):
        return ""
    return mark_safe(entry.html)  # noqa: S308 -- made by our own blocks when it was approved


def of_article(page, request) -> dict:
    """Contribution to the context of an article page. A constant number of queries."""
    unit = standing_of(request)
    entry = Entry.objects.filter(uuid=page.translation_key).first()
    corrections = corrections_told(page, entry)
    metadata = _metadata(page, entry, unit.name)
    if entry is None:
        return {"metadata": metadata, "provenance": None, "versions": [], "corrections": corrections}
    base = origin(request, unit.host) if unit.host else ""
    versions = versions_in_sight(entry)
    card = _card(entry, versions, base)
    said = linked.article(entry, corrections, publisher=unit.name, base=base, image=card["image"])
    return {
        "metadata": metadata,
        "corrections": corrections,
        "words": _words(page, entry, request),
        "versions": [version_row(one) for one in versions],
        "versions_url": f"{page.url}?versions",
        "provenance": card,
        "linked_data": said,
    }
