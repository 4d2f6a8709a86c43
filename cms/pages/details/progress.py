"""项目进展: how far a project is, what it has cost, and what there is to see of it."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from cms.pages.blocks import AttachmentBlock, ImageBlock
from cms.pages.details.checked import CheckedBlock, Problems
from cms.pages.details.numbers import NumberBlock

STATES = [
    ("done", gettext_lazy("已完成")),
    ("doing", gettext_lazy("进行中")),
    ("planned", gettext_lazy("未开始")),
]
ALL = 100


class ProjectStageValue(blocks.StructValue):
    @property
    def label(self) -> str:
        return str(dict(STATES).get(self["state"], ""))

    @property
    def late(self) -> bool:
        """Whether it was finished after the day it was planned for."""
        return bool(self["planned"] and self["actual"] and self["actual"] > self["planned"])


class ProjectStageBlock(CheckedBlock):
    title = blocks.CharBlock(label=gettext_lazy("阶段"), max_length=60)
    state = blocks.ChoiceBlock(label=gettext_lazy("状态"), choices=STATES, default="planned")
    planned = blocks.DateBlock(label=gettext_lazy("计划完成"), required=False)
    actual = blocks.DateBlock(label=gettext_lazy("实际完成"), required=False)
    text = blocks.TextBlock(label=gettext_lazy("说明"), required=False, rows=2)

    class Meta:
        form_classname = "struct-block details-grid"
        value_class = ProjectStageValue
        label_format = "{title} {state}"

    def find(self, value, problems: Problems) -> None:
        actual, done = value["actual"], value["state"] == "done"
        if done and not actual:
            problems.add("actual", _("已完成的阶段请填实际完成日期"))
        if actual and not done:
            problems.add("state", _("有实际完成日期，状态应为“已完成”"))
        if actual and actual > timezone.localdate():
            problems.add("actual", _("%(on)s 还没有到，不能是实际完成日期") % {"on": actual})


def _money(label, **options) -> NumberBlock:
    """万元, to the 元."""
    return NumberBlock(label=label, required=False, min_value=0, max_digits=14, decimal_places=4, **options)


class ProgressValue(blocks.StructValue):
    @property
    def spent_share(self) -> str:
        """Of the budget, rounded down to a whole percentage."""
        budget, spent = self["budget"], self["spent"]
        return f"{int(spent * ALL / budget)}%" if budget and spent is not None else ""

    @property
    def money(self) -> dict[str, str]:
        return {name: wan(self[name]) for name in ("budget", "spent")}


class ProgressDetail(CheckedBlock):
    project = blocks.CharBlock(label=gettext_lazy("项目"), max_length=120)
    as_of = blocks.DateBlock(label=gettext_lazy("截至日期"))
    percent = blocks.IntegerBlock(label=gettext_lazy("完成百分比"), min_value=0, max_value=ALL)
    drop_reason = blocks.CharBlock(
        label=gettext_lazy("比上次低的原因"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("完成百分比低于上次公开的，在这里写明原因，群众看得到。"),
    )
    budget = _money(gettext_lazy("总投资（万元）"))
    spent = _money(gettext_lazy("已支出（万元）"))
    money_note = blocks.CharBlock(
        label=gettext_lazy("资金说明"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("资金来源；支出超过总投资的，写明原因。"),
    )
    stages = blocks.ListBlock(ProjectStageBlock(), label=gettext_lazy("阶段"), default=[])
    pictures = blocks.ListBlock(ImageBlock(), label=gettext_lazy("现场图片"), default=[])
    files = blocks.ListBlock(AttachmentBlock(), label=gettext_lazy("证明材料"), default=[])

    class Meta:
        icon = "tasks"
        label = gettext_lazy("项目进展")
        template = "details/progress.html"
        value_class = ProgressValue

    def find(self, value, problems: Problems) -> None:
        if value["as_of"] and value["as_of"] > timezone.localdate():
            problems.add("as_of", _("截至日期 %(on)s 还没有到") % {"on": value["as_of"]})
        budget, spent = value["budget"], value["spent"]
        if budget is not None and spent is not None and spent > budget and not value["money_note"]:
            text = _("已支出 %(spent)s 万元，超过总投资 %(more)s 万元，请写明原因")
            problems.add("money_note", text % {"spent": spent, "more": spent - budget})
        undone = [stage["title"] for stage in value["stages"] or () if stage["state"] != "done"]
        if value["percent"] == ALL and undone:
            text = _("完成百分比是 100%%，但“%(stage)s”还没有完成")
            problems.add("percent", text % {"stage": undone[0]})


def dropped(now: int | None, before: int | None, reason: str) -> str:
    """What to ask of somebody who writes less than was said last time without a reason; '' when nothing is amiss."""
    if now is None or before is None or now >= before or reason:
        return ""
    text = _("上次公开的是 %(before)s%%，这次是 %(now)s%%。如果确实下降，请写明原因")
    return text % {"before": before, "now": now}


def wan(amount: Decimal | None) -> str:
    """As it was written, with thousands parted."""
    return "" if amount is None else f"{amount:,f}"
