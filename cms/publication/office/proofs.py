"""公开凭证 of the whole district: what was disclosed where the public does not read it."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from cms.catalog.vocabulary import DisclosureScope
from cms.publication.models import DisclosureProof
from cms.registry.office.fields import DayColumn, Field
from cms.registry.office.screens import OfficeIndexView, Screen


class ProofFilters(WagtailFilterSet):
    scope = django_filters.ChoiceFilter(
        label=_("公开范围"), choices=[pair for pair in DisclosureScope.choices if pair[0] != "SOCIETY"]
    )
    on = django_filters.DateFromToRangeFilter(label=_("公开日期"), widget=DateRangePickerWidget)

    class Meta:
        model = DisclosureProof
        fields = ["on"]


class ProofIndexView(OfficeIndexView):
    """Names people, so the office reads these rows as itself and not through the central reader."""

    model = DisclosureProof
    verbose_name_plural = _("公开凭证")
    filterset_class = ProofFilters
    search_fields = ["item_code", "unit__name", "meeting"]
    default_ordering = "-on"
    export_filename = "proofs"
    fields = (
        Field("unit.name", _("单位"), sort="unit__name"),
        Field("item_code", _("编码")),
        Field("scope", _("公开范围"), show=lambda row: DisclosureScope(row.scope).label),
        Field("period_label", _("所属期"), sort=""),
        Field("on", _("公开日期"), column=DayColumn),
        Field("channel", _("公开方式"), sort=""),
        Field("meeting", _("会议或场合"), column=None),
        Field("head_count", _("人数")),
        Field("approved_by", _("批准人"), sort=""),
        Field("by_name", _("登记人"), column=None),
        Field("cancelled_at", _("撤销"), column=DayColumn),
    )

    def get_base_queryset(self) -> QuerySet:
        return DisclosureProof.objects.select_related("unit")


class ProofScreen(Screen):
    name = "publication_proofs"
    url_prefix = "register/proofs"
    view = ProofIndexView
    title = _("全区公开凭证")
    icon = "lock"
