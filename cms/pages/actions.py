"""The verbs of the column: build it from the registered catalog, and keep it in step."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from wagtail.models import Page

from cms.filing.models import FiledItem, Filing
from cms.obligations.models import Obligation
from cms.pages.addresses import free_slug, slug_of
from cms.pages.models import ArticlePage, ColumnPage, HomePage, ItemPage, SectionPage
from cms.pages.ordering import bring_in_order
from cms.pages.signals import item_changed

COLUMN_TITLE = "党务公开专栏"


@dataclass
class ColumnChanges:
    """What a synchronisation did, by item code."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)


def sync_column(filing: Filing) -> ColumnChanges:
    """Bring the bound tenant's column to its registered catalog: names, scopes, sections, order. Idempotent.

    An item that left the catalog keeps its page and what was published under it, marked as withdrawn. An item
    that is no longer for the public loses its articles from the site in the same transaction; one whose title is
    restricted is not on the site at all. An address changes only with the section of its item, and then the old one
    leads to the new.
    """
    changes = ColumnChanges()
    with transaction.atomic():
        column = _column()
        sections = {page.title: page for page in SectionPage.objects.child_of(column)}
        pages = {page.code: page for page in ItemPage.objects.descendant_of(column)}
        order: dict[int, list[int]] = {}
        for item in filing.items.all():
            section = sections.get(item.section)
            if section is None:
                section = sections[item.section] = _add(column, SectionPage(title=item.section))
            page = _sync_item(section, pages.pop(item.code, None), item, changes)
            order.setdefault(section.pk, []).append(page.pk)
        _withdraw(pages.values(), changes)
        _arrange(column, order)
    return changes


def _withdraw(pages: Iterable[ItemPage], changes: ColumnChanges) -> None:
    """Mark the pages of items that left the catalog."""
    for page in pages:
        if not page.withdrawn:
            page.withdrawn = True
            page.save(update_fields=["withdrawn"])
            changes.withdrawn.append(page.code)


def _arrange(column: ColumnPage, order: dict[int, list[int]]) -> None:
    """Sections and their items in the order of the catalog. A section that nothing is left in goes."""
    for section, items in order.items():
        bring_in_order(SectionPage.objects.get(pk=section), items)
    for section in SectionPage.objects.child_of(column):
        if section.is_leaf():
            section.delete()
    bring_in_order(ColumnPage.objects.get(pk=column.pk), list(order))


def _column() -> ColumnPage:
    found = ColumnPage.objects.first()
    return found or _add(HomePage.objects.get(), ColumnPage(title=COLUMN_TITLE, slug="column"))


def _add(parent: Page, page: Page) -> Page:
    if not page.slug:
        page.slug = free_slug(parent, slug_of(page.title) or "item")
    return parent.add_child(instance=page)


def _sync_item(
    section: SectionPage, page: ItemPage | None, item: FiledItem, changes: ColumnChanges
) -> ItemPage:
    facts = {
        "title": item.title,
        "scope": item.scope,
        "frequency": item.frequency,
        "withdrawn": False,
        "live": not item.title_hidden,
    }
    if page is None:
        changes.added.append(item.code)
        return _add(SectionPage.objects.get(pk=section.pk), ItemPage(code=item.code, **facts))
    moved = page.get_parent().pk != section.pk
    if not moved and all(getattr(page, name) == value for name, value in facts.items()):
        return page
    changes.changed.append(item.code)
    _bring_to(page, facts)
    if moved:
        page.move(SectionPage.objects.get(pk=section.pk), pos="last-child")
        page = ItemPage.objects.get(pk=page.pk)
    item_changed.send(sender=ItemPage, instance=page)
    return page


def _bring_to(page: ItemPage, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(page, name, value)
    page.draft_title = page.title
    page.save()
    if not page.is_public:
        for article in ArticlePage.objects.live().child_of(page):
            article.unpublish()


def refile(page: ArticlePage) -> bool:
    """Let an entry answer for the item it lies under now. Returns whether that changed anything.

    A period that the new item does not owe is dropped, in the page and in the draft that is being written.
    """
    code = page.item_page.code
    if page.item_code == code:
        return False
    with transaction.atomic():
        draft = page.get_latest_revision_as_object()
        page.item_code, page.period_key = code, _owed(code, page.period_key)
        ArticlePage.objects.filter(pk=page.pk).update(item_code=code, period_key=page.period_key)
        draft.item_code, draft.period_key = code, _owed(code, draft.period_key)
        draft.save_revision(changed=False, clean=False)
    return True


def _owed(code: str, period_key: str) -> str:
    known = Obligation.objects.filter(item_code=code, period_key=period_key).exists()
    return period_key if known else ""
