"""Theme folders that plugins bring."""

from __future__ import annotations

from pathlib import Path

from cms.extension import gate
from cms.extension.registry import registry


def theme_folders() -> list[Path]:
    """Of all plugins, on or off: what the process must know, as for static files."""
    return [folder for _slug, folder in registry().each("themes")]


def theme_owner(name: str) -> str:
    """The plugin that brings a theme of that name; empty for the product's own."""
    return next((slug for slug, folder in registry().each("themes") if folder.name == name), "")


def theme_seen(folder: Path) -> bool:
    """Whether the bound site may look like it: a theme of the product, or of a plugin that is to be seen here."""
    slugs = [slug for slug, one in registry().each("themes") if one == folder]
    return not slugs or any(gate.visible(slug) for slug in slugs)
