"""What a step is bound to: the hashes of what a plan says, so that any change of it is noticed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cms.filing.digests import canonical, sha256
from cms.pages.content import content_hash
from cms.pages.models import ArticlePage
from cms.procedure.steps import COVERS


@dataclass(frozen=True)
class Bound:
    """SHA-256 of each aspect of a plan, in hexadecimal; the names are those of steps.Aspect."""

    content_hash: str
    terms_hash: str
    time_hash: str

    def values(self) -> dict[str, str]:
        return asdict(self)


def _moment(value: dt.datetime | None) -> str:
    return value.astimezone(dt.UTC).isoformat() if value else ""


def bound(page: ArticlePage, terms: Mapping[str, Any]) -> Bound:
    """What a plan for a page (as a revision has it) binds: `terms` are values of Plan by name."""
    return Bound(
        content_hash=content_hash(page),
        terms_hash=sha256(
            canonical(
                {
                    "item": page.item_code,
                    "period": page.period_key,
                    "scope": terms["scope"],
                    "channels": list(terms["channels"]),
                    "risk": terms.get("risk") or {},
                    "internal_on": str(terms.get("internal_on") or ""),
                }
            )
        ),
        time_hash=sha256(
            canonical({"from": _moment(terms.get("publish_at")), "until": _moment(terms.get("expire_at"))})
        ),
    )


def holds(record: Any, plan: Any) -> bool:
    """Whether a step that was taken still answers for the plan as it is now."""
    return all(getattr(record, name) == getattr(plan, name) for name in COVERS[record.step])


def passed(plan: Any, records: Iterable[Any]) -> set[str]:
    """Steps that were passed and still hold: the last word on each."""
    last: dict[str, Any] = {}
    for record in records:
        if record.step in COVERS:
            last[record.step] = record
    return {step for step, record in last.items() if record.outcome == "PASSED" and holds(record, plan)}
