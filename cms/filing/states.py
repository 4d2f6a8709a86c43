"""The states of a filed catalog version, which verb leads where, and the steps that its history is made of."""

from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class FilingState(TextChoices):
    SUBMITTED = "SUBMITTED", _("已报送")
    RETURNED = "RETURNED", _("退回修改")
    WITHDRAWN = "WITHDRAWN", _("已撤回")
    REGISTERED = "REGISTERED", _("已登记")
    SUPERSEDED = "SUPERSEDED", _("已被新版替代")


class StepKind(TextChoices):
    """What can be done about a filing. Some steps change its state (TRANSITIONS), all are written down."""

    SUBMIT = "submit", _("报送")
    WITHDRAW = "withdraw", _("撤回")
    CHECK = "check", _("形式审查")
    RETURN = "return", _("退回")
    REGISTER = "register", _("登记")
    SUPERSEDE = "supersede", _("替代")
    CORRECT = "correct", _("修改")
    CONFIRM = "confirm", _("年度确认")


TRANSITIONS = {
    "withdraw": ({FilingState.SUBMITTED}, FilingState.WITHDRAWN),
    "check": ({FilingState.SUBMITTED}, FilingState.SUBMITTED),
    "register": ({FilingState.SUBMITTED}, FilingState.REGISTERED),
    "return": ({FilingState.SUBMITTED}, FilingState.RETURNED),
    "supersede": ({FilingState.REGISTERED}, FilingState.SUPERSEDED),
    "correct": ({FilingState.RETURNED, FilingState.WITHDRAWN}, None),
    "confirm": ({FilingState.REGISTERED}, FilingState.REGISTERED),
}
"""Verb → (states it starts from, state it leads to). None: the state stays, whichever it is."""


class NotInState(ValueError):
    """The verb does not lead anywhere from the state the filing is in. The text says which states it needs."""

    for_people = True


def after(verb: str, state: str) -> FilingState:
    """The state that a verb leads to. Raises NotInState."""
    allowed, target = TRANSITIONS[verb]
    if state not in allowed:
        text = _now("目录的状态是“%(state)s”，不能%(verb)s：只有“%(allowed)s”的可以")
        needed = "、".join(str(value.label) for value in FilingState if value in allowed)
        words = {"state": FilingState(state).label, "verb": StepKind(verb).label, "allowed": needed}
        raise NotInState(text % words)
    return target or FilingState(state)
