"""What machines read in a page: schema.org's words for an article, its versions and what was corrected in it."""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from cms.publication.models import Entry

# So that no text can end the element that it stands in.
HARMLESS = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def linked_data(entry: Entry, corrections: list[dict[str, Any]], *, publisher: str, base: str) -> SafeString:
    """A JSON-LD document, ready to stand in a script element."""
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": base + entry.path,
        "headline": entry.title,
        "description": entry.summary,
        "identifier": str(entry.uuid),
        "version": entry.version,
        "datePublished": entry.published_at.isoformat(),
        "dateModified": entry.updated_at.isoformat(),
        "publisher": {"@type": "Organization", "name": publisher},
        "correction": [
            {
                "@type": "CorrectionComment",
                "text": one["text"],
                "about": one["passage"],
                "name": str(one["kind_label"]),
                "datePublished": one["at"].isoformat() if one["at"] else None,
            }
            for one in corrections
        ],
    }
    text = json.dumps({key: value for key, value in told.items() if value}, ensure_ascii=False)
    return mark_safe(text.translate(HARMLESS))  # noqa: S308 -- JSON without a character that HTML knows
