"""The office's list of words that mean the same, on the central site."""

from wagtail import hooks

from cms.search.office import SynonymScreen

screen = SynonymScreen()
hooks.register("register_admin_viewset", lambda: screen)
