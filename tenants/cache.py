"""Cache keys that carry their tenant, and refuse to be made without one."""

from __future__ import annotations

from typing import Any

from tenants.context import current_schema


def make_key(key: str, key_prefix: str, version: Any) -> str:
    """KEY_FUNCTION of every alias but `shared`. Raises TenantNotBound."""
    return f"{current_schema()}:{key_prefix}:{version}:{key}"
