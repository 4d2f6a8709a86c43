"""Why a case is raised, the states it goes through, which verb leads where, and the steps its history is made of."""

from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class Why(TextChoices):
    ESCALATED = "ESCALATED", _("按程序报批")
    SAMPLED = "SAMPLED", _("公开后抽查")
    HELD = "HELD", _("暂缓公开")


class CaseState(TextChoices):
    WAITING = "WAITING", _("待审")
    CLAIMED = "CLAIMED", _("审核中")
    PASSED = "PASSED", _("同意")
    RETURNED = "RETURNED", _("退回")
    ESCALATED = "ESCALATED", _("已报区委办")
    LAPSED = "LAPSED", _("已失效")


class CaseStepKind(TextChoices):
    """What can be done about a case. All are written down."""

    RAISE = "raise", _("报来")
    CLAIM = "claim", _("领取")
    RELEASE = "release", _("放回")
    PASS = "pass", _("同意")
    RETURN = "return", _("退回")
    ESCALATE = "escalate", _("报区委办")
    LAPSE = "lapse", _("失效")
    ANSWER = "answer", _("整改")


OPEN = (CaseState.WAITING, CaseState.CLAIMED)
TRANSITIONS = {
    "claim": ({*OPEN}, CaseState.CLAIMED),
    "release": ({CaseState.CLAIMED}, CaseState.WAITING),
    "pass": ({*OPEN}, CaseState.PASSED),
    "return": ({*OPEN}, CaseState.RETURNED),
    "escalate": ({*OPEN}, CaseState.ESCALATED),
    "lapse": ({*OPEN}, CaseState.LAPSED),
    "answer": ({CaseState.RETURNED}, CaseState.RETURNED),
}
"""Verb → (states it starts from, state it leads to). Whose claim it is, is asked besides (actions/trace.py)."""


class NotInState(ValueError):
    """The verb does not lead anywhere from the state the case is in. The text says which state that is."""

    for_people = True


def after(verb: str, state: str) -> CaseState:
    """The state that a verb leads to. Raises NotInState."""
    allowed, target = TRANSITIONS[verb]
    if state not in allowed:
        words = {"state": CaseState(state).label, "verb": CaseStepKind(verb).label}
        raise NotInState(_now("这一件现在是“%(state)s”，不能再%(verb)s") % words)
    return target
