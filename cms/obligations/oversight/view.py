"""What the screens of oversight have in common: the scope, the year, the way back, the workbook."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.obligations.oversight.scope import Scope, scope_of
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
