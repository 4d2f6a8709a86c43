"""How the explorer shows the column: items with code, scope and state, entries with their period."""

from __future__ import annotations

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.viewsets.pages import PageViewSet

from cms.obligations.marks import mark
from cms.obligations.queries import ItemStatus, statuses
from cms.pages.models import ArticlePage, ColumnPage, ItemPage, SectionPage
from cms.pages.presentation import period_label
from tenants.accounts.counting import CountingPaginator

TITLE = PageTitleColumn("title", label=_("标题"), sort_key="title", classname="title")


class BuiltIndexView(ExplorableIndexView):
    """Pages that the catalog builds: in the catalog's order, nothing to tick, drag or sort."""

    default_ordering = "path"
    sort_order_field = None
    paginator_class = CountingPaginator
    verbose_name = verbose_name_plural = _("条")
    base_columns = [TITLE, Column("numchild", label=_("下属"), width="12%")]


class ItemIndexView(BuiltIndexView):
    """The items of a section, each with what it owes today. One query for all their states."""

    @cached_property
    def statuses(self) -> dict[str, ItemStatus]:
        return statuses()

    def _state(self, page):
        return state_of_item(page, self.statuses.get(page.code))

    def _next(self, page):
        status = self.statuses.get(page.code)
        due = status.next_due if status and page.is_public and not page.withdrawn else None
        return due and due.isoformat()

    @cached_property
    def columns(self):
        return [
            Column("code", label=_("编码"), accessor=lambda page: getattr(page, "code", ""), width="11%"),
            TITLE,
            Column("scope", label=_("公开范围"), accessor=lambda page: page.get_scope_display(), width="12%"),
            Column("state", label=_("状态"), accessor=self._state, width="14%"),
            Column("next_due", label=_("下次应公开"), accessor=self._next, width="14%"),
        ]


def state_of_item(page, status: ItemStatus | None):
    """State word with its symbol, or why the item owes nothing here."""
    if page.withdrawn:
        return _("目录已删除")
    if not page.is_public:
        return _("不在网上公开")
    if status is None:
        return _("按需公开")
    return mark(status.state)


class ArticleIndexView(ExplorableIndexView):
    """The entries of an item, the newest first."""

    paginator_class = CountingPaginator
    verbose_name = verbose_name_plural = _("条")
    base_columns = [
        BulkActionsColumn("bulk_actions"),
        TITLE,
        Column("period", label=_("所属期"), accessor=lambda page: _period(page), width="16%"),
        DateColumn(
            "latest_revision_created_at", label=_("更新"), sort_key="latest_revision_created_at", width="14%"
        ),
        PageStatusColumn("status", label=_("状态"), sort_key="live", width="14%"),
    ]


def _period(page):
    return period_label(getattr(page, "period_key", "")) or "—"


class ColumnViewSet(PageViewSet):
    model = ColumnPage
    index_view_class = BuiltIndexView


class SectionViewSet(PageViewSet):
    model = SectionPage
    index_view_class = BuiltIndexView


class ItemViewSet(PageViewSet):
    model = ItemPage
    index_view_class = ItemIndexView
    columns = PageViewSet.UNDEFINED  # the view makes them, since they show states of today


class ArticleViewSet(PageViewSet):
    model = ArticlePage
    index_view_class = ArticleIndexView


VIEWSETS = (ColumnViewSet(), SectionViewSet(), ItemViewSet(), ArticleViewSet())
