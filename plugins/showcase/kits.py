"""做法包: what another unit can take over of a practice. Catalog items as the texts of their cells, public entries as
samples, settings as proposals. It holds nothing but what is public already."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable
from typing import Any

from cms.extension import FiledItem, Unit, eyes, offered, public_entries

MOST_PARAGRAPHS = 200
Kit = dict[str, Any]
"""{"items": [{"code", "title", "cells": {cell: text}}], "pages": [{"key", "item", "title", "summary", "paragraphs"}],
"settings": [{"plugin", "title", "values"}]}"""


def kit_of(
    unit: Unit,
    *,
    items: Iterable[str] | None = None,
    pages: Iterable[uuid.UUID] = (),
    settings: Iterable[dict[str, Any]] = (),
) -> Kit:
    """A kit out of a unit's registered public items (all, or those codes) and its public entries that were chosen.
    On the central site. Two queries."""
    rows = FiledItem.objects.using(eyes()).filter(
        FiledItem.public(), filing__state="REGISTERED", filing__unit=unit
    )
    wanted = None if items is None else set(items)
    chosen = [row for row in rows if wanted is None or row.code in wanted]
    entries = public_entries(using=eyes()).filter(unit=unit, uuid__in=list(pages))
    return {
        "items": [{"code": row.code, "title": row.title, "cells": offered(row)} for row in chosen],
        "pages": [
            {
                "key": str(one.pk), "item": one.item_code, "title": one.title, "summary": one.summary,
                "paragraphs": [line.strip() for line in one.text.splitlines() if line.strip()][:MOST_PARAGRAPHS],
            }
            for one in entries
        ],
        "settings": [dict(one) for one in settings],
    }  # fmt: skip


def digest_of(kit: Kit) -> str:
    """SHA-256 of a kit, whatever the order of its keys."""
    return hashlib.sha256(
        json.dumps(kit, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()
