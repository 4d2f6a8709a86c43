"""The tasks that could not be done, in Wagtail's admin."""

from wagtail import hooks

from tenants.tasks.letters import DeadLetters

screen = DeadLetters()
hooks.register("register_admin_viewset", lambda: screen)
hooks.register("register_admin_menu_item", screen.menu)
