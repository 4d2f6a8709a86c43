"""单位: who there is in the district, with line and superior of today. Later rooms add what they know of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Expression, OuterRef, QuerySet, Subquery
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from cms.registry.models import LineMembership, Subordination, Unit
from cms.registry.office.screens import (
    LinkColumn,
    OfficeIndexView,
    OfUnitFilters,
    Screen,
    iso_day,
    site_address,
)
from tenants.models import Domain


@dataclass(frozen=True)
class Fact:
    """Something a later room knows of a unit: an expression over Unit, and how it is shown."""

    name: str
    label: Any
    expression: Expression
    show: Callable[[Any], str] = iso_day


FACTS: list[Fact] = []


def tell(fact: Fact) -> None:
    """Let a room further down the flow add a column to the list of units."""
    FACTS.append(fact)


HOST = Subquery(Domain.objects.filter(tenant=OuterRef("tenant"), is_primary=True).values("domain")[:1])


def of_today() -> dict[str, Subquery]:
    """Line and superior by their dates. Made anew for each request: the day goes on while the process runs."""
    return {
        "line_name": Subquery(
            LineMembership.objects.in_force().filter(unit=OuterRef("pk")).values("line__name")[:1]
        ),
        "superior_name": Subquery(
            Subordination.objects.in_force().filter(unit=OuterRef("pk")).values("superior__name")[:1]
        ),
    }


class UnitFilters(OfUnitFilters, WagtailFilterSet):
    unit_path = ""

    class Meta:
        model = Unit
        fields: list[str] = []


class UnitIndexView(OfficeIndexView):
    model = Unit
    verbose_name_plural = _("单位")
    filterset_class = UnitFilters
    search_fields = ["name", "slug"]
    default_ordering = "order"
    export_filename = "units"
    export_headings = {
        "name": _("单位名称"),
        "slug": _("站点标识"),
        "get_kind_display": _("单位类别"),
        "get_level_display": _("层级"),
        "line_name": _("条线"),
        "superior_name": _("上级（指导）党组织"),
        "host": _("网站"),
    }

    def queryset_of(self, rows: QuerySet) -> QuerySet:
        return rows.annotate(host=HOST, **of_today(), **{fact.name: fact.expression for fact in FACTS})

    @cached_property
    def list_export(self) -> list[str]:
        return [*self.export_headings, *(fact.name for fact in FACTS)]

    def get_heading(self, queryset, field):
        return next(
            (str(fact.label) for fact in FACTS if fact.name == field), super().get_heading(queryset, field)
        )

    @cached_property
    def columns(self) -> list[Column]:
        return [
            LinkColumn(
                "name",
                label=_("单位名称"),
                sort_key="name",
                get_url=lambda unit, request: site_address(request, unit.host),
            ),
            Column("kind", label=_("单位类别"), accessor="get_kind_display", sort_key="kind"),
            Column("line_name", label=_("条线"), sort_key="line_name"),
            Column("superior_name", label=_("上级（指导）党组织"), sort_key="superior_name"),
            *(
                Column(fact.name, label=fact.label, sort_key=fact.name, accessor=_shown(fact))
                for fact in FACTS
            ),
        ]


def _shown(fact: Fact) -> Callable[[Any], str]:
    return lambda unit: fact.show(getattr(unit, fact.name))


class UnitScreen(Screen):
    name = "registry_units"
    url_prefix = "register/units"
    view = UnitIndexView
    title = _("单位")
    icon = "group"
