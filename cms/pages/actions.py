"""The verbs of the column: build it from the registered catalog, and keep it in step."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html
from wagtail.models import Page

from cms.filing.models import FiledItem, Filing
from cms.filing.queries import items_in_force
from cms.obligations.models import Obligation
from cms.obligations.schedule import label_of, parse_period
from cms.pages.addresses import article_slug, free_slug, slug_of
from cms.pages.details.reading import kept
from cms.pages.details.starting import go_on
from cms.pages.forms import title_for
from cms.pages.models import ArticlePage, ColumnPage, HomePage, ItemPage, SectionPage
from cms.pages.ordering import bring_in_order
from cms.pages.signals import item_changed

COLUMN_TITLE = "党务公开专栏"
TAG = re.compile(r"<[^>]*>")


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


@dataclass(frozen=True)
class Begun:
    """A draft for an obligation: made now from the entry called `source`, or somebody's from before."""

    page: ArticlePage
    is_new: bool
    source: str = ""
    figures: int = 0
    """How many of its parts have figures in them, which are those of the last time."""


def begin(obligation: Obligation, *, item: ItemPage, by: Any) -> Begun | None:
    """Make a draft for an obligation from the item's last public entry. None where there is none.

    Text is kept; what is of its day (number and date of the document, files, pictures) is not. Two people at once get the
    same draft.
    """
    with transaction.atomic():
        row = Obligation.objects.select_for_update().get(pk=obligation.pk)
        mine = ArticlePage.objects.child_of(item).filter(period_key=row.period_key)
        draft = mine.filter(live=False, first_published_at=None).first() if row.period_key else None
        if draft:
            return Begun(draft, is_new=False)
        last = ArticlePage.objects.live().child_of(item).order_by("-first_published_at", "-pk").first()
        if last is None:
            return None
        body, title = _text_of(last), _title(last, row, item)
        details = _details_after(last, item)
        page = ArticlePage(
            title=title,
            slug=article_slug(item, period_key=row.period_key, title=title),
            period_key=row.period_key,
            summary=last.summary,
            details=details,
            body=body,
            is_document=last.is_document,
            is_demo=last.is_demo,
            live=False,
            owner=by,
        )
        ItemPage.objects.get(pk=item.pk).add_child(instance=page)
        page.save_revision(user=by, clean=False)
    return Begun(page, is_new=True, source=last.title, figures=_figures(last.summary, [*details, *body]))


def _details_after(last: ArticlePage, item: ItemPage) -> list[dict[str, Any]]:
    filed = items_in_force().filter(code=item.code).select_related("filing__unit").first()
    return go_on(kept(last), filed, timezone.localdate())


def draft_below(code: str, *, title: str, summary: str, paragraphs: Iterable[str]) -> ArticlePage | None:
    """A draft below an item of the bound tenant's column: nothing of it is public, proposed, or of a period. None where
    no item of that code takes entries. Plain text in; it is escaped."""
    item = ItemPage.objects.live().filter(code=code).first()
    if item is None or not ArticlePage.can_create_at(item):
        return None
    html = "".join(format_html("<p>{}</p>", text) for text in paragraphs)
    page = ArticlePage(
        title=title[:255],
        slug=article_slug(item, period_key="", title=title),
        summary=summary[:300],
        body=[{"type": "rich_text", "value": html}] if html else [],
        live=False,
    )
    with transaction.atomic():
        item.add_child(instance=page)
        page.save_revision(clean=False)
    return page


OF_ITS_DAY = ("image", "attachments")


def _text_of(page: ArticlePage) -> list[dict[str, Any]]:
    """The stored body without files and pictures."""
    return [block for block in page.body.get_prep_value() if block["type"] not in OF_ITS_DAY]


def _figures(summary: str, body: list[dict[str, Any]]) -> int:
    return any(map(str.isdigit, summary)) + sum(map(_has_figures, body))


def _has_figures(block: dict[str, Any]) -> bool:
    """Whether a reader meets a digit in a stored block. Its id and those of its parts do not count."""
    return any(char.isdigit() for char in _words(block["value"]))


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(_words(part) for name, part in value.items() if name != "id")
    if isinstance(value, list):
        return " ".join(map(_words, value))
    return TAG.sub(" ", value) if isinstance(value, str) else str(value)


def _title(last: ArticlePage, row: Obligation, item: ItemPage) -> str:
    """The last title with the new period in the place of its own, else the period and the item's name."""
    before = label_of(last.period_key)
    if before and before in last.title and parse_period(row.period_key):
        return last.title.replace(before, row.period_label)
    return title_for(row, item.title)
