"""更正: those on a page are kept in the ledger with the version in which they became public."""

from __future__ import annotations

import datetime as dt

from cms.publication.models import Correction, Entry


def with_versions(said: list[dict], before: Entry | None) -> list[dict]:
    """Corrections of a page, each with the version that it is about: the one public until now, where it is new."""
    if not said:
        return []
    known = dict(Correction.objects.filter(entry=before).values_list("key", "of_version")) if before else {}
    version = before.version if before else 1
    return [one | {"of_version": known.get(one["key"], version)} for one in said]


def keep(entry: Entry, at: dt.datetime) -> int:
    """Keep what the entry corrects and was not kept yet. Returns how many that are."""
    if not entry.corrections:
        return 0
    known = set(Correction.objects.filter(entry=entry).values_list("key", flat=True))
    fresh = [
        Correction(entry=entry, in_version=entry.version, at=at, **one)
        for one in entry.corrections
        if one["key"] not in known
    ]
    return len(Correction.objects.bulk_create(fresh))
