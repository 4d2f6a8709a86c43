"""Answers as bytes at once. What the endpoints return is described by cms/delivery/api/schemas.py and held to it by tests;
going through those models at every request would cost more than everything else."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def answered(data: dict[str, Any]) -> HttpResponse:
    """JSON with Chinese as itself."""
    return HttpResponse(_encode(data), content_type="application/json")
