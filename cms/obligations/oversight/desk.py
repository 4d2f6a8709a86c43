"""The screens: from line to unit to item in three clicks, and the ledger beside them.

At the centre they show the district, in a unit that guides others those it guides; elsewhere they do not exist.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from cms.obligations.district import matrix, standings
from cms.obligations.oversight.books import answer, ledger_book, matrix_book
from cms.obligations.oversight.feed import changes
from cms.obligations.oversight.heat import Row, draw
from cms.obligations.oversight.ledger import kept
from cms.obligations.oversight.scope import CENTRAL, may_guide, may_oversee_district
from cms.obligations.oversight.unit import UnitView
from cms.obligations.oversight.view import DISTRICT, GUIDED, OverseenView


class MatrixView(OverseenView):
    """The heat map: lines at the centre, units in a line and at a guide's."""

    template_name = "obligations/oversight/matrix.html"

    @cached_property
    def rows(self) -> list[Row]:
        return self._lines() if self.scope.is_district else self._units()

    def _lines(self) -> list[Row]:
        found = matrix(using=self.scope.using, year=self.year, today=self.today)
        return [
            Row(
                line.name or _now("没有条线"),
                reverse("oversight:line", args=[line.code]) if line.code else "",
                line.units,
                line.counts,
                line.tally,
            )
            for line in found
        ]

    def _units(self) -> list[Row]:
        # At the centre all units of a line are looked at, and PostgreSQL knows which those are.
        line = self.scope.line if self.scope.using == CENTRAL else None
        found = standings(
            using=self.scope.using,
            line=line and line.code,
            units=None if line else [*self.scope.units],
            year=self.year,
            today=self.today,
        )
        return [
            Row(unit.name, reverse("oversight:unit", args=[unit.slug]), 1, unit.counts, unit.tally)
            for unit in found
        ]

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
