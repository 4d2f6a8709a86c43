"""Rows of entries, and the small facts that every list needs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from cms.obligations.schedule import parse_period
from cms.pages import models  # a cycle: models calls the builders of this folder, which read its tables
from cms.pages.rows import EntryRow
from cms.pages.serving import address

LATEST = 8
# What a row of a list shows of an article. Its body is the greater part of it, and is left where it is.
SHOWN = ("title", "url_path", "first_published_at", "item_code", "period_key", "summary", "is_demo")


def published_on(page: Any) -> dt.date | None:
    """The day a page was first public, in the district's time."""
    moment = page.first_published_at
    return timezone.localtime(moment).date() if moment else None


def period_label(key: str) -> str:
    period = parse_period(key) if key else None
    return period.label if period else ""


def entry_rows(articles: QuerySet) -> list[EntryRow]:
    """Rows for articles of this site, without their bodies. Two queries: the articles, the items they answer."""
    shown = articles.only(*SHOWN)
    codes = {article.item_code for article in shown}
    named = models.ItemPage.objects.filter(code__in=codes).values_list("code", "title", "url_path")
    items = {code: {"code": code, "title": title, "url": address(path)} for code, title, path in named}
    return [
        EntryRow(
            title=article.title,
            url=article.url,
            date=published_on(article),
            item=items.get(article.item_code, {}),
            period_label=period_label(article.period_key),
            summary=article.summary,
            is_demo=article.is_demo,
            period_key=article.period_key,
        )
        for article in shown
    ]


def public_articles():
    """Live articles of items that are for the public."""
    public = models.ItemPage.objects.filter(scope="SOCIETY", live=True).values("code")
    return models.ArticlePage.objects.live().filter(item_code__in=public).order_by("-first_published_at")
