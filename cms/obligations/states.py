"""The states of an obligation. Met and overdue follow from dates; none is ever set by hand."""

import datetime as dt

from django.db.models import TextChoices
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


def state_of(*, due_on: dt.date, met_on: dt.date | None, nil: bool, today: dt.date) -> ObligationState:
    """The state on a day. Evidence comes first, then the declaration that there was nothing, then the date."""
    if met_on is not None:
        return ObligationState.MET if met_on <= due_on else ObligationState.LATE
    if nil:
        return ObligationState.NIL
    if today > due_on:
        return ObligationState.OVERDUE
    return ObligationState.SOON if (due_on - today).days <= SOON_DAYS else ObligationState.PENDING
