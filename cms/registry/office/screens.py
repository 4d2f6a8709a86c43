"""What every list of the office has in common: who may read it, through which eyes, and that it can be taken away.

Rows come through the `central` database alias, whose role can read the ledger of all units and write nothing. On a
unit's own site these addresses do not exist, whatever rights somebody was given there. A list that says `guided`
opens there too, where the unit guides others: then the rows come through the alias `guide`, and PostgreSQL decides
by the relations of the day which those are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import Model, QuerySet
from django.http import Http404
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permission_policies.base import BasePermissionPolicy

from cms.registry.guidance import GUIDE, guides_anyone
from cms.registry.models import DisclosureLine, LineMembership
from cms.registry.office.fields import Field
from cms.registry.spreadsheet import harmless
from cms.registry.vocabulary import UnitKind, UnitLevel
from tenants.accounts.counting import CountingPaginator
from tenants.context import current

CENTRAL = "central"


def eyes() -> str:
    """The database alias through which the bound tenant sees other units: the office all, a guide its own."""
    return CENTRAL if current().is_central else GUIDE


class OfficePolicy(BasePermissionPolicy):
    """Reading, for those whose group may view the model, on the central site. Nothing else, for nobody.

    `guided` opens it to those of a unit that guides others, too.
    """

    def __init__(self, model, *, guided: bool = False):
        super().__init__(model)
        self.guided = guided

    def user_has_permission(self, user, action: str) -> bool:
        meta = self.model._meta
        return (
            action == "view"
            and user.has_perm(f"{meta.app_label}.view_{meta.model_name}")
            and (current().is_central or (self.guided and guides_anyone()))
        )

    def user_has_any_permission(self, user, actions) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


def plain(value: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return harmless(value)


class OfficeIndexView(IndexView):
    """A list with search, filters and export of the same `fields`. `queryset_of` says which rows; one query
    shows a page of them."""

    fields: Sequence[Field] = ()
    guided = False
    """Whether the list opens on the own site of a unit that guides others."""
    paginate_by = 30
    paginator_class = CountingPaginator
    any_permission_required = ["view"]
    search_backend_name = None
    index_results_url_name = None
    custom_value_preprocess = IndexView.custom_value_preprocess | {str: {IndexView.FORMAT_CSV: plain}}

    def dispatch(self, request, *args, **kwargs):
        if not (current().is_central or self.guided):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def permission_policy(self):
        return OfficePolicy(self.model, guided=self.guided)

    def told(self) -> Sequence[Field]:
        """The fields of this request."""
        return self.fields

    @cached_property
    def columns(self) -> list[Column]:
        return [*filter(None, (field.on_screen() for field in self.told()))]

    @cached_property
    def export_headings(self) -> dict[str, Any]:
        return {field.path: field.label for field in self.told() if field.export}

    @cached_property
    def list_export(self) -> list[str]:
        return [*self.export_headings]

    def get_base_queryset(self) -> QuerySet:
        return self.queryset_of(self.model._default_manager.using(eyes()))

    def queryset_of(self, rows: QuerySet) -> QuerySet:
        return rows

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """Ties stay in one order, so that no row is on two pages or on none."""
        ordering = self.ordering or ()
        ordering = [ordering] if isinstance(ordering, str) else [*ordering]
        return queryset.order_by(*ordering, "pk")


class Screen(ViewSet):
    """A list of the office: its address, its menu item. Subclasses name the view and the words."""

    view: type[OfficeIndexView]
    title: Any = ""
    icon = "list-ul"

    @property
    def model(self) -> type[Model]:
        return self.view.model

    def get_urlpatterns(self):
        shared = {"page_title": self.title, "header_icon": self.icon}
        names = {
            "index_url_name": self.get_url_name("index"),
            "index_results_url_name": self.get_url_name("index_results"),
        }
        return [
            path("", self.construct_view(self.view, **shared, **names), name="index"),
            path(
                "results/",
                self.construct_view(self.view, **shared, **names, results_only=True),
                name="index_results",
            ),
        ]

    def menu(self, order: int) -> MenuItem:
        return ScreenMenuItem(
            self.title, self.menu_url, name=self.name, icon_name=self.icon, order=order, view=self.view
        )


class ScreenMenuItem(MenuItem):
    """Shown to those who may read the list, where it opens."""

    def __init__(self, *args, view: type[OfficeIndexView], **kwargs):
        super().__init__(*args, **kwargs)
        self.policy = OfficePolicy(view.model, guided=view.guided)

    def is_shown(self, request) -> bool:
        return self.policy.user_has_permission(request.user, "view")


def lines(request) -> QuerySet:
    return DisclosureLine.objects.using(eyes())


class OfUnitFilters(django_filters.FilterSet):
    """Filters by what a unit is. Give `unit` as the path from the model to its unit: '' or 'unit__'."""

    unit_path = "unit__"
    line = django_filters.ModelChoiceFilter(label=_("条线"), queryset=lines, method="on_line")
    kind = django_filters.ChoiceFilter(label=_("单位类别"), choices=UnitKind.choices, method="of_kind")
    level = django_filters.ChoiceFilter(label=_("层级"), choices=UnitLevel.choices, method="on_level")

    def on_line(self, rows: QuerySet, name: str, value: DisclosureLine) -> QuerySet:
        members = LineMembership.objects.using(eyes()).in_force().filter(line=value).values("unit_id")
        return rows.filter(**{f"{self.unit_path}pk__in": members})

    def of_kind(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(**{f"{self.unit_path}kind": value})

    def on_level(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(**{f"{self.unit_path}level": value})
