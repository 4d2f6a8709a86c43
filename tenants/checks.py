"""System checks: what must hold before this process may serve anybody."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from tenants.content_types import manifest, missing
from tenants.identity.passwords import PROFILES
from tenants.identity.roles import NEED_SECOND_FACTOR, MemberRole
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
def meeting_content_types(**kwargs: Any) -> list[CheckMessage]:
    """No two models have one content type id."""
    known = manifest()
    twice = sorted(label for label, number in known.items() if list(known.values()).count(number) > 1)
    return [Error(f"{'、'.join(twice)} have the same content type id", id="tenants.E010")] if twice else []


@register()
def ledger_access(**kwargs: Any) -> list[CheckMessage]:
    """Every ledger table says who may see it."""
    return [
        Error(f"{model._meta.label} declares no ledger_access", obj=model, id="tenants.E004")
        for model in ledger_models()
        if access_of(model) is None
    ]


@register()
def ways_in(**kwargs: Any) -> list[CheckMessage]:
    """Nobody comes in but by the door, with rules that exist, and the second factor is asked of those who must."""
    found: list[CheckMessage] = []
    if settings.AUTHENTICATION_BACKENDS != ["tenants.accounts.backends.IdentityBackend"]:
        found.append(Error("AUTHENTICATION_BACKENDS holds a way past the door", id="tenants.E005"))
    if "tenants.accounts.middleware.StandingMiddleware" not in settings.MIDDLEWARE:
        found.append(
            Error("MIDDLEWARE lacks StandingMiddleware: sessions would never end", id="tenants.E006")
        )
    if settings.PASSWORD_PROFILE not in PROFILES:
        known = "、".join(PROFILES)
        message = f"PASSWORD_PROFILE={settings.PASSWORD_PROFILE}：只有 {known}"
        found.append(Error(message, id="tenants.E007"))
    unknown = set(settings.SECOND_FACTOR_ROLES) - set(MemberRole.values)
    if unknown:
        found.append(Error(f"没有这样的角色：{'、'.join(sorted(unknown))}", id="tenants.E009"))
    missing = NEED_SECOND_FACTOR - set(settings.SECOND_FACTOR_ROLES)
    if missing and not settings.DEMONSTRATION:
        message = f"SECOND_FACTOR_ROLES 缺少 {'、'.join(sorted(missing))}"
        found.append(Error(message, id="tenants.E008"))
    return found
