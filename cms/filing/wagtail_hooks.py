"""The registers of catalogs and of media in the admin: the office's lists, and the desks where units file them."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from cms.catalog.desk import beyond
from cms.filing.desk import compiling, menu
from cms.filing.desk.urls import urlpatterns
from cms.filing.media.desk import MediaDesk
from cms.filing.media.office import MediaScreen
from cms.filing.office import REGISTERED_ON, FilingScreen
from cms.filing.roster.desk import RosterDesk
from cms.filing.roster.office import WordScreen
from cms.registry.office.units import tell

screen = FilingScreen()
hooks.register("register_admin_viewset", lambda: screen)
hooks.register("register_admin_menu_item", lambda: screen.menu(order=510))
tell(REGISTERED_ON)

beyond.tell(compiling.standings)
beyond.file_at(compiling.file_at)
beyond.offer(compiling.OFFER)

hooks.register("register_admin_urls", urlpatterns)
hooks.register("register_admin_menu_item", menu.own_item)
hooks.register("register_admin_menu_item", menu.queue_item)
hooks.register("register_admin_menu_item", menu.due_item)
hooks.register("construct_homepage_panels", menu.compose, order=50)

media_screen, media_desk = MediaScreen(), MediaDesk()
hooks.register("register_admin_viewset", lambda: media_screen)
hooks.register("register_admin_viewset", lambda: media_desk)
hooks.register("register_admin_menu_item", lambda: media_screen.menu(order=515))
hooks.register("register_admin_menu_item", media_desk.menu)

word_screen, roster_desk = WordScreen(), RosterDesk()
hooks.register("register_admin_viewset", lambda: word_screen)
hooks.register("register_admin_viewset", lambda: roster_desk)
hooks.register("register_admin_menu_item", lambda: word_screen.menu(order=518))
hooks.register("register_admin_menu_item", roster_desk.menu)


for sheet in ("filing/desk.css", "filing/oversight.css"):
    hooks.register(
        "insert_global_admin_css",
        lambda sheet=sheet: format_html('<link rel="stylesheet" href="{}">', static(sheet)),
    )
