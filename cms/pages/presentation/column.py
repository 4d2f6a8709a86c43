"""Context of the column and its sections: every item of the catalog, one row each."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Count, Q
from django.utils import timezone

from cms.filing.models import FiledItem, Filing
from cms.filing.queries import registered
from cms.obligations.queries import statuses, tally
from cms.pages import models
from cms.pages.presentation.lists import public_articles, published_on
from cms.pages.rows import ItemRow, Link, item_row
from cms.pages.serving import address

# What a row of a list shows of an item's page.
SHOWN = ("title", "path", "url_path", "code", "scope", "live", "withdrawn")


def catalog_card(filing: Filing | None) -> dict | None:
    if filing is None:
        return None
    counts = filing.items.aggregate(
        items=Count("pk"),
        public_items=Count("pk", FiledItem.public()),
        hidden_items=Count("pk", Q(title_hidden=True)),
    )
    return counts | {
        "title": filing.title,
        "number": filing.register_number,
        "registered_on": filing.registered_on,
        "digest": filing.digest,
    }


def _last_by_item(codes: list[str]) -> dict[str, Link]:
    """Item code → its newest live article. One query."""
    newest = (
        models.ArticlePage.objects.live()
        .filter(item_code__in=codes)
        .order_by("item_code", "-first_published_at")
        .distinct("item_code")
        .only("title", "url_path", "item_code", "first_published_at")
    )
    return {page.item_code: Link(page.title, page.url, published_on(page)) for page in newest}


def item_rows(pages: list, filing: Filing | None) -> list[ItemRow]:
    """Rows for item pages, in their order. Three queries however many there are."""
    codes = [page.code for page in pages]
    filed = {item.code: item for item in filing.items.filter(code__in=codes)} if filing else {}
    last, status = _last_by_item(codes), statuses()
    return [
        item_row(page, filed.get(page.code), last=last.get(page.code), status=status.get(page.code))
        for page in pages
    ]


def tallies(catalog: dict | None) -> dict:
    numbers, year = tally(), timezone.localdate().year
    return {
        "items_public": catalog["public_items"] if catalog else 0,
        "published_this_year": public_articles().filter(first_published_at__year=year).count(),
        "due": numbers.due,
        "met": numbers.met,
        "on_time": numbers.on_time,
    }


def column(page) -> dict:
    """Context of the whole column."""
    filing = registered()
    sections = (
        models.SectionPage.objects.live().child_of(page).values_list("title", "slug", "path", "url_path")
    )
    pages = list(models.ItemPage.objects.live().descendant_of(page).order_by("path").only(*SHOWN))
    by_section = defaultdict(list)
    for item_page, row in zip(pages, item_rows(pages, filing), strict=True):
        by_section[item_page.path[: -item_page.steplen]].append(row)
    catalog = catalog_card(filing)
    return {
        "catalog": catalog and catalog | {"url": page.url},
        "sections": [
            {"title": title, "url": address(url_path), "anchor": slug, "items": by_section[path]}
            for title, slug, path, url_path in sections
            if by_section[path]
        ],
        "tallies": tallies(catalog),
    }


def siblings(page) -> list[dict]:
    others = page.get_siblings(inclusive=True).live().values_list("pk", "title", "url_path")
    return [
        {"title": title, "url": address(url_path), "current": key == page.pk}
        for key, title, url_path in others
    ]


def section(page) -> dict:
    """Context of one level-1 matter."""
    pages = list(models.ItemPage.objects.live().child_of(page).only(*SHOWN))
    return {
        "section": {"title": page.title, "url": page.url},
        "items": item_rows(pages, registered()),
        "siblings": siblings(page),
    }
