"""Logs: one line an event, with the tenant and the request it belongs to, and nothing of the visitor.

A path can hold a token, a query what somebody searched for, the message of an exception the value it failed on. So
none of them is written: a request is named by its route, a failure by its type, its SQLSTATE and where it happened.
"""

from __future__ import annotations

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from tenants import context

request_id: ContextVar[str] = ContextVar("request_id", default="")
FRAMES = 12
"""Innermost frames of a failure that are written down."""


def _tenant() -> str:
    """Slug of the bound tenant, without any check: a log line must not fail."""
    tenant = context._bound.get()
    return tenant.slug if tenant is not None else ""


def failure(error: BaseException) -> dict[str, Any]:
    """Type, SQLSTATE and frames of an exception and of what caused it; no message, no values."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    told: dict[str, Any] = {
        "type": f"{type(error).__module__}.{type(error).__qualname__}",
        "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
    state = getattr(error, "sqlstate", None)
    if state:
        told["sqlstate"] = state
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return told | ({"cause": failure(cause)} if cause is not None else {})


def message(record: logging.LogRecord) -> str:
    """What happened. Django's own words about a request end with its path, which is left out."""
    if record.name.startswith("django.") and hasattr(record, "request"):
        args = record.args if isinstance(record.args, tuple) else ()
        return str(args[0]) if args else record.name
    return record.getMessage()


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, message, request_id and tenant when there are, fields."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": message(record),
            "request_id": request_id.get(),
            "tenant": _tenant(),
            **getattr(record, "fields", {}),
        }
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if error is not None:
            line["error"] = failure(error)
        return json.dumps({key: value for key, value in line.items() if value != ""}, ensure_ascii=False)


class TextFormatter(logging.Formatter):
    """For a terminal: the message, and a traceback in full. For the machine of a developer, where nobody visits."""

    def format(self, record: logging.LogRecord) -> str:
        fields = getattr(record, "fields", None)
        text = super().format(record)
        return f"{text} {fields}" if fields else text
