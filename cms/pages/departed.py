"""Pages whose type is gone with the plugin that made it. They stay in the tree, to be moved away or deleted.

Wagtail asks a page for the class of its type and goes on with whatever it gets, which is None: the explorer and the
search of the admin would break for everybody. Such a page counts as one without a type, and nobody edits it.
"""

from __future__ import annotations

from django.utils.functional import cached_property
from wagtail.models import Page, PagePermissionTester

from cms.extension.pages import GatedTester


class DepartedPage(GatedTester):
    """It can be read in the explorer, taken down, moved and deleted; editing it would lose what the plugin kept."""

    def _on(self):
        return False

    def can_add_subpage(self):
        return False

    def can_publish_subpage(self):
        return False


def departed(page: Page) -> bool:
    return page.cached_content_type.model_class() is None


def _specific_class(page: Page) -> type[Page]:
    return page.cached_content_type.model_class() or Page


def stand_in() -> None:
    """Have Wagtail take the place of the class that is gone for a plain page. Called once, when models are there."""
    ask = Page.permissions_for_user

    def permissions_for_user(page: Page, user) -> PagePermissionTester:
        return DepartedPage(user, page) if departed(page) else ask(page, user)

    Page.permissions_for_user = permissions_for_user
    Page.specific_class = cached_property(_specific_class)
    Page.specific_class.__set_name__(Page, "specific_class")
