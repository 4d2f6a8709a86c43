"""公示: how long, until when, whom to tell what one objects to, and what came of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from cms.obligations.queries import calendar
from cms.pages.details.checked import CheckedBlock, Problems

WORKDAYS, DAYS = "WORKDAYS", "DAYS"
DEFAULT_LENGTH = 5
DEFAULT_BASIS = "《党政领导干部选拔任用工作条例》：公示期不少于五个工作日"
"""Where the default comes from. A catalog item that names a period of its own goes before it."""
LONGEST = 365


def end_of(start: dt.date, length: int, counted: str) -> dt.date:
    """The last day of a period that begins on a day; that day itself does not count. Two queries for working days."""
    return start + dt.timedelta(days=length) if counted == DAYS else calendar().add_workdays(start, length)


@dataclass(frozen=True)
class Standing:
    """How a notice stands on a day."""

    state: str
    """ahead, open or closed."""
    days: int
    """Until it begins, or until it ends. 0 on the last day."""


def standing(start: dt.date | None, end: dt.date | None, today: dt.date) -> Standing | None:
    if start is None or end is None:
        return None
    if today < start:
        return Standing("ahead", (start - today).days)
    return Standing("closed", 0) if today > end else Standing("open", (end - today).days)


class ComputedDateBlock(blocks.DateBlock):
    """A day that is shown to the editor and worked out by the block that it stands in."""

    @cached_property
    def field(self):
        widget = forms.DateInput(attrs={"readonly": True, "tabindex": "-1"}, format="%Y-%m-%d")
        return forms.DateField(required=False, widget=widget, help_text=self.field_options["help_text"])


class NoticeDetail(CheckedBlock):
    start = blocks.DateBlock(label=gettext_lazy("公示开始"), help_text=gettext_lazy("当天不计入公示期。"))
    length = blocks.IntegerBlock(
        label=gettext_lazy("公示期"), min_value=1, max_value=LONGEST, default=DEFAULT_LENGTH
    )
    counted = blocks.ChoiceBlock(
        label=gettext_lazy("按什么计算"),
        choices=[(WORKDAYS, gettext_lazy("工作日")), (DAYS, gettext_lazy("日（含休息日）"))],
        default=WORKDAYS,
    )
    basis = blocks.CharBlock(
        label=gettext_lazy("公示期的依据"), required=False, max_length=200, default=DEFAULT_BASIS
    )
    end = ComputedDateBlock(
        label=gettext_lazy("公示结束"),
        required=False,
        help_text=gettext_lazy("保存时按工作日历算出，不用填写。"),
    )
    contact = blocks.TextBlock(
        label=gettext_lazy("有不同意见怎么反映"),
        help_text=gettext_lazy("受理单位，加上电话、地址、电子邮箱中至少一种。"),
        rows=2,
    )
    result = blocks.TextBlock(
        label=gettext_lazy("公示结果"), required=False, help_text=gettext_lazy("公示结束以后填写。"), rows=2
    )
    result_on = blocks.DateBlock(label=gettext_lazy("结果公布日期"), required=False)

    class Meta:
        form_classname = "struct-block details-grid"
        icon = "calendar-alt"
        label = gettext_lazy("公示")
        template = "details/notice.html"

    def find(self, value, problems: Problems) -> None:
        end = self._end(value)
        if value["result"] and end and end >= timezone.localdate():
            text = _("公示到 %(end)s 才结束，结束以后再写结果")
            problems.add("result", text % {"end": end})
        if value["result"] and not value["result_on"]:
            problems.add("result_on", _("写了结果，请填公布日期"))
        if value["result_on"] and not value["result"]:
            problems.add("result", _("填了公布日期，请写结果"))
        if value["result_on"] and end and value["result_on"] <= end:
            problems.add("result_on", _("公示到 %(end)s 结束，结果应在这以后公布") % {"end": end})

    def settle(self, value) -> None:
        value["end"] = self._end(value)

    @staticmethod
    def _end(value) -> dt.date | None:
        if not (value["start"] and value["length"]):
            return None
        return end_of(value["start"], value["length"], value["counted"] or WORKDAYS)

    def get_context(self, value, parent_context=None):
        """With how it stands today where a page is shown, and without where it is kept."""
        context = super().get_context(value, parent_context)
        today = (parent_context or {}).get("today")
        return context | {"standing": today and standing(value["start"], value["end"], today)}
