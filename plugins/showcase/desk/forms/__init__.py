"""A form for each verb. The verbs judge what is typed; a form knows what it looks like, and what is known already."""

from plugins.showcase.desk.forms.assessing import Excuse, HoldVisit, PlanVisit, Score, VisitScore
from plugins.showcase.desk.forms.deciding import Answer, Award, Deliberate, FinalEmpty, Issue, Places
from plugins.showcase.desk.forms.fields import ActForm, MaybeReason, Nothing, Reason
from plugins.showcase.desk.forms.nominating import (
    Check,
    HandOver,
    LeaveEmpty,
    Nominate,
    Open,
    PreVisitForm,
    Write,
)

__all__ = [
    "ActForm",
    "Answer",
    "Award",
    "Check",
    "Deliberate",
    "Excuse",
    "FinalEmpty",
    "HandOver",
    "HoldVisit",
    "Issue",
    "LeaveEmpty",
    "MaybeReason",
    "Nominate",
    "Nothing",
    "Open",
    "Places",
    "PlanVisit",
    "PreVisitForm",
    "Reason",
    "Score",
    "VisitScore",
    "Write",
]
