"""Templates of the theme that the bound tenant wears, then of its parents, then of base."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import SuspiciousFileOperation
from django.template import Origin
from django.template.loaders import cached, filesystem
from django.utils._os import safe_join

from cms.theming.catalogue import BASE, theme
from cms.theming.look import worn

PREFIXES = ("site/", "pages/", "details/", "blocks/", "delivery/", "plugins/")
"""The only names that a theme answers for. Nothing of the admin is among them."""
PLAIN = {"site/plain.html", "500.html", "503.html", "delivery/no_preview.html"}
"""For when no database answers: nobody asks which theme it is."""


def is_themed(name: str) -> bool:
    return name.startswith(PREFIXES) and name not in PLAIN


def theme_slug() -> str:
    """The theme in force: the tenant's, or base outside any tenant (the page for an unknown host)."""
    return worn().theme


class ThemeLoader(filesystem.Loader):
    """Looks in the theme's folder and its parents'; for names that are not themed in base alone."""

    def slug(self) -> str:
        return theme_slug()

    def get_template_sources(self, template_name: str) -> Iterator[Origin]:
        chain = theme(self.slug() if is_themed(template_name) else BASE).folders
        for folder in chain:
            try:
                name = safe_join(folder / "templates", template_name)
            except SuspiciousFileOperation:
                continue
            yield Origin(name=name, template_name=template_name, loader=self)


class OneTheme(ThemeLoader):
    """For one theme that is named, whoever is bound: to try every template of it."""

    def __init__(self, engine, slug: str) -> None:
        super().__init__(engine)
        self._slug = slug

    def slug(self) -> str:
        return self._slug


class CachedLoader(cached.Loader):
    """Keeps compiled templates by theme, not by tenant: a thousand units with three themes compile three times."""

    def cache_key(self, template_name, skip=None):
        slug = theme(theme_slug()).slug if is_themed(template_name) else BASE
        return f"{slug}:{super().cache_key(template_name, skip)}"
