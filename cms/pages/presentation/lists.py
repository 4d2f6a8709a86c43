"""Rows of entries, and the small facts that every list needs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from cms.obligations.schedule import parse_period
from cms.pages import models  # a cycle: models calls the builders of this folder, which read its tables
from cms.pages.rows import EntryRow

LATEST = 8


def published_on(page: Any) -> dt.date | None:
    """The day a page was first public, in the district's time."""
    moment = page.first_published_at
    return timezone.localtime(moment).date() if moment else None


def period_label(key: str) -> str:
    period = parse_period(key) if key else None
    return period.label if period else ""


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
