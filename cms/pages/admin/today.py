"""「我今天要做什么」: what the unit owes, overdue first, each line one click away from its form."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.catalog.vocabulary import TimingKind
from cms.filing.queries import items_in_force
from cms.obligations.marks import mark
from cms.obligations.models import Obligation
from cms.obligations.queries import tally
from cms.obligations.states import SOON_DAYS, ObligationState
from cms.pages.models import ArticlePage, ItemPage

SHOWN = 20
"""Lines on the panel; how many more there are is said below them."""


@dataclass
class Duty:
    """One line of what there is to do."""

    title: str
    period: str
    due: dt.date
    state: ObligationState
    url: str
    button: str
    waiting: bool = False

    @property
    def mark(self) -> SafeString:
        return mark(self.state)


def write_url(item: ItemPage, period_key: str = "") -> str:
    """The form of a new entry for an item, its period chosen."""
    base = reverse("wagtailadmin_pages:add", args=["column", "articlepage", item.pk])
    return f"{base}?{urlencode({'period': period_key})}" if period_key else base


def may_write(user) -> bool:
    return policy_registry.get_by_type(Page).user_has_permission(user, "add")


def _drafts(codes: set[str]) -> dict[tuple[str, str], ArticlePage]:
    """(item, period) → the entry somebody has begun. Three queries, however many there are."""
    pages = ArticlePage.objects.filter(live=False, item_code__in=codes, first_published_at=None)
    pages = pages.defer_streamfields().prefetch_workflow_states()
    return {(page.item_code, page.period_key): page for page in pages}


def _duty(row: Obligation, item: ItemPage, draft: ArticlePage | None) -> Duty:
    duty = Duty(
        row.item_title,
        row.period_label,
        row.due_on,
        row.state,
        write_url(item, row.period_key),
        _("写这一条"),
    )
    if draft:
        duty.url, duty.button = reverse("wagtailadmin_pages:edit", args=[draft.pk]), _("继续写草稿")
        if draft.workflow_in_progress:
            duty.waiting, duty.button = True, _("查看")
    return duty


def duties(until: dt.date) -> list[Duty]:
    """What is open and due until a day, the longest overdue first."""
    rows = list(Obligation.objects.filter(met_on=None, nil=False, due_on__lte=until))
    codes = {row.item_code for row in rows}
    items = {item.code: item for item in ItemPage.objects.filter(code__in=codes, withdrawn=False)}
    drafts = _drafts(codes)
    return [
        _duty(row, items[row.item_code], drafts.get((row.item_code, row.period_key)))
        for row in rows
        if row.item_code in items
    ]


def _occasional() -> list[dict[str, str]]:
    """Items that fall due by stages and events: nobody can say when, so they are always at hand. Two queries."""
    filed = items_in_force().filter(scope="SOCIETY", timing__in=(TimingKind.PHASED, TimingKind.IMMEDIATE))
    titles = {item.code: item for item in filed}
    pages = ItemPage.objects.filter(code__in=titles, withdrawn=False).order_by("path")
    return [
        {"title": page.title, "when": titles[page.code].timing_label(), "url": write_url(page)}
        for page in pages
    ]


class TodayPanel(Component):
    """For those who write: overdue, due soon, and what comes next when nothing is due."""

    name = "today"
    order = 10
    template_name = "column/today.html"

    def __init__(self, request: HttpRequest):
        self.request = request

    def get_context_data(self, parent_context):
        today = timezone.localdate()
        rows = duties(today + dt.timedelta(days=SOON_DAYS))
        overdue = [row for row in rows if row.state is ObligationState.OVERDUE]
        return {
            "rows": rows[:SHOWN],
            "more": max(len(rows) - SHOWN, 0),
            "overdue": len(overdue),
            "soon": len(rows) - len(overdue),
            "soon_days": SOON_DAYS,
            "next": None if rows else self._next(today),
            "tally": tally(),
            "occasional": _occasional(),
            "today": today,
        }

    @staticmethod
    def _next(today: dt.date) -> Obligation | None:
        return Obligation.objects.filter(met_on=None, nil=False, due_on__gte=today).first()
