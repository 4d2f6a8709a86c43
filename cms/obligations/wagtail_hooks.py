"""What is due in the district, in the admin of the office."""

from wagtail import hooks

from cms.obligations.office import ObligationScreen

screen = ObligationScreen()
hooks.register("register_admin_viewset", lambda: screen)
hooks.register("register_admin_menu_item", lambda: screen.menu(order=530))
