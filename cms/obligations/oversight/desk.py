"""The screens: from line to unit to item in three clicks, and the ledger beside them.

At the centre they show the district, in a unit that guides others those it guides; elsewhere they do not exist.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from cms.obligations.marks import mark
from cms.obligations.models import Obligation
from cms.obligations.oversight.books import answer, ledger_book, matrix_book
from cms.obligations.oversight.counting import standings
from cms.obligations.oversight.feed import changes
from cms.obligations.oversight.heat import Row, draw
from cms.obligations.oversight.ledger import kept
from cms.obligations.oversight.scope import Scope, may_guide, may_oversee_district, scope_of
from tenants.context import current

DISTRICT, GUIDED = _("各条线情况"), _("我指导的单位")
YEARS = 3
"""This one and those before it."""


class OverseenView(WagtailAdminTemplateMixin, TemplateView):
    """What all screens have: the scope, the year, the way back, the workbook."""

    header_icon = "view"

    @cached_property
    def scope(self) -> Scope:
        return scope_of(self.request.user, line=self.kwargs.get("line"))

    @cached_property
    def today(self) -> dt.date:
        return timezone.localdate()

    @cached_property
    def year(self) -> int:
        asked = self.request.GET.get("year", "")
        return int(asked) if asked in map(str, self.years) else self.today.year

    @property
    def years(self) -> list[int]:
        return [self.today.year - n for n in range(YEARS)]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _asked = self.scope  # refuses before anything is read
        if request.GET.get("export") == "xlsx":
            return self.book()
        return super().get(request, *args, **kwargs)

    def book(self) -> HttpResponse:
        raise Http404

    def get_page_title(self) -> Any:
        if self.scope.line:
            return self.scope.line.name
        return DISTRICT if current().is_central else GUIDED

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        top = {"url": reverse("oversight:index"), "label": DISTRICT if current().is_central else GUIDED}
        return [*self.breadcrumbs_items, top, *self.way()]

    def way(self) -> list[dict[str, Any]]:
        return [{"url": "", "label": self.get_page_title()}] if self.scope.line else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"scope": self.scope, "year": self.year, "years": self.years, "today": self.today}
        return super().get_context_data(**kwargs) | words | {"central": current().is_central}


class MatrixView(OverseenView):
    """The heat map: lines at the centre, units in a line and at a guide's."""

    template_name = "obligations/oversight/matrix.html"

    @cached_property
    def rows(self) -> list[Row]:
        counted = standings(
            using=self.scope.using, units=[*self.scope.units], year=self.year, today=self.today
        )
        found: dict[Any, Row] = {}
        by_line = self.scope.is_district
        for key, entry in self.scope.units.items():
            name = (entry.line.name if entry.line else _now("没有条线")) if by_line else entry.unit.name
            row = found.setdefault(name if by_line else key, Row(name, self._onward(entry), 0))
            row.units += 1
        for one in counted:
            entry = self.scope.units[one.unit]
            name = entry.line.name if entry.line else _now("没有条线")
            found[name if by_line else one.unit].add(one.counts)
        if by_line:
            order = {line.name: n for n, line in enumerate(self.scope.lines)}
            return sorted(found.values(), key=lambda row: order.get(row.name, len(order)))
        return [*found.values()]

    def _onward(self, entry) -> str:
        if not self.scope.is_district:
            return reverse("oversight:unit", args=[entry.unit.slug])
        return reverse("oversight:line", args=[entry.line.code]) if entry.line else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heat": draw(self.rows),
            "of": _("条线") if self.scope.is_district else _("单位"),
            "ledger_url": self._ledger(),
        }

    def _ledger(self) -> str:
        if self.scope.line:
            return reverse("oversight:line_ledger", args=[self.scope.line.code])
        return reverse("oversight:ledger")

    def book(self) -> HttpResponse:
        of = _now("条线") if self.scope.is_district else _now("单位")
        return answer(f"standing-{self.year}", matrix_book(self.rows, of=of))


class LedgerView(OverseenView):
    """底数清、情况明、动态准: the roster with everything that is kept of it, and what changed."""

    template_name = "obligations/oversight/ledger.html"

    def way(self) -> list[dict[str, Any]]:
        line = self.scope.line
        above = [{"url": reverse("oversight:line", args=[line.code]), "label": line.name}] if line else []
        return [*above, {"url": "", "label": _("台账")}]

    def get_page_title(self) -> Any:
        whose = self.scope.line.name if self.scope.line else ""
        return _now("%(line)s台账") % {"line": whose}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "rows": kept(self.scope, year=self.year, today=self.today),
            "feed": changes(self.scope, today=self.today),
        }

    def book(self) -> HttpResponse:
        rows = kept(self.scope, year=self.year, today=self.today)
        return answer(f"ledger-{self.today}", ledger_book(rows, changes(self.scope, today=self.today)))


class UnitView(OverseenView):
    """One unit: what the ledger keeps of it, and its obligations item by item."""

    template_name = "obligations/oversight/unit.html"

    @cached_property
    def entry(self):
        return self.scope.entry(self.kwargs["slug"])

    def get_page_title(self) -> str:
        return self.entry.unit.name

    def way(self) -> list[dict[str, Any]]:
        line = self.entry.line
        above = [{"url": reverse("oversight:line", args=[line.code]), "label": line.name}] if line else []
        return [*above, {"url": "", "label": self.entry.unit.name}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        unit = self.entry.unit
        alone = Scope(self.scope.using, {unit.pk: self.entry}, self.entry.line)
        rows = Obligation.objects.using(self.scope.using).filter(unit=unit, due_on__year=self.year)
        return super().get_context_data(**kwargs) | {
            "kept": kept(alone, year=self.year, today=self.today)[0],
            "items": _by_item(rows.order_by("item_code", "due_on")),
            "feed": changes(alone, today=self.today),
        }


def _by_item(rows) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        item = found.setdefault(row.item_code, {"code": row.item_code, "title": row.item_title, "rows": []})
        item["rows"].append((row, mark(row.state)))
    return [*found.values()]


class DeskItem(MenuItem):
    """The same screens under the words of whoever looks."""

    def __init__(self, *args: Any, shown: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.shown = shown

    def is_shown(self, request: HttpRequest) -> bool:
        return self.shown(request.user)


class OversightDesk(ViewSet):
    """The addresses, below /admin/oversight/."""

    name = "oversight"
    url_prefix = "oversight"
    icon = "view"

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", MatrixView.as_view(), name="index"),
            path("ledger/", LedgerView.as_view(), name="ledger"),
            path("line/<str:line>/", MatrixView.as_view(), name="line"),
            path("line/<str:line>/ledger/", LedgerView.as_view(), name="line_ledger"),
            path("unit/<slug:slug>/", UnitView.as_view(), name="unit"),
        ]

    def district_item(self) -> MenuItem:
        url = reverse("oversight:index")
        return DeskItem(
            DISTRICT, url, name="oversight", icon_name="view", order=495, shown=may_oversee_district
        )

    def guide_item(self) -> MenuItem:
        url = reverse("oversight:index")
        return DeskItem(GUIDED, url, name="guided", icon_name="view", order=440, shown=may_guide)
