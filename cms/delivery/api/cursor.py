"""Cursors over entries: stable while new ones are added, because they name a place and not a number."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
import uuid

from django.db.models import Q

from cms.delivery.api.problems import Problem

ORDERS = {"-published_at": ("published_at", True), "published_at": ("published_at", False),
          "-updated_at": ("updated_at", True), "updated_at": ("updated_at", False)}  # fmt: skip


def encode(order: str, moment: dt.datetime, key: uuid.UUID) -> str:
    text = json.dumps([order, moment.isoformat(), str(key)])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(order: str, cursor: str) -> tuple[dt.datetime, uuid.UUID]:
    """The place a cursor names. Raises Problem for one that is broken or was made for another order."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        made_for, moment, key = json.loads(base64.urlsafe_b64decode(padded))
        place = dt.datetime.fromisoformat(moment), uuid.UUID(key)
    except (ValueError, TypeError, AttributeError, binascii.Error) as error:
        raise Problem(400, "游标无效", "请从第一页重新开始，不带 cursor 参数。") from error
    if made_for != order or place[0].tzinfo is None:
        raise Problem(400, "游标无效", "游标与 order 参数不一致。")
    return place


def page(rows, *, order: str, cursor: str | None, limit: int):
    """(entries of this page, cursor of the next page or None). One query."""
    field, descending = ORDERS[order]
    rows = rows.order_by(f"-{field}" if descending else field, "uuid")
    if cursor:
        moment, key = decode(order, cursor)
        side = f"{field}__lt" if descending else f"{field}__gt"
        rows = rows.filter(Q(**{side: moment}) | Q(**{field: moment, "uuid__gt": key}))
    found = list(rows[: limit + 1])
    following = None
    if len(found) > limit:
        last = found[limit - 1]
        following = encode(order, getattr(last, field), last.uuid)
    return found[:limit], following
