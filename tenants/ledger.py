"""What a table of the ledger declares about who may see and change its rows."""

from __future__ import annotations

import enum

from django.apps import apps
from django.db import models

from tenants.context import current_schema
from tenants.routers import labels


class Access(enum.Enum):
    """How PostgreSQL guards a ledger table. `tenants.isolation` turns it into grants and policies."""

    ROUTING = "routing"
    """Read by every process before a tenant is bound; written by the owner role only."""
    DIRECTORY = "directory"
    """Public facts about the district: everyone reads, only the central tenant writes."""
    OWN = "own"
    """Rows of one unit, which alone reads and writes them; the central reader sees all, a guide its own units'."""
    PRIVATE = "private"
    """Rows of one unit that not even the central reader sees."""
    OVERSEEN = "overseen"
    """Rows of one unit that it alone writes; the office reads them in its own admin, the central reader does not."""
    PASSING = "passing"
    """As overseen, for rows that the unit also removes when they are old."""
    GUIDED = "guided"
    """As passing, and whoever guides the unit reads them too, in their own admin."""
    RECORDED = "recorded"
    """As overseen, for rows that nobody changes once they are there."""
    CENTRE = "centre"
    """Secrets of people: read and written while the central tenant is bound, and by nobody in a unit."""
    FROZEN = "frozen"
    """As own, for rows that the unit may add and nobody may change."""
    ADDRESSED = "addressed"
    """Rows of one unit that it alone writes and another one decides about: the office reads them in its own admin,
    whom they are addressed to (`to_id`) in theirs, and nobody else; not the central reader either."""
    ADDRESSED_FROZEN = "addressed_frozen"
    """As addressed, for rows that nobody changes once they are there."""
    SHARED = "shared"
    """Rows of one unit that it alone writes, and that others read as far as the model says (`ledger_readers`: SQL about
    a row, asked as whoever reads); not the central reader. For what is sealed until a moment, or meant for a few."""
    SHARED_FROZEN = "shared_frozen"
    """As shared, for rows that nobody changes once they are there."""
    DIRECTED = "directed"
    """What the office says to one unit (`unit_id`), or to all where it names none: written by it alone, read by whom
    it concerns."""
    ISSUED = "issued"
    """What the office says of one unit (`schema_name`): written by it alone, read by the unit and whoever guides it; not
    by the central reader, which is behind the public pages."""
    IDENTITY = "identity"
    """People: visible where they have a membership, and to the central tenant."""
    SWITCHED = "switched"
    """As overseen, for what is on or off in a unit: the worker asks where there is work for it."""
    QUEUE = "queue"
    """Work that a unit orders: it adds and sees its own rows; the worker hands out those of all units."""
    WORKERS = "workers"
    """The workers' own tables: they write, the central reader sees, a unit does not."""
    DERIVED = "derived"
    """As own, for rows that only repeat what is public and go when it goes: the unit removes them too."""
    OWNER_ONLY = "owner_only"
    """The operator's own tables: no other role has any right."""


class OwnRow(models.Model):
    """A ledger row that belongs to one unit, named by its schema. Never a foreign key into a schema."""

    ledger_access = Access.OWN
    packaged = True
    """Whether the rows go along when the unit is exported. False for what belongs to the installation."""
    schema_name = models.CharField(max_length=63, default=current_schema, editable=False)

    class Meta:
        abstract = True


class DirectoryRow(models.Model):
    """A ledger row that the whole district may read and the office alone may write."""

    ledger_access = Access.DIRECTORY

    class Meta:
        abstract = True


def ledger_models() -> list[type[models.Model]]:
    """Every model whose table lives in `public`, in a stable order."""
    found = [model for model in apps.get_models() if model._meta.app_label in labels("SHARED_APPS")]
    return sorted(found, key=lambda model: model._meta.db_table)


def packaged_models() -> list[type[models.Model]]:
    """Ledger models whose rows are part of a unit's package."""
    return [model for model in ledger_models() if getattr(model, "packaged", False)]


def readers_of(model: type[models.Model]) -> str:
    """Who besides its unit reads a row of a shared table: SQL about the row. Nobody where nothing is declared."""
    return getattr(model, "ledger_readers", "") or "false"


def access_of(model: type[models.Model]) -> Access | None:
    """The declared access of a ledger model, or None when it declares nothing (an error)."""
    return getattr(model, "ledger_access", None)
