"""What roles may do with models of plugins: part of what a site starts with, and follows when a plugin comes or goes."""

from __future__ import annotations

from cms.extension.registry import registry


def rights_of(role: str) -> tuple[str, ...]:
    """Permissions that the plugins give a role. They open nothing where the plugin is off."""
    return tuple(name for _slug, rights in registry().of("rights") for name in rights.get(role, ()))
