"""The register of catalogs in the admin of the office, and what it tells of each unit."""

from wagtail import hooks

from cms.filing.office import REGISTERED_ON, FilingScreen
from cms.registry.office.units import tell

screen = FilingScreen()
hooks.register("register_admin_viewset", lambda: screen)
hooks.register("register_admin_menu_item", lambda: screen.menu(order=510))
tell(REGISTERED_ON)
