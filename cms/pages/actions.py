"""The verbs of the column: build it from the registered catalog, and keep it in step."""

from dataclasses import dataclass, field

from django.db import transaction
from wagtail.models import Page

from cms.filing.models import FiledItem, Filing
from cms.obligations.models import Obligation
from cms.pages.addresses import free_slug, slug_of
from cms.pages.models import ArticlePage, ColumnPage, HomePage, ItemPage, SectionPage

COLUMN_TITLE = "党务公开专栏"


@dataclass
class ColumnChanges:
    """What a synchronisation did, by item code."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)


def sync_column(filing: Filing) -> ColumnChanges:
    """Bring the bound tenant's column to its registered catalog. Idempotent; addresses never change.

    An item that left the catalog keeps its page and what was published under it, marked as withdrawn. An item
    that is no longer for the public loses its articles from the site in the same transaction.
    """
    changes = ColumnChanges()
    with transaction.atomic():
        column = _column()
        sections = {page.title: page for page in SectionPage.objects.child_of(column)}
        pages = {page.code: page for page in ItemPage.objects.descendant_of(column)}
        for item in filing.items.all():
            section = sections.get(item.section)
            if section is None:
                section = sections[item.section] = _add(column, SectionPage(title=item.section))
            _sync_item(section, pages.pop(item.code, None), item, changes)
        for page in pages.values():
            if not page.withdrawn:
                page.withdrawn = True
                page.save(update_fields=["withdrawn"])
                changes.withdrawn.append(page.code)
    return changes


def _column() -> ColumnPage:
    found = ColumnPage.objects.first()
    return found or _add(HomePage.objects.get(), ColumnPage(title=COLUMN_TITLE, slug="column"))


def _add(parent: Page, page: Page) -> Page:
    if not page.slug:
        page.slug = free_slug(parent, slug_of(page.title) or "item")
    return parent.add_child(instance=page)


def _sync_item(section: SectionPage, page: ItemPage | None, item: FiledItem, changes: ColumnChanges) -> None:
    facts = {"title": item.title, "scope": item.scope, "frequency": item.frequency, "withdrawn": False}
    if page is None:
        _add(section, ItemPage(code=item.code, **facts))
        changes.added.append(item.code)
        return
    if all(getattr(page, name) == value for name, value in facts.items()):
        return
    for name, value in facts.items():
        setattr(page, name, value)
    page.draft_title = item.title
    page.save()
    changes.changed.append(item.code)
    if not item.is_public:
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
        draft.save_revision(user=page.owner, changed=False, clean=False)
    return True


def _owed(code: str, period_key: str) -> str:
    known = Obligation.objects.filter(item_code=code, period_key=period_key).exists()
    return period_key if known else ""
