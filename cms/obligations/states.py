"""The states of an obligation and of a nil declaration. Those of an obligation follow from dates; none is set by hand."""

import datetime as dt

from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

SOON_DAYS = 10
"""Calendar days before the due date from which an open obligation is shown as 即将到期."""


class ObligationState(TextChoices):
    MET = "met", _("已公开")
    LATE = "late", _("逾期公开")
    SOON = "soon", _("即将到期")
    OVERDUE = "overdue", _("逾期")
    NIL = "nil", _("本期无")
    PENDING = "pending", _("待公开")
    WAIVED = "waived", _("已免除")


def state_of(
    *,
    due_on: dt.date,
    met_on: dt.date | None,
    nil: bool,
    today: dt.date,
    nil_on: dt.date | None = None,
    waived: bool = False,
) -> ObligationState:
    """The state on a day. Evidence comes first, then what the office allowed, then what the unit declared, then dates.

    A declaration that stood on the due date was an answer in time (`nil_on`): an entry that comes after it is not
    late, or nobody who declared would ever publish.
    """
    if met_on is not None and (met_on <= due_on or (nil_on is not None and nil_on <= due_on)):
        return ObligationState.MET
    if waived:
        return ObligationState.WAIVED
    if met_on is not None:
        return ObligationState.LATE
    if nil:
        return ObligationState.NIL
    if today > due_on:
        return ObligationState.OVERDUE
    return ObligationState.SOON if (due_on - today).days <= SOON_DAYS else ObligationState.PENDING


class DutyKind(TextChoices):
    """Why something is due."""

    FIRST = "FIRST", _("首次公开")
    CHANGE = "CHANGE", _("变更更新")
    YEARLY = "YEARLY", _("年度确认")
    PERIOD = "PERIOD", _("定期公开")
    STAGE = "STAGE", _("阶段完成")
    EVENT = "EVENT", _("事项发生")


class NilState(TextChoices):
    """本期无此事项: proposed by one, approved by another."""

    PROPOSED = "PROPOSED", _("待审定")
    APPROVED = "APPROVED", _("已审定")
    REFUSED = "REFUSED", _("未同意")
    WITHDRAWN = "WITHDRAWN", _("已撤回")


TRANSITIONS = {
    "approve": ({NilState.PROPOSED}, NilState.APPROVED),
    "refuse": ({NilState.PROPOSED}, NilState.REFUSED),
    "withdraw": ({NilState.PROPOSED, NilState.APPROVED}, NilState.WITHDRAWN),
}
VERBS = {"approve": _("审定"), "refuse": _("退回"), "withdraw": _("撤回")}


class Refused(ValueError):
    """The verb cannot be done; the text says why, for people."""

    for_people = True


def after(verb: str, state: str) -> NilState:
    """The state that a verb leads a declaration to. Raises Refused."""
    allowed, target = TRANSITIONS[verb]
    if state not in allowed:
        text = _now("这份申报的状态是“%(state)s”，不能%(verb)s")
        raise Refused(text % {"state": NilState(state).label, "verb": VERBS[verb]})
    return target
