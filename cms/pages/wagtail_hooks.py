"""What this room adds to Wagtail's admin: the menu, the home page, the look of the tree."""

from django.templatetags.static import static
from django.urls import path
from django.utils.html import format_html
from wagtail import hooks

from cms.pages.admin import beginning, menu, panels, tree

hooks.register("register_admin_menu_item", menu.home_item)
hooks.register("register_admin_menu_item", menu.column_item)
# After the other rooms have had their say.
for name in ("construct_main_menu", "construct_settings_menu", "construct_reports_menu"):
    hooks.register(name, menu.cut, order=100)
hooks.register("construct_main_menu", menu.gather, order=101)
hooks.register("construct_homepage_panels", panels.compose, order=-100)


@hooks.register("construct_homepage_summary_items", order=100)
def no_summary(request, items):
    items.clear()


@hooks.register("before_create_page")
def remember_period(request, parent_page, page_class):
    """The form is made from the parent page and knows no request: hand it the period that the address asks for."""
    parent_page.asked_period = request.GET.get("period", "")


@hooks.register("insert_global_admin_css")
def admin_css():
    return format_html('<link rel="stylesheet" href="{}">', static("column/admin.css"))


@hooks.register("register_admin_urls")
def own_addresses():
    return [path("duties/<uuid:obligation>/begin/", beginning.begin_view, name="column_begin")]


for viewset in tree.VIEWSETS:
    hooks.register("register_admin_viewset", lambda viewset=viewset: viewset)
