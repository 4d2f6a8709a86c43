"""Query parameters of the API. An unknown one is refused by name, so that a typing mistake is not an answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from cms.delivery.api.cursor import ORDERS
from cms.delivery.api.problems import Problem

LIMIT, MAX_LIMIT = 20, 100


def only(request: HttpRequest, *allowed: str) -> dict[str, str]:
    """The parameters of the request. Raises Problem naming all that are unknown, or given twice."""
    unknown = sorted(set(request.GET) - set(allowed))
    twice = sorted(name for name in request.GET if len(request.GET.getlist(name)) > 1)
    if unknown:
        raise Problem(400, "不认识的参数", "、".join(unknown), unknown=unknown, allowed=sorted(allowed))
    if twice:
        raise Problem(400, "参数重复", "、".join(twice))
    values = {name: request.GET[name] for name in request.GET}
    broken = sorted(name for name, value in values.items() if "\0" in value)
    if broken:
        raise Problem(400, "参数含有非法字符", "、".join(broken))
    return values


def moment(values: dict[str, str], name: str) -> dt.datetime | None:
    """A date (midnight in the district's time) or a date-time of a parameter."""
    text = values.get(name)
    if not text:
        return None
    try:
        found = parse_datetime(text.replace(" ", "+")) if len(text) > 10 else None
        day = None if found else parse_date(text)
    except ValueError:
        found = day = None
    if day:
        found = dt.datetime.combine(day, dt.time.min)
    if not found:
        raise Problem(400, f"{name} 不是日期", "写成 2026-03-05 或 2026-03-05T08:00:00+08:00。")
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def day(values: dict[str, str], name: str) -> dt.date | None:
    """A date of a parameter."""
    text = values.get(name)
    if not text:
        return None
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if not found:
        raise Problem(400, f"{name} 不是日期", "写成 2026-03-05。")
    return found


def one_of(values: dict[str, str], name: str, known: list[str]) -> str | None:
    """A parameter that takes one of few values."""
    chosen = values.get(name)
    if chosen is not None and chosen not in known:
        raise Problem(400, f"{name} 不支持", "、".join(known), allowed=known)
    return chosen


def limit(values: dict[str, str], *, default: int = LIMIT, most: int = MAX_LIMIT) -> int:
    text = values.get("limit", str(default))
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:6]) <= most:
        raise Problem(400, "limit 超出范围", f"1 到 {most} 的整数。")
    return int(text)


def order(values: dict[str, str]) -> str:
    chosen = values.get("order", "-public_at")
    if chosen not in ORDERS:
        raise Problem(400, "order 不支持", "、".join(ORDERS), allowed=list(ORDERS))
    return chosen


def fields(values: dict[str, str], known: set[str]) -> set[str] | None:
    """The fields asked for, or None for all."""
    text = values.get("fields")
    if text is None:
        return None
    asked = {name for name in text.split(",") if name}
    unknown = sorted(asked - known)
    if unknown:
        raise Problem(400, "不认识的字段", "、".join(unknown), unknown=unknown, allowed=sorted(known))
    return asked


def sparse(row: dict[str, Any], asked: set[str] | None) -> dict[str, Any]:
    return row if asked is None else {name: value for name, value in row.items() if name in asked}
