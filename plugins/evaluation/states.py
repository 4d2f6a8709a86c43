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
