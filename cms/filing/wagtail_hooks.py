"""The registers of catalogs and of media in the admin: the office's lists, and the desk where a unit files its media."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from cms.filing.media.desk import MediaDesk
from cms.filing.media.office import MediaScreen
from cms.filing.office import REGISTERED_ON, FilingScreen
from cms.registry.office.units import tell

screen = FilingScreen()
hooks.register("register_admin_viewset", lambda: screen)
hooks.register("register_admin_menu_item", lambda: screen.menu(order=510))
tell(REGISTERED_ON)

media_screen, media_desk = MediaScreen(), MediaDesk()
hooks.register("register_admin_viewset", lambda: media_screen)
hooks.register("register_admin_viewset", lambda: media_desk)
hooks.register("register_admin_menu_item", lambda: media_screen.menu(order=515))
hooks.register("register_admin_menu_item", media_desk.menu)


@hooks.register("insert_global_admin_css")
def oversight_css():
    return format_html('<link rel="stylesheet" href="{}">', static("filing/oversight.css"))
