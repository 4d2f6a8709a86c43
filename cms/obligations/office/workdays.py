"""工作日历 of the office: the years that are known, month by month; a day is changed in place, a year taken in whole."""

from __future__ import annotations

import calendar as months
import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from cms.obligations.actions import drop_day, set_day, set_year
from cms.obligations.calendar import Calendar
from cms.obligations.following import following
from cms.obligations.models import CalendarDay, Obligation
from cms.obligations.office.holidays import read_lines
from cms.obligations.queries import calendar
from cms.obligations.states import Refused
from tenants.audit.kinds import AuditKind
from tenants.audit.models import AuditRecord
from tenants.context import current

TITLE = _("工作日历")
SEE, KEEP = "obligations.view_calendarday", "obligations.change_calendarday"
AHEAD = 1
CHANGES_SHOWN = 5


def may_see(user: Any) -> bool:
    return current().is_central and user.has_perm(SEE)


def may_keep(user: Any) -> bool:
    return current().is_central and user.has_perm(KEEP)


class CalendarView(WagtailAdminTemplateMixin, TemplateView):
    """One year. What is typed comes back with the refusal."""

    template_name = "obligations/office/calendar.html"
    page_title = TITLE
    header_icon = "date"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not current().is_central:
            raise Http404
        if not may_see(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def calendar(self) -> Calendar:
        return calendar(using="central")

    @cached_property
    def years(self) -> list[int]:
        """Those known, and this one and the next whether known or not."""
        this = timezone.localdate().year
        return sorted({*self.calendar.years, this, this + AHEAD})

    @cached_property
    def year(self) -> int:
        asked = self.request.GET.get("year", "")
        return int(asked) if asked in map(str, self.years) else timezone.localdate().year

    @cached_property
    def day(self) -> dt.date | None:
        """The day that is being changed."""
        try:
            day = dt.date.fromisoformat(self.request.GET.get("day", ""))
        except ValueError:
            return None
        return day if day.year == self.year else None

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": TITLE}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        number = self.calendar.years.get(self.year, "")
        # What came with the notice of the year is not a change of it.
        changed = set(
            CalendarDay.objects.filter(date__year=self.year)
            .exclude(source=number)
            .values_list("date", flat=True)
        )
        waiting = Obligation.objects.using("central").filter(due_on__year=self.year, provisional=True)
        return super().get_context_data(**kwargs) | {
            "year": self.year,
            "years": [(year, self.calendar.years.get(year, "")) for year in self.years],
            "number": number,
            "caveat": self.calendar.caveat(self.year),
            "provisional": waiting.count(),
            "months": [_month(self.year, month, self.calendar, changed) for month in range(1, 13)],
            "day": self.day and _cell(self.day, self.calendar, changed),
            "may_keep": may_keep(self.request.user),
            "asked": self.request.POST,
            "changes": _changes(),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        if not may_keep(request.user):
            raise PermissionDenied
        deeds = {"day": self._set_day, "drop": self._drop_day, "year": self._set_year}
        deed = deeds.get(request.POST.get("deed", ""))
        if deed is None or (deed != self._set_year and self.day is None):
            raise Http404
        try:
            deed({"by": request.user.identity_uuid, "by_name": request.user.get_full_name()})
        except Refused as refusal:
            messages.error(request, str(refusal))
            return self.get(request)
        messages.success(request, _now("已保存，各单位的应公开日期正在按它重算。"))
        return redirect(f"{reverse('workdays:index')}?year={self.year}")

    def _set_day(self, by: dict[str, Any]) -> None:
        asked = self.request.POST
        set_day(
            day=self.day,
            working=asked.get("working") == "1",
            name=asked.get("name", ""),
            source=asked.get("source", ""),
            **by,
        )

    def _drop_day(self, by: dict[str, Any]) -> None:
        drop_day(day=self.day, **by)

    def _set_year(self, by: dict[str, Any]) -> None:
        days = read_lines(self.request.POST.get("lines", ""), year=self.year)
        set_year(year=self.year, number=self.request.POST.get("number", ""), days=days, **by)


def _cell(day: dt.date, known: Calendar, changed: set[dt.date]) -> dict[str, Any]:
    """A day as the calendar shows it: worked or not, why, and whether that is not what its weekday says."""
    named, works = known.days.get(day), known.is_workday(day)
    return {
        "day": day,
        "works": works,
        "name": named.name if named else "",
        "special": named is not None,
        "changed": day in changed,
        "told": (_now("上班") if works else _now("放假")) if named else "",
    }


def _month(year: int, month: int, known: Calendar, changed: set[dt.date]) -> dict[str, Any]:
    weeks = months.Calendar().monthdatescalendar(year, month)
    return {
        "number": month,
        "workdays": sum(known.is_workday(day) for week in weeks for day in week if day.month == month),
        "weeks": [
            [_cell(day, known, changed) if day.month == month else None for day in week] for week in weeks
        ],
    }


def _changes() -> list[dict[str, Any]]:
    """What was changed last, by whom, and how far the units are with the newest."""
    rows = AuditRecord.objects.filter(kind=AuditKind.CALENDAR_CHANGED).order_by("-at")[:CHANGES_SHOWN]
    return [
        {
            "row": row,
            "following": following(row.detail["stamp"]) if n == 0 and "stamp" in row.detail else None,
        }
        for n, row in enumerate(rows)
    ]


class CalendarItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_see(request.user)


class CalendarDesk(ViewSet):
    """The address, below /admin/register/workdays/."""

    name = "workdays"
    url_prefix = "register/workdays"
    icon = "date"

    def get_urlpatterns(self) -> list[Any]:
        return [path("", CalendarView.as_view(), name="index")]

    def menu(self) -> MenuItem:
        return CalendarItem(TITLE, reverse("workdays:index"), name="workdays", icon_name=self.icon, order=535)
