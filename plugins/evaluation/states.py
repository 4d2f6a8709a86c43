"""The states of schemes, periods and scores, and which verb leads where."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class SchemeState(TextChoices):
    DRAFT = "DRAFT", _("草稿")
    PUBLISHED = "PUBLISHED", _("已公布")


class PeriodState(TextChoices):
    RUNNING = "RUNNING", _("进行中")
    COUNTED = "COUNTED", _("已计分，可申诉")
    FINAL = "FINAL", _("已定")


class ScoreKind(TextChoices):
    LIVE = "LIVE", _("自查")
    COUNTED = "COUNTED", _("计分")
    FINAL = "FINAL", _("结果")


class RunState(TextChoices):
    """Of a count that was ordered."""

    WAITING = "WAITING", _("等待开始")
    RUNNING = "RUNNING", _("正在计分")
    DONE = "DONE", _("已完成")
    FAILED = "FAILED", _("没有算完")


UNDER_WAY = (RunState.WAITING, RunState.RUNNING)


class Mechanism(TextChoices):
    """What documents are asked for: the plan, and the seven mechanisms of the plan."""

    PLAN = "PLAN", _("实施方案")
    SECRECY = "SECRECY", _("保密审查机制")
    RISK = "RISK", _("风险评估机制")
    RELEASE = "RELEASE", _("信息发布机制")
    INTERPRETATION = "INTERPRETATION", _("政策解读机制")
    GUIDANCE = "GUIDANCE", _("舆论引导机制")
    SENTIMENT = "SENTIMENT", _("舆情分析机制")
    EMERGENCY = "EMERGENCY", _("应急处置机制")


class Method(TextChoices):
    SAMPLE = "sample", _("抽查")
    VISIT = "visit", _("实地")


TRANSITIONS: dict[str, tuple[set[str], str]] = {
    "publish": ({SchemeState.DRAFT}, SchemeState.PUBLISHED),
    "count": ({PeriodState.RUNNING, PeriodState.COUNTED}, PeriodState.COUNTED),
    "conclude": ({PeriodState.COUNTED}, PeriodState.FINAL),
}
"""Verb → (states it starts from, state it leads to)."""


class Refused(ValueError):
    """A verb of evaluation does not apply. The message says why, to the person who asked."""

    for_people = True


def after(verb: str, state: str, label: str) -> str:
    """The state that a verb leads to. Raises Refused."""
    allowed, target = TRANSITIONS[verb]
    if state not in allowed:
        raise Refused(_now("现在是“%(state)s”，不能这样办理，请刷新后再看") % {"state": label})
    return target
