"""What the screens have in common: who may look, the way back, the period."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.extension import current, may
from plugins.evaluation.desk.ways import SPACE, ways
from plugins.evaluation.ledger.models import Period
from plugins.evaluation.queries import period_of
from plugins.evaluation.rights import SEE

TITLE = _("评价")
__all__ = ["SPACE", "TITLE", "Day", "DeskView", "NoPeriod"]


class Day(forms.DateInput):
    """As browsers want it, whatever the language of the page."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class NoPeriod(LookupError):
    """Nothing is being evaluated yet: the page says so."""


class DeskView(WagtailAdminTemplateMixin, TemplateView):
    header_icon = "tasks"
    page_title = TITLE
    right = SEE

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may(request, self.right):
            raise PermissionDenied
        try:
            answer = super().dispatch(request, *args, **kwargs)
            # What a template asks for may be missing just as well: it is written here, and not on the way out.
            return answer.render() if isinstance(answer, TemplateResponse) else answer
        except NoPeriod:
            return NothingYet.as_view()(request)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        title = self.get_page_title()
        top = [] if title == TITLE else [{"url": reverse(f"{SPACE}:index"), "label": TITLE}]
        return [*self.breadcrumbs_items, *top, {"url": "", "label": title}]

    @cached_property
    def today(self) -> Period | None:
        """The period of the day; None before there is any."""
        return period_of()

    @cached_property
    def period(self) -> Period:
        """The one that the address names, else that of the day. Raises Http404 for a name that is none, NoPeriod."""
        code = self.kwargs.get("period")
        found = Period.objects.select_related("scheme").filter(code=code).first() if code else self.today
        if found is None and not code:
            raise NoPeriod
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "is_office": current().is_central, "ways": ways(self.request),
        }  # fmt: skip


class NothingYet(DeskView):
    """In the place of a page about a period, before there is one."""

    template_name = "plugins/evaluation/none.html"
