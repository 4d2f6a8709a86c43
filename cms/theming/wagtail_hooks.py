"""The screen of the site's appearance in the admin."""

from wagtail import hooks

from cms.theming.desk import AppearanceDesk

desk = AppearanceDesk()
hooks.register("register_admin_viewset", lambda: desk)
hooks.register("register_admin_menu_item", desk.menu)
