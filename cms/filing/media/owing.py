"""应报媒体备案的单位: every unit with a portal, how it stands, and until when. Three queries, however many there are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.filing.media.duty import Duty, DutyState, basis_of, duty_of
from cms.filing.media.marks import mark
from cms.filing.media.models import MediaRegistration
from cms.filing.media.queries import by_unit
from cms.registry.models import DisclosureLine, Unit
from cms.registry.office.screens import CENTRAL, OfficePolicy
from cms.registry.queries import directory, in_service
from cms.registry.spreadsheet.writing import Formula, workbook_of
from cms.registry.vocabulary import UnitKind
from tenants.context import current

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Owing:
    """One unit that must register, and how it stands."""

    unit: Unit
    line: DisclosureLine | None
    duty: Duty
    rows: list[MediaRegistration]

    @property
    def mark(self) -> Any:
        return mark(self.duty.state)

    @property
    def basis(self) -> str:
        return basis_of(self.unit.kind)


def owing(*, using: str, today: dt.date) -> list[Owing]:
    """Every unit in service that has a portal, in the order of the register. Four queries."""
    rows, found = by_unit(using=using), []
    for entry in directory(using=using, on=today).values():
        duty = duty_of(entry.unit, rows.get(entry.unit.pk, []), today=today)
        if duty and in_service(entry.unit):
            found.append(Owing(entry.unit, entry.line, duty, rows.get(entry.unit.pk, [])))
    return found


def owing_book(rows: list[Owing]) -> bytes:
    """The list as a workbook; how many stand how is counted there by formulas."""
    heading = [_("单位"), _("单位类别"), _("条线"), _("门户网站"), _("情况"), _("最迟"), _("依据")]
    lines = [
        [
            one.unit.name,
            str(one.unit.get_kind_display()),
            one.line.name if one.line else "",
            one.unit.portal_url,
            str(one.duty.state.label),
            one.duty.by,
            one.basis,
        ]
        for one in rows
    ]
    last = len(rows) + 1
    counted = [[str(state.label), Formula(f'=COUNTIF(E2:E{last},"{state.label}")')] for state in DutyState]
    return workbook_of(
        {str(_("应报单位")): [[*map(str, heading)], *lines, [], *counted]}, widths=[28, 16, 18, 34]
    )


class DutyListView(WagtailAdminTemplateMixin, TemplateView):
    """The list, narrowed by links: state, kind, line."""

    template_name = "filing/media/owing.html"
    page_title = _("应报媒体备案的单位")
    header_icon = "globe"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not current().is_central:
            raise Http404
        if not OfficePolicy(MediaRegistration).user_has_permission(request.user, "view"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("media_register:index"), "label": _("网络媒体备案")}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("export") != "xlsx":
            return super().get(request, *args, **kwargs)
        content = owing_book(owing(using=CENTRAL, today=timezone.localdate()))
        response = HttpResponse(content, content_type=XLSX)
        response["Content-Disposition"] = 'attachment; filename="media-owing.xlsx"'
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        everyone = owing(using=CENTRAL, today=timezone.localdate())
        asked = {name: self.request.GET.get(name, "") for name in ("state", "kind", "line")}
        counts = {state: sum(one.duty.state is state for one in everyone) for state in DutyState}
        return super().get_context_data(**kwargs) | {
            "rows": [one for one in everyone if _fits(one, asked)],
            "total": len(everyone),
            "counts": [(state, mark(state), counts[state]) for state in DutyState],
            "asked": asked,
            "kinds": [(kind.value, kind.label) for kind in UnitKind],
            "lines": sorted({(one.line.code, one.line.name) for one in everyone if one.line}),
        }


def _fits(one: Owing, asked: dict[str, str]) -> bool:
    values = {
        "state": one.duty.state.value,
        "kind": one.unit.kind,
        "line": one.line.code if one.line else "",
    }
    return all(not wanted or values[name] == wanted for name, wanted in asked.items())
