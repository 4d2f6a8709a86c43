"""单位登记核对 as the office reads it: who confirmed when, who reported what, and settling a report."""

from __future__ import annotations

from functools import partial
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.filing.roster import actions
from cms.filing.roster.models import RosterConfirmation, RosterWord
from cms.registry.office.fields import DayColumn, Field
from cms.registry.office.screens import CENTRAL, OfficeIndexView, OfficePolicy, OfUnitFilters, Screen
from tenants.context import current, tenant_scope
from tenants.models import Tenant

SETTLES = "filing.change_rosterconfirmation"


class WordFilters(OfUnitFilters, WagtailFilterSet):
    word = django_filters.ChoiceFilter(label=_("结论"), choices=RosterWord.choices)
    open = django_filters.BooleanFilter(label=_("未办结的报告"), method="by_open")

    class Meta:
        model = RosterConfirmation
        fields = ["word"]

    def by_open(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        is_open = {"word": RosterWord.WRONG, "settled_on": None}
        return rows.filter(**is_open) if value else rows.exclude(**is_open)


def _address_of(row: RosterConfirmation) -> str:
    return reverse("roster_words:show", args=[row.pk])


class WordIndexView(OfficeIndexView):
    model = RosterConfirmation
    verbose_name_plural = _("登记核对")
    filterset_class = WordFilters
    search_fields = ["unit__name", "note"]
    default_ordering = "-on"
    export_filename = "roster"
    fields = (
        Field("unit.name", _("单位"), sort="unit__name", column=partial(TitleColumn, get_url=_address_of)),
        Field("on", _("核对日期"), column=DayColumn),
        Field("get_word_display", _("结论"), sort="word"),
        Field("note", _("哪里有误"), sort=""),
        Field("settled_on", _("办结日期"), column=DayColumn),
    )

    def queryset_of(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("unit")


# The office steps into the unit that reported, which no open transaction allows.
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class WordView(WagtailAdminTemplateMixin, TemplateView):
    """One word of a unit; settling it where it is an open report, for those who may."""

    template_name = "filing/roster/word.html"
    header_icon = "clipboard-list"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not current().is_central:
            raise Http404
        if not OfficePolicy(RosterConfirmation).user_has_permission(request.user, "view"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def row(self) -> RosterConfirmation:
        rows = RosterConfirmation.objects.using(CENTRAL).select_related("unit")
        row = rows.filter(pk=self.kwargs["key"]).first()
        if row is None:
            raise Http404
        return row

    def get_page_title(self) -> str:
        return self.row.unit.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("roster_words:index"), "label": WordScreen.title}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.row.unit.name}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_open = self.row.word == RosterWord.WRONG and self.row.settled_on is None
        settles = is_open and self.request.user.has_perm(SETTLES)
        return super().get_context_data(**kwargs) | {"row": self.row, "settles": settles}

    def post(self, request: HttpRequest, key: Any) -> HttpResponse:
        if not request.user.has_perm(SETTLES):
            raise PermissionDenied
        tenant = Tenant.objects.filter(schema_name=self.row.schema_name).first()
        if tenant is None:
            raise Http404
        try:
            with tenant_scope(tenant):
                actions.settle(key=key, answer=request.POST.get("answer", "")[:2000])
        except actions.RosterRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("已办结，单位会看到你写的说明。"))
        return redirect("roster_words:show", key)


class WordScreen(Screen):
    name = "roster_words"
    url_prefix = "register/roster"
    view = WordIndexView
    title = _("单位登记核对")
    icon = "clipboard-list"

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("<uuid:key>/", WordView.as_view(), name="show")]
