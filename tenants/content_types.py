"""Content type ids, the same in every schema of every installation.

Django, Wagtail and django-tenants keep ContentType objects in caches that belong to the process, not to a
schema. Ids that differ between schemas would make those caches hand out another model's permissions. So the
ids are written down, append-only, in content_types.lock.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings

from tenants.routers import labels

FOREIGN = 1_000_000_000
MANIFEST = Path(__file__).with_name("content_types.lock")
FIRST_UNPINNED = 1_000_000
"""Where the sequence continues: an id above it was made without the manifest and is a mistake."""


def manifest() -> dict[str, int]:
    """`app_label.model` → id: those of the file in its order, then those of apps from outside."""
    lines = (line.split() for line in MANIFEST.read_text().splitlines() if line and not line.startswith("#"))
    return {label: int(number) for label, number in lines} | foreign()


def foreign() -> dict[str, int]:
    """Ids of models that do not come with the product: made from their names, so that they are the same everywhere
    without a file that many authors write. Two that meet are an error when the process starts (tenants.E010)."""
    if not getattr(settings, "TENANT_FOREIGN_APPS", ()):
        return {}
    known = labels("TENANT_FOREIGN_APPS")
    return {label: derived(label) for label in all_models() if label.partition(".")[0] in known}


def derived(label: str) -> int:
    """An id above all that are given out by file or by mistake, and within what the column holds."""
    return FOREIGN + int(hashlib.sha256(label.encode()).hexdigest(), 16) % FOREIGN


def all_models() -> list[str]:
    """`app_label.model` of every model, in the order of the apps.

    Those of the ledger too: Django makes a content type and permissions for them in every tenant, and the
    office's admin needs them.
    """
    return [f"{m._meta.app_label}.{m._meta.model_name}" for m in apps.get_models(include_auto_created=False)]


def missing() -> list[str]:
    """Models that have no id yet."""
    known = manifest()
    return [label for label in all_models() if label not in known]


def append_missing() -> list[str]:
    """Give every model without an id the next free one, in the file. Returns what was added."""
    added = missing()
    number = max((one for one in manifest().values() if one < FOREIGN), default=0)
    with MANIFEST.open("a") as file:
        for label in added:
            number += 1
            file.write(f"{label} {number}\n")
    return added


def pin(cursor: Any) -> None:
    """Write the manifest into the django_content_type table of the schema the cursor is in."""
    cursor.execute("DELETE FROM django_content_type")
    rows = [(number, *label.split(".")) for label, number in manifest().items()]
    cursor.executemany("INSERT INTO django_content_type (id, app_label, model) VALUES (%s, %s, %s)", rows)
    cursor.execute("SELECT setval(pg_get_serial_sequence('django_content_type', 'id'), %s)", [FIRST_UNPINNED])


def complete(cursor: Any) -> None:
    """Add what the manifest has and the schema the cursor is in has not. Changes no row that is there."""
    rows = [(number, *label.split(".")) for label, number in manifest().items()]
    cursor.executemany(
        "INSERT INTO django_content_type (id, app_label, model) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        rows,
    )
