"""What is due in the district, in the admin of the office."""

from wagtail import hooks

from cms.obligations.office import ObligationScreen
from cms.obligations.oversight.desk import OversightDesk

screen = ObligationScreen()
hooks.register("register_admin_viewset", lambda: screen)
hooks.register("register_admin_menu_item", lambda: screen.menu(order=530))

desk = OversightDesk()
hooks.register("register_admin_viewset", lambda: desk)
hooks.register("register_admin_menu_item", desk.district_item)
hooks.register("register_admin_menu_item", desk.guide_item)
