"""Menu entries of plugins. Made once for the whole process: whether one is shown, is asked at each request."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from wagtail.admin.menu import MenuItem

from cms.extension import failures, gate
from cms.extension.contributions import MenuEntry


class PluginItem(MenuItem):
    def __init__(self, slug: str, entry: MenuEntry):
        self.slug, self.permission = slug, entry.permission
        self.works = True
        try:
            url = reverse(f"plugin_{slug}_admin:{entry.view}")
        except NoReverseMatch as error:
            # A wrong name would take the whole menu down, on every site.
            failures.note(slug, "menu", error)
            url, self.works = "#", False
        name = f"plugin-{slug}-{entry.view}".replace("_", "-")
        super().__init__(entry.title, url, name=name, icon_name=entry.icon, order=entry.order)

    def is_shown(self, request: HttpRequest) -> bool:
        if not self.works or not gate.active(self.slug):
            return False
        user = request.user
        return not self.permission or user.has_perm(self.permission)  # type: ignore[union-attr]  # the admin's
