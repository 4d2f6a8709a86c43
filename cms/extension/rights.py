"""What roles may do with models of plugins: part of what a site starts with, and follows when a plugin comes or goes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from cms.extension.registry import registry


def rights_of(role: str) -> tuple[str, ...]:
    """Permissions that the plugins give a role. They open nothing where the plugin is off."""
    return tuple(name for _slug, rights in registry().of("rights") for name in rights.get(role, ()))


def may(request: HttpRequest, permission: str) -> bool:
    """Whether whoever asks has a right, `app.codename`, on the bound site. A stranger has none."""
    user: Any = request.user
    return bool(user.has_perm(permission))
