"""What the product's register has to do with packages. `settings.TENANT_REGISTER` names the module that does it.

`tenants` knows sites and schemas; which organisation a site speaks for, and what its name may be, the product knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import psycopg
from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Newcomer:
    """A site that is being taken in: what the package says of its unit, and what it will be called here."""

    facts: dict[str, Any]
    slug: str
    title: str
    is_copy: bool
    """Whether the original is, or was, here: then it is another unit with a name of its own."""


class Register(Protocol):
    def facts(self, owner: psycopg.Connection, slug: str) -> dict[str, Any]:
        """Plain values that describe the unit of a site, for another register to know it by."""

    def problems(self, owner: psycopg.Connection, newcomer: Newcomer) -> list[str]:
        """Why the register cannot take the unit in."""

    def admit(
        self, owner: psycopg.Connection, newcomer: Newcomer, tenant: int
    ) -> tuple[dict[str, str], list[str]]:
        """Give the site with a primary key its unit. Runs with the central schema bound.

        Returns uuids of the package and what they are here, and lines on what could not be kept.
        """


def register() -> Register:
    return import_string(settings.TENANT_REGISTER)()
