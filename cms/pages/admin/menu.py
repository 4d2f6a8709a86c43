"""The menu of the admin: what a role needs, in the order of its day.

Items are made once for the whole process, so none of them may know a tenant or a person; what depends on either is
decided for each request, when the menu is put together.
"""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.wagtail_hooks import ExplorerMenuItem

from cms.pages.admin.gate import leads_somewhere

# Wagtail's page tree appears under the house's own name; its help is in English and leaves the site.
LEFT_OUT = {"explorer", "help"}


def home_item() -> MenuItem:
    return MenuItem(_("今天要做什么"), reverse("wagtailadmin_home"), name="today", icon_name="home", order=0)


def column_item() -> MenuItem:
    return ExplorerMenuItem(
        _("公开专栏"),
        reverse("wagtailadmin_explore_root"),
        name="column",
        icon_name="folder-open-inverse",
        order=100,
    )


def cut(request: HttpRequest, items: list[MenuItem]) -> None:
    """Take out what the role does not need, and whatever would be refused."""
    items[:] = [
        item for item in items if item.name not in LEFT_OUT and leads_somewhere(request, str(item.url))
    ]
