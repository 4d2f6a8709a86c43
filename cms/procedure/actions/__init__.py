"""The verbs of the procedure. Each runs in the unit's tenant, in one transaction, and writes down who did what."""

from cms.procedure.actions.deciding import (
    ContentChanged,
    Incomplete,
    Person,
    confirm_later,
    decide_from_above,
    pass_step,
    return_plan,
)
from cms.procedure.actions.finishing import finish_workflow, lapse, mark_published
from cms.procedure.actions.masking import mask
from cms.procedure.actions.proposing import CannotPropose, Terms, propose, reopen, take_back

__all__ = [
    "CannotPropose",
    "ContentChanged",
    "Incomplete",
    "Person",
    "Terms",
    "confirm_later",
    "decide_from_above",
    "finish_workflow",
    "lapse",
    "mark_published",
    "mask",
    "pass_step",
    "propose",
    "reopen",
    "return_plan",
    "take_back",
]
