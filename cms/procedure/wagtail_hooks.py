"""The procedure in the admin: 送审 in the editor, the lists and decisions, and what the office rules."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from cms.pages.admin import waiting
from cms.procedure.desk import editor
from cms.procedure.desk.menu import SHOWN, ProcedureItem
from cms.procedure.desk.rows import for_the_home_page
from cms.procedure.desk.urls import urlpatterns

waiting.asks(for_the_home_page)

hooks.register("register_admin_urls", urlpatterns)
for name in SHOWN:
    hooks.register("register_admin_menu_item", lambda name=name: ProcedureItem(name))

hooks.register("construct_page_action_menu", editor.cut)
hooks.register("after_create_page", editor.lead_on)
hooks.register("after_edit_page", editor.lead_on)


@hooks.register("insert_global_admin_css")
def desk_css():
    return format_html('<link rel="stylesheet" href="{}">', static("procedure/desk.css"))
