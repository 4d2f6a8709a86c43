"""「我今天要做什么」: what the unit owes, overdue first, each line one click away from its form."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page, WorkflowState
from wagtail.permissions import policy_registry

from cms.catalog.vocabulary import TimingKind
from cms.filing.queries import items_in_force
from cms.obligations.desk import rights
from cms.obligations.desk.lines import WEEK_DAYS, duties
from cms.obligations.desk.writing import Offer, writes
from cms.obligations.models import Obligation
from cms.obligations.queries import tally
from cms.obligations.states import SOON_DAYS
from cms.pages.models import ArticlePage, ItemPage

SHOWN = 20
"""Lines on the panel; how many more there are is said below them."""


def write_url(item: ItemPage, period_key: str = "") -> str:
    """The form of a new entry for an item, its period chosen."""
    base = reverse("wagtailadmin_pages:add", args=["column", "articlepage", item.pk])
    return f"{base}?{urlencode({'period': period_key})}" if period_key else base


def may_write(user) -> bool:
    return policy_registry.get_by_type(Page).user_has_permission(user, "add")


def _drafts(codes: set[str]) -> dict[tuple[str, str], ArticlePage]:
    """(item, period) → the entry somebody has begun. Three queries, however many there are."""
    pages = ArticlePage.objects.filter(live=False, item_code__in=codes, first_published_at=None)
    # Wagtail's own prefetch_workflow_states looks among states of bare pages, unless each page is read once more.
    under_way = Prefetch(
        "_specific_workflow_states",
        queryset=WorkflowState.objects.active().select_related("current_task_state__task"),
        to_attr="_current_workflow_states",
    )
    pages = pages.defer_streamfields().prefetch_related(under_way)
    return {(page.item_code, page.period_key): page for page in pages}


@writes
def offered(user: Any, rows: Sequence[Obligation]) -> dict[uuid.UUID, Offer]:
    """For whoever writes: go on with what was begun, else begin from the last entry, else an empty form."""
    codes = {row.item_code for row in rows}
    if not codes or not may_write(user):
        return {}
    items = {item.code: item for item in ItemPage.objects.filter(code__in=codes, withdrawn=False)}
    drafts = _drafts(codes)
    published = set(
        ArticlePage.objects.live().filter(item_code__in=codes).values_list("item_code", flat=True)
    )
    return {
        row.pk: _offer(
            row, items[row.item_code], drafts.get((row.item_code, row.period_key)), row.item_code in published
        )
        for row in rows
        if row.item_code in items
    }


def _offer(row: Obligation, item: ItemPage, draft: ArticlePage | None, follows: bool) -> Offer:
    if draft:
        url = reverse("wagtailadmin_pages:edit", args=[draft.pk])
        if draft.workflow_in_progress:
            return Offer(url, _("查看"), note=_("已送审"))
        state = draft.current_workflow_state
        if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
            return Offer(url, _("去修改"), note=_("已退回"))
        return Offer(url, _("继续写草稿"))
    if follows and row.period_key:
        return Offer(reverse("column_begin", args=[row.pk]), _("按上一篇写"), makes=True)
    return Offer(write_url(item, row.period_key), _("写这一条"))


def _occasional() -> list[dict[str, str]]:
    """Items that fall due by stages and events: nobody can say when, so they are always at hand. Two queries."""
    filed = items_in_force().filter(scope="SOCIETY", timing__in=(TimingKind.PHASED, TimingKind.IMMEDIATE))
    titles = {item.code: item for item in filed}
    pages = ItemPage.objects.filter(code__in=titles, withdrawn=False).order_by("path")
    return [
        {
            "code": page.code,
            "title": page.title,
            "when": titles[page.code].timing_label(),
            "url": write_url(page),
        }
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
        found = duties(self.request.user, today=today)
        soon = today + dt.timedelta(days=SOON_DAYS)
        rows = [line for line in found.lines if line.write and line.row.due_on <= soon]
        return {
            "request": self.request,
            "duties": found,
            "rows": rows[:SHOWN],
            "more": max(len(rows) - SHOWN, 0),
            "week_days": WEEK_DAYS,
            "next": found.next[0].row if found.next and not rows else None,
            "tally": tally(),
            "occasional": _occasional(),
            "today": today,
            "may_record": rights.may_record(self.request.user),
        }
