"""The office's register in the admin: units, lines, guidance, what all sites say; and on every site its own contact."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem

from cms.registry.contact.desk import ContactScreen
from cms.registry.office.bases import Bases
from cms.registry.office.district import DistrictScreen
from cms.registry.office.relations import GuidanceScreen, LineScreen
from cms.registry.office.units import UnitScreen

SCREENS = (UnitScreen(), LineScreen(), GuidanceScreen(), DistrictScreen())
contact = ContactScreen()

for screen in SCREENS:
    hooks.register("register_admin_viewset", lambda screen=screen: screen)
hooks.register("register_admin_viewset", Bases)
hooks.register("register_admin_viewset", lambda: contact)
hooks.register("register_admin_menu_item", lambda: contact.menu(order=611))


@hooks.register("register_admin_menu_item")
def register_menu():
    items = [screen.menu(order) for order, screen in enumerate(SCREENS)]
    return SubmenuMenuItem(_("单位登记"), Menu(items=items), name="register", icon_name="group", order=500)
