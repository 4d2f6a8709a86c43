"""Which app's tables belong in which kind of schema."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections


@cache
def labels(setting: str) -> frozenset[str]:
    """App labels of SHARED_APPS or TENANT_APPS."""
    names = set(getattr(settings, setting))
    return frozenset(
        config.label
        for config in apps.get_app_configs()
        if config.name in names or f"{config.__module__}.{type(config).__name__}" in names
    )


class SchemaRouter:
    """The ledger's tables exist in `public` only, the workshop's in tenant schemas only."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        if db != "default":
            return False
        connection: Any = connections[db]
        in_public = connection.schema_name == "public"
        return app_label in labels("SHARED_APPS" if in_public else "TENANT_APPS")
