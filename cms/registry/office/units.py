"""单位: who there is in the district, with line and superior of today. Later rooms add what they know of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Expression, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from cms.registry.models import LineMembership, Subordination, Unit, UnitSuccession
from cms.registry.office.fields import Field, LinkColumn, iso_day, site_address
from cms.registry.office.life import UnitLifeView
from cms.registry.office.screens import OfficeIndexView, OfUnitFilters, Screen
from tenants.models import Domain


@dataclass(frozen=True)
class Fact:
    """Something a later room knows of a unit: an expression over Unit, and how it is shown."""

    name: str
    label: Any
    expression: Expression
    show: Callable[[Any], str] = iso_day

    @property
    def field(self) -> Field:
        return Field(self.name, self.label, show=lambda unit: self.show(getattr(unit, self.name)))


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


SUCCESSORS = Subquery(
    UnitSuccession.objects.filter(predecessor=OuterRef("pk"), undone_on=None)
    .order_by()
    .values("predecessor")
    .annotate(names=StringAgg("successor__name", "、"))
    .values("names")
)


def _life(unit: Unit, request: HttpRequest) -> str:
    return reverse("registry_units:life", args=[unit.slug])


def _front(unit: Unit, request: HttpRequest) -> str:
    return site_address(request, unit.host)


class UnitIndexView(OfficeIndexView):
    model = Unit
    verbose_name_plural = _("单位")
    filterset_class = UnitFilters
    search_fields = ["name", "slug"]
    default_ordering = "order"
    export_filename = "units"
    fields = (
        Field("name", _("单位名称"), column=partial(LinkColumn, get_url=_front)),
        Field("slug", _("站点标识"), column=None),
        Field("get_kind_display", _("单位类别"), sort="kind"),
        Field("get_level_display", _("层级"), column=None),
        Field("line_name", _("条线")),
        Field("superior_name", _("上级（指导）党组织")),
        Field(
            "tenant.get_state_display",
            _("站点状态"),
            sort="tenant__state",
            column=partial(LinkColumn, get_url=_life),
        ),
        Field("successor_names", _("后继单位"), show=lambda unit: unit.successor_names or ""),
        Field("host", _("网站"), column=None),
    )

    def told(self) -> list[Field]:
        return [*self.fields, *(fact.field for fact in FACTS)]

    def queryset_of(self, rows: QuerySet) -> QuerySet:
        rows = rows.select_related("tenant").annotate(host=HOST, successor_names=SUCCESSORS)
        return rows.annotate(**of_today(), **{fact.name: fact.expression for fact in FACTS})


class UnitScreen(Screen):
    name = "registry_units"
    url_prefix = "register/units"
    view = UnitIndexView
    title = _("单位")
    icon = "group"

    def get_urlpatterns(self):
        shown = self.construct_view(UnitLifeView, header_icon=self.icon)
        return [*super().get_urlpatterns(), path("<slug:slug>/", shown, name="life")]
