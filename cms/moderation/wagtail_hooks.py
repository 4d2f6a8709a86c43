"""The desk in the admin."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from cms.moderation.desk import menu
from cms.moderation.desk.urls import urlpatterns

hooks.register("register_admin_urls", urlpatterns)
hooks.register("register_admin_menu_item", menu.queue_item)
hooks.register("register_admin_menu_item", menu.own_item)
hooks.register("construct_homepage_panels", menu.compose, order=50)
hooks.register(
    "insert_global_admin_css",
    lambda: format_html('<link rel="stylesheet" href="{}">', static("moderation/desk.css")),
)
