"""The states of a plan, and which verb leads where."""

from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class PlanKind(TextChoices):
    NORMAL = "NORMAL", _("一般程序")
    TYPO = "TYPO", _("文字更正")
    EMERGENCY = "EMERGENCY", _("特事特办")


class Change(TextChoices):
    """How much a new version changes. A major one moves the public date and is told to those who follow."""

    MINOR = "MINOR", _("小改动")
    MAJOR = "MAJOR", _("重要更新")


class PlanState(TextChoices):
    OPEN = "OPEN", _("办理中")
    RETURNED = "RETURNED", _("已退回")
    TAKEN_BACK = "TAKEN_BACK", _("已取回")
    APPROVED = "APPROVED", _("已批准")
    PUBLISHED = "PUBLISHED", _("已公开")
    LAPSED = "LAPSED", _("已失效")


UNDER_WAY = (PlanState.OPEN, PlanState.RETURNED)
"""A page has at most one plan in these states."""

TRANSITIONS = {
    "pass": ({PlanState.OPEN}, PlanState.OPEN),
    "return": ({PlanState.OPEN}, PlanState.RETURNED),
    "reopen": ({PlanState.OPEN}, PlanState.RETURNED),
    "propose": ({PlanState.RETURNED}, PlanState.OPEN),
    "take_back": ({PlanState.OPEN, PlanState.RETURNED}, PlanState.TAKEN_BACK),
    "mask": ({PlanState.OPEN}, PlanState.OPEN),
    "approve": ({PlanState.OPEN}, PlanState.APPROVED),
    "publish": ({PlanState.APPROVED}, PlanState.PUBLISHED),
    "follow_up": ({PlanState.PUBLISHED, PlanState.APPROVED}, None),
    "lapse": ({PlanState.OPEN, PlanState.RETURNED, PlanState.APPROVED}, PlanState.LAPSED),
}
"""Verb → (states it starts from, state it leads to). None: the state stays."""


class NotInState(ValueError):
    """The verb leads nowhere from the state the plan is in."""

    for_people = True


def after(verb: str, state: str) -> PlanState:
    """The state that a verb leads to. Raises NotInState."""
    allowed, target = TRANSITIONS[verb]
    if state not in allowed:
        text = _now("这份公开方案的状态是“%(state)s”，现在不能这样办理，请刷新后再看")
        raise NotInState(text % {"state": PlanState(state).label})
    return target or PlanState(state)
