"""Templates of the bound tenant's theme, then of the base theme."""

from django.conf import settings
from django.template.loaders import cached, filesystem

from tenants.context import current_or_none

BASE = "base"


def theme_slug() -> str:
    """The theme in force: the tenant's, or base outside any tenant (the page for an unknown host)."""
    tenant = current_or_none()
    return tenant.theme if tenant else BASE


class ThemeLoader(filesystem.Loader):
    """Looks in the theme's folder, then in base."""

    def get_dirs(self):
        chain = dict.fromkeys((theme_slug(), BASE))
        return [settings.THEMES / slug / "templates" for slug in chain]


class CachedLoader(cached.Loader):
    """Keeps compiled templates by theme, not by tenant: a thousand units with three themes compile three times."""

    def cache_key(self, template_name, skip=None):
        return f"{theme_slug()}:{super().cache_key(template_name, skip)}"
