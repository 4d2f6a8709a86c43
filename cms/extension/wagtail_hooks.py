"""Where the admin gets what plugins bring. Read once for the process: the gate is asked at each request."""

from functools import partial

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from cms.extension import mount, panels
from cms.extension.desk import menu as desk
from cms.extension.menu import PluginItem
from cms.extension.registry import registry

hooks.register("register_admin_urls", mount.admin_urls)
hooks.register("construct_homepage_panels", panels.on_home, order=200)
for slug, entry in registry().each("menu"):
    hooks.register("register_admin_menu_item", partial(PluginItem, slug, entry))
hooks.register("register_admin_urls", desk.urlpatterns)
hooks.register("register_admin_menu_item", desk.item)


@hooks.register("insert_global_admin_css")
def desk_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("extension/desk.css"))
