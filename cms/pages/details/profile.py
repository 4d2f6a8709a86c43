"""机构与领导: what stands until it changes, and was looked over at least once a year."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from cms.pages.details.checked import CheckedBlock, Problems

YEAR = dt.timedelta(days=366)
"""机构与领导 is confirmed each year (长期公开、每年核对)."""


class LeaderBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=gettext_lazy("姓名"), max_length=40)
    post = blocks.CharBlock(label=gettext_lazy("职务"), max_length=120)
    work = blocks.TextBlock(label=gettext_lazy("分工"), required=False, rows=2)

    class Meta:
        label_format = "{name} {post}"


class ProfileDetail(CheckedBlock):
    duties = blocks.ListBlock(
        blocks.CharBlock(label=gettext_lazy("职责"), max_length=300),
        label=gettext_lazy("主要职责"),
        default=[],
    )
    leaders = blocks.ListBlock(LeaderBlock(), label=gettext_lazy("领导"), default=[])
    address = blocks.CharBlock(label=gettext_lazy("办公地址"), required=False, max_length=200)
    telephone = blocks.CharBlock(label=gettext_lazy("办公电话"), required=False, max_length=60)
    hours = blocks.CharBlock(label=gettext_lazy("办公时间"), required=False, max_length=120)
    confirmed_on = blocks.DateBlock(
        label=gettext_lazy("核对日期"), help_text=gettext_lazy("哪天核对无误。至少每年核对一次。")
    )

    class Meta:
        icon = "site"
        label = gettext_lazy("机构与领导")
        template = "details/profile.html"

    def find(self, value, problems: Problems) -> None:
        if value["confirmed_on"] and value["confirmed_on"] > timezone.localdate():
            problems.add("confirmed_on", _("%(on)s 还没有到") % {"on": value["confirmed_on"]})

    def get_context(self, value, parent_context=None):
        """With whether it was confirmed within a year, where a page is shown."""
        context = super().get_context(value, parent_context)
        today, on = (parent_context or {}).get("today"), value["confirmed_on"]
        return context | {"stale": bool(today and on and today - on > YEAR)}
