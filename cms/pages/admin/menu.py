"""The menu of the admin: what a role needs, in the order of its day.

Items are made once for the whole process, so none of them may know a tenant or a person; what depends on either is
decided for each request, when the menu is put together.
"""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import SubMenuItem
from wagtail.admin.wagtail_hooks import ExplorerMenuItem

from cms.pages.admin.gate import leads_somewhere

# Wagtail's page tree appears under the house's own name; its help is in English and leaves the site.
LEFT_OUT = {"explorer", "help"}
GROUPS: dict[str, tuple[Any, str, tuple[str, ...]]] = {
    "approval": (
        _("审批"),
        "tasks",
        ("procedure-index", "procedure-mine", "own-cases", "cases", "procedure-delegation"),
    ),
    "disclosed": (_("公开管理"), "view", ("proofs", "withdrawals", "trail_steps", "trail_records")),
    "filed": (
        _("报备与备案"),
        "upload",
        (
            *("filings", "received", "filing_register", "due"),
            *("media-desk", "media_register", "roster", "roster_words"),
        ),
    ),
    "district": (
        _("全区公开"),
        "doc-full-inverse",
        (
            *("publication_entries", "publication_withdrawals", "publication_removals"),
            *("publication_proofs", "obligations_register"),
        ),
    ),
    "rules": (_("规则"), "list-ol", ("workdays", "procedure-routes", "procedure-exceptions")),
    "site": (_("本站设置"), "cog", ("public_contact", "appearance")),
}
"""Heading → its words, its icon, and the names of the items below it."""


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


class Heading(MenuItem):
    """Items that belong together, opened by one. It stands where the first of them would.

    Wagtail's SubmenuMenuItem asks each item once more whether it is shown, up to three queries on every screen.
    """

    def __init__(self, name: str, items: Sequence[MenuItem]):
        words, icon, _names = GROUPS[name]
        self.below = sorted(items, key=lambda item: item.order)
        super().__init__(words, "#", name=name, icon_name=icon, order=self.below[0].order)

    def render_component(self, request: HttpRequest) -> SubMenuItem:
        below = [item.render_component(request) for item in self.below]
        return SubMenuItem(self.name, self.label, below, icon_name=self.icon_name)


def gather(request: HttpRequest, items: list[MenuItem]) -> None:
    """Put what belongs together below one heading, where a role has more than one of it."""
    for name, (_words, _icon, names) in GROUPS.items():
        found = [item for item in items if item.name in names]
        if len(found) > 1:
            items[:] = [*(item for item in items if item not in found), Heading(name, found)]
