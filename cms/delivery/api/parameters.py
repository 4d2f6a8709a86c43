"""Query parameters of the API. An unknown one is refused by name, so that a typing mistake is not an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from cms.delivery.api.problems import Problem

LIMIT, MAX_LIMIT = 20, 100
ITEMS, MOST_ITEMS = 200, 500
"""The same for a catalog, which front ends show whole."""
MOST_NAMED = 20
"""How many names a refusal repeats: who sends thousands is told once."""


def only(request: HttpRequest, *allowed: str) -> dict[str, str]:
    """The parameters of the request. Raises Problem naming those that are unknown, or given twice."""
    unknown = sorted(set(request.GET) - set(allowed))[:MOST_NAMED]
    twice = sorted(name for name in request.GET if len(request.GET.getlist(name)) > 1)
    if unknown:
        named = "、".join(unknown)
        raise Problem("unknown-parameter", named, unknown=unknown, allowed=sorted(allowed))
    if twice:
        raise Problem("repeated-parameter", "、".join(twice))
    values = {name: request.GET[name] for name in request.GET}
    broken = sorted(name for name, value in values.items() if "\0" in value)
    if broken:
        raise Problem("invalid-parameter", f"{'、'.join(broken)} 含有非法字符")
    return values


def moment(values: Mapping[str, str], name: str) -> dt.datetime | None:
    """A date (midnight in the district's time) or a date-time of a parameter."""
    text = values.get(name)
    if text is None:
        return None
    try:
        # A plus sign that was not escaped arrives as a space.
        found = parse_datetime(text.replace(" ", "+")) if len(text) > 10 else None
        day = None if found else parse_date(text)
        if day:
            found = dt.datetime.combine(day, dt.time.min)
        aware = found if found is None or timezone.is_aware(found) else timezone.make_aware(found)
        if aware:
            return aware.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        pass
    raise Problem("invalid-parameter", f"{name} 不是日期，写成 2026-03-05 或 2026-03-05T08:00:00+08:00")


def day(values: Mapping[str, str], name: str) -> dt.date | None:
    """A date of a parameter."""
    text = values.get(name)
    if text is None:
        return None
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if not found:
        raise Problem("invalid-parameter", f"{name} 不是日期，写成 2026-03-05")
    return found


def one_of(values: Mapping[str, str], name: str, known: Collection[str]) -> str | None:
    """A parameter that takes one of few values."""
    chosen = values.get(name)
    if chosen is not None and chosen not in known:
        allowed = list(known)
        raise Problem("invalid-parameter", f"{name} 可以是 {'、'.join(allowed)}", allowed=allowed)
    return chosen


def limit(values: Mapping[str, str], *, default: int = LIMIT, most: int = MAX_LIMIT) -> int:
    text = values.get("limit", str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 7 and 1 <= int(text) <= most):
        raise Problem("invalid-parameter", f"limit 是 1 到 {most} 的整数", maximum=most)
    return int(text)


def fields(values: Mapping[str, str], known: Collection[str]) -> set[str] | None:
    """The fields asked for, or None for all."""
    text = values.get("fields")
    if text is None:
        return None
    asked = set(text.split(","))
    unknown = sorted(asked - set(known))[:MOST_NAMED]
    if unknown:
        told = f"没有字段 {'、'.join(unknown)}"
        raise Problem("invalid-parameter", told, unknown=unknown, allowed=sorted(known))
    return asked
