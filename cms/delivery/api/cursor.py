"""Cursors: stable while rows are added, because they name a place and not a number."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
import uuid
from typing import Any

from django.db.models import Q

from cms.delivery.api.problems import Problem

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


def encode(*place: Any) -> str:
    """The first part says which list and order the place is in."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def decode(cursor: str, kind: str) -> list[Any]:
    """The place a cursor names, without its kind. Raises Problem for one that is broken or of another list."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        made_for, *place = json.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, TypeError, binascii.Error) as error:
        raise Problem(400, "游标无效", "请从第一页重新开始，不带 cursor 参数。") from error
    if made_for != kind:
        raise Problem(400, "游标无效", "游标与 order 参数不一致，或来自另一个列表。")
    return place


def _moment(place: list[Any]) -> tuple[dt.datetime, uuid.UUID]:
    try:
        text, key = place
        moment, entry = dt.datetime.fromisoformat(text), uuid.UUID(key)
    except (ValueError, TypeError, AttributeError) as error:
        raise Problem(400, "游标无效", "请从第一页重新开始，不带 cursor 参数。") from error
    if moment.tzinfo is None:
        raise Problem(400, "游标无效", "请从第一页重新开始，不带 cursor 参数。")
    return moment, entry


def page(rows, *, order: str, cursor: str | None, limit: int):
    """(entries of this page, cursor of the next page or None). One query."""
    field, descending = ORDERS[order]
    rows = rows.order_by(f"-{field}" if descending else field, "uuid")
    if cursor:
        moment, key = _moment(decode(cursor, order))
        side = f"{field}__lt" if descending else f"{field}__gt"
        rows = rows.filter(Q(**{side: moment}) | Q(**{field: moment, "uuid__gt": key}))
    found = list(rows[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], encode(order, getattr(last, field).isoformat(), str(last.uuid))


def due_page(rows, *, cursor: str | None, limit: int):
    """(obligations of this page, cursor of the next page or None), by due date. One query."""
    rows = rows.order_by("due_on", "uuid")
    if cursor:
        day, key = _day(decode(cursor, "due"))
        rows = rows.filter(Q(due_on__gt=day) | Q(due_on=day, uuid__gt=key))
    found = list(rows[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], encode("due", last.due_on.isoformat(), str(last.uuid))


def _day(place: list[Any]) -> tuple[dt.date, uuid.UUID]:
    try:
        text, key = place
        return dt.date.fromisoformat(text), uuid.UUID(key)
    except (ValueError, TypeError, AttributeError) as error:
        raise Problem(400, "游标无效", "请从第一页重新开始，不带 cursor 参数。") from error


def catalog_page(rows, *, cursor: str | None, limit: int):
    """(items of this page, cursor of the next page or None), by unit in the register's order. One query."""
    rows = rows.order_by(*CATALOG)
    if cursor:
        place = decode(cursor, "catalog")
        if list(map(type, place)) != [int, str, int]:
            raise Problem(400, "游标无效", "请从第一页重新开始，不带 cursor 参数。")
        unit_order, slug, number = place
        later_unit = Q(filing__unit__order=unit_order, filing__unit__slug__gt=slug)
        same_unit = Q(filing__unit__order=unit_order, filing__unit__slug=slug, order__gt=number)
        rows = rows.filter(Q(filing__unit__order__gt=unit_order) | later_unit | same_unit)
    found = list(rows[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], encode("catalog", last.filing.unit.order, last.filing.unit.slug, last.order)
