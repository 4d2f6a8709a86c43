"""The menu item, and the addresses below /admin/plugins/."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from wagtail.admin.menu import MenuItem

from cms.extension.desk import rights
from cms.extension.desk.screens import ICON, TITLE, ListView, PluginView
from cms.extension.desk.units import SwitchUnitView
from cms.extension.registry import registry

PATHS = [
    path("", ListView.as_view(), name="index"),
    path("<slug:slug>/", PluginView.as_view(), name="plugin"),
    path("<slug:slug>/units/", SwitchUnitView.as_view(), name="units"),
]


class PluginsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(registry().plugins) and rights.may_see(request.user)


def item() -> MenuItem:
    return PluginsItem(TITLE, reverse("plugin_desk:index"), name="plugins", icon_name=ICON, order=ORDER)


ORDER = 615


def urlpatterns() -> list[Any]:
    return [path("plugins/", include((PATHS, "plugin_desk")))]
