"""Who does something about a filing: a person in a unit, or the operator's command line."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from cms.registry.models import Unit
from tenants.audit.actions import operator
from tenants.context import current


@dataclass(frozen=True)
class Actor:
    """Plain values, for they go into another unit's tenant."""

    name: str
    identity: uuid.UUID | None = None
    unit: str = ""

    @classmethod
    def of(cls, user: Any) -> Actor:
        """A person who is signed in on the bound site."""
        unit = own_unit()
        return cls(user.get_full_name(), user.identity_uuid, unit.name if unit else current().title)

    @classmethod
    def of_command_line(cls) -> Actor:
        return cls(operator())


def own_unit() -> Unit | None:
    """The unit that the bound site speaks for. One query."""
    return Unit.objects.select_related("tenant").filter(tenant__schema_name=current().schema_name).first()
