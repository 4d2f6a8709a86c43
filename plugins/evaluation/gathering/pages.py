"""What became public, what left, what was corrected, and what the nightly scan found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, F, Func, Q, Value

from cms.extension import Correction, Entry, EntryVersion, Withdrawal
from plugins.evaluation.gathering.asked import Asked, Row, day, said, told
from plugins.evaluation.ledger.models import PageCheck, Scan

# Words only: a text that is set differently is the same text. Done by the database, which has it at hand, and once for each
# text (OFFSET 0 keeps PostgreSQL from writing the expression out twice), for it is most of what gathering costs.
HASHED = Func(
    F("html"), Value(r"<[^>]*>|&[a-z#0-9]+;|\s"), Value(""), Value("g"), output_field=CharField(),
    template="(SELECT md5(bare) || ' ' || length(bare) FROM (SELECT regexp_replace(%(expressions)s) AS bare OFFSET 0) said)",
)  # fmt: skip
LOOKED_AT = "summary"
"""The rule that stands for all of them where none found anything."""


def versions(asked: Asked) -> Iterator[tuple[str, Row]]:
    """Every version that became public up to the last day, also before the period: its text may be repeated."""
    rows = asked.rows(EntryVersion).filter(at__date__lte=asked.last).annotate(hashed=HASHED)
    names = (
        "schema_name", "entry_id", "number", "entry__item_code", "entry__period_key", "entry__kind", "at", "change",
        "hashed",
    )  # fmt: skip
    for schema, entry, number, item, period, form, at, change, hashed in rows.values_list(*names):
        text, _space, length = hashed.partition(" ")
        yield (
            schema,
            {
                "kind": "version",
                "entry": str(entry),
                "number": number,
                "item": item,
                "period": period or None,
                "on": told(at),
                "change": change,
                "text": text,
                "length": int(length),
                "form": form,
            },
        )


def departures(asked: Asked) -> Iterator[tuple[str, Row]]:
    # Also what left after the period: it was taken away again once nobody looked.
    rows = asked.rows(Withdrawal).filter(at__date__lte=asked.as_of)
    names = ("schema_name", "entry_id", "kind", "at", "notice_until", "replacement")
    seen: set[tuple[Any, dt.date | None]] = set()
    for schema, entry, kind, at, notice_until, replacement in rows.order_by("at", "uuid").values_list(*names):
        if (entry, day(at)) in seen:
            continue
        seen.add((entry, day(at)))
        yield (
            schema,
            {
                "kind": "departure",
                "entry": str(entry),
                "on": told(at),
                "departure": kind,
                "early": notice_until is not None,
                "replaced_by": str(replacement) if replacement else None,
            },
        )


def corrections(asked: Asked) -> Iterator[tuple[str, Row]]:
    rows = asked.rows(Correction).filter(at__date__lte=asked.last)
    for schema, entry, version, at, fault in rows.values_list(
        "schema_name", "entry_id", "of_version", "at", "fault"
    ).distinct():
        yield schema, {
            "kind": "correction", "entry": str(entry), "of_version": version, "on": told(at), "fault": fault,
        }  # fmt: skip


def notices(asked: Asked) -> Iterator[tuple[str, Row]]:
    """Notices of the period by what their newest version says; how they ended, by the withdrawal."""
    early = set(asked.rows(Withdrawal).exclude(notice_until=None).values_list("entry_id", flat=True))
    rows = asked.rows(Entry).filter(kind="notice", published_at__date__lte=asked.last)
    for schema, key, fields in rows.values_list("schema_name", "pk", "fields"):
        details = fields.get("details") or {}
        start, end = details.get("start"), details.get("end")
        if not (start and end) or not asked.since.isoformat() <= str(end) <= asked.until.isoformat():
            continue
        length = (dt.date.fromisoformat(end) - dt.date.fromisoformat(start)).days
        result = details.get("result_on")
        yield (
            schema,
            {
                "kind": "notice",
                "entry": str(key),
                "form": "NOTICE",
                "from": start,
                "until": end,
                "least_days": max(length, 0),
                "ended_early": key in early,
                "result_on": result if result and result <= said(asked.last) else None,
            },
        )


def checks(asked: Asked) -> Iterator[tuple[str, Row]]:
    """Faults of single entries, and of each other entry that was looked at, that it is right. What is missing as a
    whole is told by duties."""
    rows = asked.rows(PageCheck).filter(since__lte=asked.last).exclude(entry=None)
    rows = rows.filter(Q(fixed_on=None) | Q(fixed_on__gte=asked.since))
    faulty: set[Any] = set()
    for schema, entry, rule, since, fixed in rows.values_list(
        "schema_name", "entry", "rule", "since", "fixed_on"
    ):
        faulty.add(entry)
        yield (
            schema,
            {
                "kind": "check",
                "entry": str(entry),
                "rule": rule,
                "result": "fail",
                "since": said(since),
                "warned_on": said(since),
                "fixed_on": said(fixed) if fixed and fixed <= asked.last else None,
            },
        )
    scanned = dict(asked.rows(Scan).values_list("schema_name", "on"))
    rows = asked.rows(Entry).filter(published_at__date__lte=asked.last)
    for schema, key, at in rows.values_list("schema_name", "pk", "published_at"):
        if key not in faulty and schema in scanned and day(at) <= scanned[schema]:
            yield schema, {
                "kind": "check", "entry": str(key), "rule": LOOKED_AT, "result": "pass", "since": told(at),
                "warned_on": None, "fixed_on": None,
            }  # fmt: skip
