"""Context of one item: what it promises, this year's calendar, its entries."""

from __future__ import annotations

from django.core.paginator import Page as Slice
from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from cms.filing.queries import registered
from cms.obligations.models import Obligation
from cms.obligations.public import nil_reasons
from cms.obligations.states import ObligationState
from cms.pages import models
from cms.pages.presentation.column import item_rows, siblings
from cms.pages.presentation.lists import entry_rows

PAGE_SIZE = 50


def _period_cells(page) -> list[dict]:
    """This item's periods with their states, the newest entry of each, and why there was none. Three queries."""
    answered = models.ArticlePage.objects.live().child_of(page).exclude(period_key="")
    urls = {entry.period_key: entry.url for entry in answered.order_by("first_published_at")}
    rows = list(Obligation.objects.filter(item_code=page.code).exclude(period_key="").order_by("due_on"))
    reasons = nil_reasons(rows, using="default")
    words = {ObligationState.PENDING: "due"}
    return [
        {
            "label": row.period_label,
            "state": words.get(row.state, row.state.value),
            "state_label": str(row.state.label),
            "url": urls.get(row.period_key, ""),
            "due": row.due_on,
            "reason": reasons.get((row.schema_name, row.item_code, row.period_key), ""),
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


def _neighbours(shown: Slice, request) -> dict:
    """Addresses of the pages before and after, with whatever else was asked kept."""

    def link(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return {
        "previous_url": link(shown.previous_page_number()) if shown.has_previous() else "",
        "next_url": link(shown.next_page_number()) if shown.has_next() else "",
        "label": _("第%(n)s页，共%(last)s页") % {"n": shown.number, "last": shown.paginator.num_pages},
    }


def item(page, request) -> dict:
    """Context of one item: what it promises, this year's calendar, its entries."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and len(asked) == 4 else None
    articles = models.ArticlePage.objects.live().child_of(page).order_by("-first_published_at")
    if not page.is_public:
        articles = articles.none()
    if year:
        articles = articles.filter(first_published_at__year=year)
    shown = Paginator(articles, PAGE_SIZE).get_page(request.GET.get("page"))
    return {
        "item": item_rows([page], registered())[0],
        "entries": entry_rows(shown.object_list),
        "total": shown.paginator.count,
        "pages": _neighbours(shown, request),
        "years": _years(page, year),
        "periods": _period_cells(page) if page.is_public else [],
        "siblings": siblings(page),
    }
