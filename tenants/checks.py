"""System checks: what must hold before this process may serve anybody."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from tenants.content_types import missing
from tenants.ledger import access_of, ledger_models

UNSCOPED_CACHES = {"shared"}


@register()
def app_lists(**kwargs: Any) -> list[CheckMessage]:
    """No app is in both lists: a table that exists in both is read in one and written in the other."""
    both = set(settings.SHARED_APPS) & set(settings.TENANT_APPS)
    return [Error(f"{app} is both shared and tenant", id="tenants.E001") for app in sorted(both)]


@register()
def cache_keys(**kwargs: Any) -> list[CheckMessage]:
    """Every cache alias carries the tenant in its keys, but for the one that is meant to be shared."""
    return [
        Error(f"cache {alias!r} has no tenant key function", id="tenants.E002")
        for alias, options in settings.CACHES.items()
        if alias not in UNSCOPED_CACHES and options.get("KEY_FUNCTION") != "tenants.cache.make_key"
    ]


@register()
def pinned_content_types(**kwargs: Any) -> list[CheckMessage]:
    """Every tenant model has its content type id."""
    hint = "run `cms contenttypes` and commit tenants/content_types.lock"
    return [Error(f"{label} has no pinned content type", hint=hint, id="tenants.E003") for label in missing()]


@register()
def ledger_access(**kwargs: Any) -> list[CheckMessage]:
    """Every ledger table says who may see it."""
    return [
        Error(f"{model._meta.label} declares no ledger_access", obj=model, id="tenants.E004")
        for model in ledger_models()
        if access_of(model) is None
    ]
