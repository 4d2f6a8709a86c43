"""Registered media and how they answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from cms.extension import MediaProbe, MediaRegistration
from plugins.evaluation.gathering.asked import Asked, Row, said

REACHED, REGISTERED = "REACHED", "REGISTERED"


def media(asked: Asked) -> Iterator[tuple[str, Row]]:
    probes: dict[Any, list[bool]] = defaultdict(list)
    rows = asked.rows(MediaProbe).filter(at__date__gte=asked.since, at__date__lte=asked.last)
    for registration, outcome in rows.values_list("registration_id", "outcome"):
        probes[registration].append(outcome == REACHED)
    rows = asked.rows(MediaRegistration).filter(state=REGISTERED, registered_on__lte=asked.last)
    names = ("schema_name", "pk", "kind", "registered_on", "confirmed_on")
    for schema, key, kind, registered, confirmed in rows.values_list(*names):
        yield (
            schema,
            {
                "kind": "media",
                "medium": str(key),
                "media_kind": kind,
                "registered_on": said(registered),
                "confirmed_on": said(confirmed),
                "probes_ok": sum(probes[key]),
                "probes": len(probes[key]),
            },
        )
