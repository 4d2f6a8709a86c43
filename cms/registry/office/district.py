"""网站标识: what all sites of the district say of themselves, kept by the office."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.registry.actions import DECLARED, declare
from cms.registry.models import District
from cms.registry.office.single import SingleScreen, SingleView


class DistrictForm(forms.ModelForm):
    data_licence = forms.URLField(
        label=_("条款全文的网址"),
        required=False,
        assume_scheme="https",
        help_text=_("名称和网址要一起填。"),
    )

    class Meta:
        model = District
        fields = DECLARED
        help_texts = {
            "icp": _("例如：浙ICP备12345678号-1。各站页脚都写这一个。"),
            "site_code": _("政府网站标识码，10位数字。没有就不填。"),
            "data_licence_name": _("开放数据按什么条款使用，写条款的名称。还没有定就不填，数据照常公开。"),
        }


class DistrictView(SingleView):
    form_class = DistrictForm
    right = "registry.change_district"
    central_only = True
    page_title = _("网站标识和使用条款")
    done = _("已保存，全区各站马上看得到。")

    def row(self) -> District | None:
        return District.objects.first()

    def keep(self, values: Mapping[str, Any], *, by: str, actor: uuid.UUID | None) -> None:
        declare(values=values, by=by, actor=actor)


class DistrictScreen(SingleScreen):
    name = "registry_district"
    url_prefix = "register/district"
    icon = "globe"
    view = DistrictView
