"""What the desk asks and tells the rooms that come after it.

It may not import them, so whoever publishes answers these.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.dispatch import Signal

population = Signal()
"""What was published in a period. Arguments: `after`, `until`. Asked at the centre, where no unit's tenant is bound;
answers a list of Published."""

described = Signal()
"""What a public entry says. Argument: `entry`, its uuid. Asked in the unit's tenant; answers Described, or None for
an entry that is not public."""

decided = Signal()
"""A case that nothing in the procedure waits for was decided: a sample, or something kept back by a hold. Argument:
`case`. Sent in the unit's tenant, inside the transaction that decides it."""

released = Signal()
"""A hold is over. Argument: `hold`. Sent in each unit that it concerned, with its tenant bound; perhaps more than
once. Another hold may still be in force: ask `queries.hold_on` again."""


@dataclass(frozen=True)
class Published:
    """One entry that can be drawn: its key, whose it is, and what decides the share."""

    entry: uuid.UUID
    schema_name: str
    kind: str
    level: str


@dataclass(frozen=True)
class Described:
    """What a case about a public entry is made of. `snapshot` is as snapshot.py says."""

    title: str
    item_code: str
    level: str
    content_hash: str
    item_title: str = ""
    plan: uuid.UUID | None = None
    snapshot: dict[str, Any] = field(default_factory=dict)


def answers(signal: Signal, **asked: Any) -> list[Any]:
    """What those who listen answer."""
    return [answer for _receiver, answer in signal.send(sender=None, **asked)]
