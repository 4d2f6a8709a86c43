"""Who compiles: a person with an identity, or a command without one."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Author:
    """`identity` is the person's across the district; it outlives the account on this site."""

    name: str = ""
    identity: uuid.UUID | None = None

    @classmethod
    def of(cls, user: Any) -> Author:
        return cls(user.get_full_name()[:100], user.identity_uuid)


NOBODY = Author()
