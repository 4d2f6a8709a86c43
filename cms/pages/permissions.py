"""What a person may do with a page, beyond what their groups say.

Wagtail asks these testers everywhere it acts: the explorer, the editor, bulk actions, choosers and the actions
behind its APIs. Rules that stand here therefore hold by address as well as in the menus.
"""

from wagtail.models import PagePermissionTester


class BuiltPage(PagePermissionTester):
    """Column, sections and items: the registered catalog builds them, and nobody changes them by hand."""

    def can_edit(self):
        return False

    def can_publish(self):
        return False

    def can_publish_subpage(self):
        return False

    def can_unpublish(self):
        return False

    def can_delete(self, ignore_bulk=False):
        return False

    def can_copy(self):
        return False

    def can_move_to(self, destination):
        return False

    def can_reorder_children(self):
        return False

    def can_set_view_restrictions(self):
        return False

    def can_lock(self):
        return False

    def can_unlock(self):
        return False

    def can_submit_for_moderation(self):
        return False


class FrontPage(BuiltPage):
    """The unit's home page: named after its unit, but its introduction is theirs to write."""

    def can_edit(self):
        return "publish" in self.permissions and "change" in self.permissions

    def can_publish(self):
        return self.can_edit()


class Entry(PagePermissionTester):
    """An article. Once it was public it can be taken down, but never removed, moved or hidden behind a password.

    Nobody publishes it by hand, whatever their groups say: the procedure does, when every step has passed.
    """

    def can_publish(self):
        return False

    def can_submit_for_moderation(self):
        return False

    def can_unpublish(self):
        return "publish" in self.permissions and self.page.live and not self.page_is_root

    def can_unschedule(self):
        return "publish" in self.permissions

    def can_delete(self, ignore_bulk=False):
        return not self.page.first_published_at and super().can_delete(ignore_bulk)

    def can_move(self):
        return not self.page.live and not self.page.workflow_in_progress and self.can_edit()

    def can_move_to(self, destination):
        """Wagtail's rule for a page that is not public, save that moving it is not deleting it."""
        if not self.can_move() or self.page == destination or not self.page.specific.can_move_to(destination):
            return False
        return "add" in destination.permissions_for_user(self.user).permissions

    def can_set_view_restrictions(self):
        return False


class Tested:
    """Mixin of page types: puts `tester` in charge of what a person may do with the page."""

    tester = PagePermissionTester

    def permissions_for_user(self, user):
        return self.tester(user, self)
