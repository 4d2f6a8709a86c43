"""The template context of each page type. The number of queries does not grow with the number of pages."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db.models import Count, Max, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.filing.models import FiledItem, Filing
from cms.filing.queries import registered
from cms.obligations.models import Obligation
from cms.obligations.queries import statuses, tally
from cms.obligations.schedule import parse_period
from cms.obligations.states import ObligationState
from cms.pages import models  # a cycle: models calls these builders, which read its tables
from cms.pages.rows import EntryRow, ItemRow, Link, item_row

LATEST = 8
PAGE_SIZE = 50


def published_on(page: Any) -> dt.date | None:
    """The day a page was first public, in the district's time."""
    moment = page.first_published_at
    return timezone.localtime(moment).date() if moment else None


def period_label(key: str) -> str:
    period = parse_period(key) if key else None
    return period.label if period else ""


def _catalog_card(filing: Filing | None) -> dict | None:
    if filing is None:
        return None
    counts = filing.items.aggregate(items=Count("pk"), public_items=Count("pk", Q(scope="SOCIETY")))
    return counts | {
        "title": filing.title,
        "number": filing.register_number,
        "registered_on": filing.registered_on,
        "digest": filing.digest,
    }


def _last_by_item() -> dict[str, Link]:
    """Item code → its newest live article. One query."""
    newest = (
        models.ArticlePage.objects.live()
        .order_by("item_code", "-first_published_at")
        .distinct("item_code")
        .only("title", "url_path", "item_code", "first_published_at", "path", "depth")
    )
    return {page.item_code: Link(page.title, page.url, published_on(page)) for page in newest}


def _item_rows(pages: list, filing: Filing | None) -> list[ItemRow]:
    """Rows for item pages, in their order. Three queries however many there are."""
    codes = [page.code for page in pages]
    filed = {item.code: item for item in filing.items.filter(code__in=codes)} if filing else {}
    last, status = _last_by_item(), statuses()
    return [
        item_row(page, filed.get(page.code), last=last.get(page.code), status=status.get(page.code))
        for page in pages
    ]


def entry_rows(articles: list) -> list[EntryRow]:
    """Rows for articles of this site. One query for the items they answer."""
    codes = {article.item_code for article in articles}
    items = {page.code: page for page in models.ItemPage.objects.filter(code__in=codes)}
    rows = []
    for article in articles:
        page = items.get(article.item_code)
        item = {"code": page.code, "title": page.title, "url": page.url} if page else {}
        rows.append(
            EntryRow(
                title=article.title,
                url=article.url,
                date=published_on(article),
                item=item,
                period_label=period_label(article.period_key),
                summary=article.summary,
                is_demo=article.is_demo,
            )
        )
    return rows


def public_articles():
    """Live articles of items that are for the public."""
    public = models.ItemPage.objects.filter(scope="SOCIETY").values("code")
    return models.ArticlePage.objects.live().filter(item_code__in=public).order_by("-first_published_at")


def _tallies(catalog: dict | None) -> dict:
    numbers, year = tally(), timezone.localdate().year
    return {
        "items_public": catalog["public_items"] if catalog else 0,
        "published_this_year": public_articles().filter(first_published_at__year=year).count(),
        "due": numbers.due,
        "met": numbers.met,
        "on_time": numbers.on_time,
    }


def _due_soon(pages: dict[str, Any]) -> list[dict]:
    """What falls due next, overdue first."""
    today = timezone.localdate()
    rows = Obligation.objects.filter(met_on=None, nil=False, due_on__lte=today + dt.timedelta(days=31))
    return [
        {
            "title": row.item_title,
            "period_label": row.period_label,
            "url": pages[row.item_code].url if row.item_code in pages else "",
            "due": row.due_on,
            "state": row.state.value,
            "state_label": str(row.state.label),
        }
        for row in rows[:LATEST]
    ]


def home(page) -> dict:
    """Context of the unit's front page."""
    column_page = models.ColumnPage.objects.live().child_of(page).first()
    if column_page is None:
        return {"sections": [], "latest": [], "due_soon": [], "catalog": None, "tallies": _tallies(None)}
    items = {item.code: item for item in models.ItemPage.objects.live().filter(withdrawn=False)}
    counted = defaultdict(lambda: [0, None])
    newest = dict(public_articles().order_by().values_list("item_code").annotate(Max("first_published_at")))
    for item in items.values():
        entry = counted[item.path[: -models.ItemPage.steplen]]
        entry[0] += 1
        latest = newest.get(item.code)
        entry[1] = max(filter(None, (entry[1], latest)), default=None)
    catalog = _catalog_card(registered())
    return {
        "catalog": catalog and catalog | {"url": column_page.url},
        "sections": [
            {
                "title": section.title,
                "url": section.url,
                "count": counted[section.path][0],
                "latest": counted[section.path][1] and timezone.localtime(counted[section.path][1]).date(),
            }
            for section in models.SectionPage.objects.live().child_of(column_page)
        ],
        "latest": entry_rows(list(public_articles()[:LATEST])),
        "due_soon": _due_soon(items),
        "tallies": _tallies(catalog),
    }


def column(page) -> dict:
    """Context of the whole column."""
    filing = registered()
    sections = list(models.SectionPage.objects.live().child_of(page))
    pages = list(models.ItemPage.objects.live().descendant_of(page).order_by("path"))
    by_section = defaultdict(list)
    for item_page, row in zip(pages, _item_rows(pages, filing), strict=True):
        by_section[item_page.path[: -item_page.steplen]].append(row)
    catalog = _catalog_card(filing)
    return {
        "catalog": catalog and catalog | {"url": page.url},
        "sections": [
            {"title": s.title, "url": s.url, "anchor": s.slug, "items": by_section[s.path]} for s in sections
        ],
        "tallies": _tallies(catalog),
    }


def _siblings(page) -> list[dict]:
    return [
        {"title": other.title, "url": other.url, "current": other.pk == page.pk}
        for other in page.get_siblings(inclusive=True).live()
    ]


def section(page) -> dict:
    """Context of one level-1 matter."""
    pages = list(models.ItemPage.objects.live().child_of(page))
    return {
        "section": {"title": page.title, "url": page.url},
        "items": _item_rows(pages, registered()),
        "siblings": _siblings(page),
    }


def _period_cells(code: str, urls: dict[str, str]) -> list[dict]:
    rows = Obligation.objects.filter(item_code=code).exclude(period_key="").order_by("due_on")
    words = {ObligationState.PENDING: "due"}
    return [
        {
            "label": row.period_label,
            "state": words.get(row.state, row.state.value),
            "state_label": str(row.state.label),
            "url": urls.get(row.period_key, ""),
            "due": row.due_on,
        }
        for row in rows
    ]


def _years(page, chosen: int | None) -> list[dict]:
    dates = models.ArticlePage.objects.live().child_of(page).dates("first_published_at", "year", order="DESC")
    years = [day.year for day in dates]
    if len(years) < 2:
        return []
    everything = {"label": _("全部"), "url": page.url, "current": chosen is None}
    return [everything] + [
        {"label": str(year), "url": f"{page.url}?year={year}", "current": year == chosen} for year in years
    ]


def item(page, request) -> dict:
    """Context of one item: what it promises, this year's calendar, its entries."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and len(asked) == 4 else None
    articles = models.ArticlePage.objects.live().child_of(page).order_by("-first_published_at")
    if not page.is_public:
        articles = articles.none()
    if year:
        articles = articles.filter(first_published_at__year=year)
    shown = list(articles[:PAGE_SIZE])
    entries = entry_rows(shown)
    urls = {a.period_key: row.url for a, row in zip(shown, entries, strict=True)}
    return {
        "item": _item_rows([page], registered())[0],
        "entries": entries,
        "years": _years(page, year),
        "periods": _period_cells(page.code, urls) if page.is_public else [],
        "siblings": _siblings(page),
    }


_contributors: list[Callable[[Any, HttpRequest], dict]] = []


def contribute(builder: Callable[[Any, HttpRequest], dict]) -> None:
    """Let a room further down the flow add to the context of article pages (the ledger's side of the story)."""
    _contributors.append(builder)


def article(page, request) -> dict:
    """Context of one entry: its item, its parts, its neighbours, and what later rooms contribute."""
    context = _article(page)
    for builder in _contributors:
        context |= builder(page, request)
    return context


def _article(page) -> dict:
    item_page = page.item_page
    filing = registered()
    filed = FiledItem.objects.filter(filing=filing, code=page.item_code).first() if filing else None
    neighbours = models.ArticlePage.objects.live().sibling_of(page, inclusive=False)
    date = page.first_published_at
    before = neighbours.filter(first_published_at__lt=date).order_by("-first_published_at").first() if date else None
    after = neighbours.filter(first_published_at__gt=date).order_by("first_published_at").first() if date else None
    return {
        "item": item_row(item_page, filed, last=None, status=None),
        "summary": page.summary,
        "headings": [
            {"id": block.value.anchor, "text": block.value["text"]}
            for block in page.body
            if block.block_type == "heading"
        ],
        "attachments": attachments(page),
        "is_document": page.is_document,
        "demo": page.is_demo,
        "previous": before and Link(before.title, before.url, published_on(before)),
        "next": after and Link(after.title, after.url, published_on(after)),
    }


def attachments(page) -> list[dict]:
    """The files of an article, each with title, address, kind and size in bytes."""
    found = []
    for block in page.body:
        if block.block_type != "attachments":
            continue
        for part in block.value:
            document = part["document"]
            if document:
                found.append(
                    {
                        "title": part["title"] or document.title,
                        "url": document.url,
                        "kind": document.file_extension.upper(),
                        "size": document.get_file_size() or 0,
                        "hash": document.get_file_hash(),
                    }
                )
    return found
