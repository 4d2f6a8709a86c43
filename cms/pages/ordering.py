"""Keeping the pages below a parent in the order that the catalog gives them."""

from __future__ import annotations

from collections.abc import Sequence

from wagtail.models import Page


def bring_in_order(parent: Page, wanted: Sequence[int]) -> None:
    """Put the children with these primary keys first, in this order; the others follow as they are.

    Touches nothing when they stand right already, which is nearly always.
    """
    standing = list(parent.get_children().values_list("pk", flat=True))
    rest = [key for key in standing if key not in set(wanted)]
    if standing == [*wanted, *rest]:
        return
    before: int | None = None
    for key in [*wanted, *rest]:
        # Every move rewrites paths, so each page is read anew before it moves and before it is moved after.
        page = Page.objects.get(pk=key)
        if before is None:
            page.move(Page.objects.get(pk=parent.pk), pos="first-child")
        else:
            page.move(Page.objects.get(pk=before), pos="right")
        before = key
