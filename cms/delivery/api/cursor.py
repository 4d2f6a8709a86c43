"""Cursors: stable while rows are added, because they name a place and not a number.

Each is signed for the site, the list and the filters that it was made for: elsewhere it is as good as forged.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.core import signing
from django.db.models import Q, QuerySet

from cms.delivery.api.problems import Problem
from cms.delivery.api.reading import Conditions
from tenants.context import current_schema

# Value of `order` → (field, whether it goes down).
ORDERS = {
    "-public_at": ("public_at", True),
    "public_at": ("public_at", False),
    "-published_at": ("published_at", True),
    "published_at": ("published_at", False),
    "-updated_at": ("updated_at", True),
    "updated_at": ("updated_at", False),
}
CATALOG = ("filing__unit__order", "filing__unit__slug", "order")
FREE = {"cursor", "limit", "fields"}
"""What may change from one page of a list to the next."""


def _signer(name: str, values: Mapping[str, str]) -> signing.Signer:
    asked = signing.JSONSerializer().dumps(sorted(item for item in values.items() if item[0] not in FREE))
    return signing.Signer(salt=f"api-v1:{current_schema()}:{name}:{asked.decode()}")


def encode(name: str, values: Mapping[str, str], *place: Any) -> str:
    """A place in the list of a name, as it was asked for with these parameters."""
    return _signer(name, values).sign_object(place)


def decode(name: str, values: Mapping[str, str]) -> list[Any] | None:
    """The place that the parameter `cursor` names; None without one. Raises Problem for any that was not made here."""
    if "cursor" not in values:
        return None
    try:
        return _signer(name, values).unsign_object(values["cursor"])
    except (signing.BadSignature, ValueError) as error:
        raise Problem("invalid-cursor") from error


def cut(
    found: list[Any], *, limit: int, name: str, values: Mapping[str, str], place: Callable[[Any], tuple]
) -> tuple[list[Any], str | None]:
    """(rows of this page, cursor of the next page or None), of one row more than fits, where there is one."""
    if len(found) <= limit:
        return found, None
    return found[:limit], encode(name, values, *place(found[limit - 1]))


def after_moment(conditions: Conditions, *, order: str, name: str, values: Mapping[str, str]) -> str:
    """Add that entries, in one of ORDERS, stand behind the cursor. Returns the order in SQL."""
    field, descending = ORDERS[order]
    place = decode(name, values)
    if place is not None:
        moment, key = dt.datetime.fromisoformat(place[0]), uuid.UUID(place[1])
        # As "further on, or as far and with a greater key", but so that an index answers it.
        further = "<" if descending else ">"
        conditions.add(f"e.{field} {further}= %s", moment)
        conditions.add(f"(e.{field} {further} %s OR e.uuid > %s)", moment, key)
    return f"e.{field} {'DESC' if descending else 'ASC'}, e.uuid"


def due_page(rows: QuerySet, *, values: Mapping[str, str], limit: int) -> tuple[list[Any], str | None]:
    """(obligations of this page, cursor of the next page or None), by due date. One query."""
    rows, place = rows.order_by("due_on", "uuid"), decode("obligations", values)
    if place is not None:
        day, key = dt.date.fromisoformat(place[0]), uuid.UUID(place[1])
        rows = rows.filter(Q(due_on__gt=day) | Q(due_on=day, uuid__gt=key))
    return cut(
        list(rows[: limit + 1]),
        limit=limit,
        name="obligations",
        values=values,
        place=lambda row: (row.due_on.isoformat(), str(row.uuid)),
    )


def catalog_page(rows: QuerySet, *, values: Mapping[str, str], limit: int) -> tuple[list[Any], str | None]:
    """(items of this page, cursor of the next page or None), by unit in the register's order. One query."""
    rows, place = rows.order_by(*CATALOG), decode("catalog", values)
    if place is not None:
        unit_order, slug, number = place
        later_unit = Q(filing__unit__order=unit_order, filing__unit__slug__gt=slug)
        same_unit = Q(filing__unit__order=unit_order, filing__unit__slug=slug, order__gt=number)
        rows = rows.filter(Q(filing__unit__order__gt=unit_order) | later_unit | same_unit)
    return cut(
        list(rows[: limit + 1]),
        limit=limit,
        name="catalog",
        values=values,
        place=lambda row: (row.filing.unit.order, row.filing.unit.slug, row.order),
    )
