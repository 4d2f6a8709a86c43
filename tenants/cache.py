"""Cache keys that carry their tenant, and refuse to be made without one."""

from __future__ import annotations

from typing import Any

from tenants.context import current


def make_key(key: str, key_prefix: str, version: Any) -> str:
    """KEY_FUNCTION of every alias but `shared`. Raises TenantNotBound.

    The tenant's own version is read with its row at each request, so raising it empties the cache of every process.
    """
    tenant = current()
    return f"{tenant.schema_name}.{tenant.cache_version}:{key_prefix}:{version}:{key}"
