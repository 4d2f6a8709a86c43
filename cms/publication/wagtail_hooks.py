"""What is public in the district, in the admin of the office: the list, the home page, the last entry of each unit."""

from wagtail import hooks

from cms.publication.office import LAST_ENTRY, EntryScreen
from cms.publication.overview import OverviewPanel, may_oversee
from cms.registry.office.units import tell

screen = EntryScreen()
hooks.register("register_admin_viewset", lambda: screen)
hooks.register("register_admin_menu_item", lambda: screen.menu(order=520))
tell(LAST_ENTRY)


@hooks.register("construct_homepage_panels")
def oversee(request, panels):
    if may_oversee(request.user):
        panels.append(OverviewPanel(request))
