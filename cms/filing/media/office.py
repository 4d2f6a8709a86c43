"""网络媒体备案 as the office keeps it: every registration of the district, the formal check, and who still owes one."""

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
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from cms.filing.media import actions
from cms.filing.media.marks import mark, probe_mark
from cms.filing.media.models import MediaKind, MediaRegistration, ProbeOutcome
from cms.filing.media.owing import DutyListView
from cms.filing.media.probing.tasks import probe
from cms.filing.media.queries import last_probe, registrations
from cms.filing.media.showing import shown
from cms.filing.media.states import MediaRefused, MediaState, MediaVerb
from cms.registry.office.fields import DayColumn, Field
from cms.registry.office.screens import CENTRAL, OfficeIndexView, OfficePolicy, OfUnitFilters, Screen
from tenants.context import current, tenant_scope
from tenants.models import Tenant

DECIDES = "filing.change_mediaregistration"
LOOK = "look"


class MediaFilters(OfUnitFilters, WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("状态"), choices=MediaState.choices)
    media = django_filters.ChoiceFilter(label=_("媒体类别"), choices=MediaKind.choices, field_name="kind")
    probe = django_filters.ChoiceFilter(
        label=_("访问检查"), choices=ProbeOutcome.choices, field_name="probe_outcome"
    )

    class Meta:
        model = MediaRegistration
        fields = ["state"]


def _address_of(row: MediaRegistration) -> str:
    return reverse("media_register:show", args=[row.pk])


def _outcome(row: MediaRegistration) -> str:
    return ProbeOutcome(row.probe_outcome).label if row.probe_outcome else ""


class MediaIndexView(OfficeIndexView):
    model = MediaRegistration
    verbose_name_plural = _("媒体备案")
    filterset_class = MediaFilters
    search_fields = ["unit__name", "name", "number", "url", "column_url"]
    default_ordering = "-filed_on"
    export_filename = "media"
    fields = (
        Field("name", _("媒体名称"), column=partial(TitleColumn, get_url=_address_of)),
        Field("unit.name", _("单位"), sort="unit__name"),
        Field("get_kind_display", _("媒体类别"), sort="kind"),
        Field("get_state_display", _("状态"), sort="state", show=lambda row: mark(MediaState(row.state))),
        Field("number", _("备案号")),
        Field("filed_on", _("报送日期"), column=DayColumn),
        Field("confirmed_on", _("最近确认"), column=DayColumn),
        Field(
            "probe_outcome",
            _("访问检查"),
            sort="probe_outcome",
            show=lambda row: probe_mark(row.probe_outcome) if row.address else "—",
        ),
        Field("probe_newest_on", _("页面最新日期"), column=DayColumn),
        Field("url", _("网址"), column=None),
        Field("column_url", _("党务公开专栏网址"), column=None),
        Field("icp", _("ICP备案号"), column=None),
        Field("site_code", _("网站标识码"), column=None),
        Field("owner", _("主办单位"), column=None),
        Field("probe_at", _("检查时间"), column=None),
    )

    def queryset_of(self, rows: QuerySet) -> QuerySet:
        # What a unit has not handed in is its own affair.
        rows = rows.exclude(state=MediaState.DRAFT)
        return rows.select_related("unit").annotate(**last_probe())

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("应报单位"), reverse("media_register:owing"), icon_name="group")]


# The office steps into the unit whose registration it is, which no open transaction allows.
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class MediaCheckView(WagtailAdminTemplateMixin, TemplateView):
    """One registration in full; registering it or returning it, for those who may decide."""

    template_name = "filing/media/check.html"
    header_icon = "globe"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not current().is_central:
            raise Http404
        if not OfficePolicy(MediaRegistration).user_has_permission(request.user, "view"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def row(self) -> MediaRegistration:
        rows = registrations(using=CENTRAL).exclude(state=MediaState.DRAFT)
        row = rows.filter(pk=self.kwargs["key"]).first()
        if row is None:
            raise Http404
        return row

    def get_page_title(self) -> str:
        return self.row.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("media_register:index"), "label": MediaScreen.title}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.row.name}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        decides = self.request.user.has_perm(DECIDES)
        return super().get_context_data(**kwargs) | {
            "shown": shown(self.row, using=CENTRAL, today=timezone.localdate()),
            "decides": decides and self.row.state == MediaState.SUBMITTED,
            "looks": decides and bool(self.row.address),
        }

    def post(self, request: HttpRequest, key: Any) -> HttpResponse:
        if not request.user.has_perm(DECIDES):
            raise PermissionDenied
        tenant = Tenant.objects.filter(schema_name=self.row.schema_name).first()
        if tenant is None:
            raise Http404
        verb, note = request.POST.get("verb", ""), request.POST.get("note", "").strip()[:2000]
        try:
            with tenant_scope(tenant):
                told = self._do(verb, note)
        except MediaRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, told)
        return redirect("media_register:show", key)

    def _do(self, verb: str, note: str) -> Any:
        """In the unit's tenant: whatever was decided there meanwhile is seen first."""
        by, key = self.request.user.identity_uuid, self.row.pk
        if verb == MediaVerb.REGISTER:
            return _("已备案：%(number)s。") % {"number": actions.register(key=key, note=note, by=by).number}
        if verb == MediaVerb.RETURN:
            actions.send_back(key=key, note=note, by=by)
            return _("已退回，单位会看到你写的意见。")
        if verb == LOOK:
            probe.enqueue(str(key))
            return _("已安排访问，结果稍后出现在这里。一个网址一天只访问一次。")
        raise MediaRefused(_("没有这个办理步骤"))


class MediaScreen(Screen):
    name = "media_register"
    url_prefix = "register/media"
    view = MediaIndexView
    title = _("网络媒体备案")
    icon = "globe"

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("owing/", DutyListView.as_view(), name="owing"),
            path("<uuid:key>/", MediaCheckView.as_view(), name="show"),
        ]
