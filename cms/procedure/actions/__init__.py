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
from cms.procedure.actions.delegating import CannotDelegate, delegate, end_delegation
from cms.procedure.actions.finishing import finish_workflow, lapse, mark_published
from cms.procedure.actions.masking import mask, mask_draft
from cms.procedure.actions.proposing import CannotPropose, Terms, propose, reopen, take_back
from cms.procedure.actions.ruling import (
    CannotGrant,
    end_exception,
    grant_exception,
    reset_route,
    set_route,
)

__all__ = [
    "CannotDelegate",
    "CannotGrant",
    "CannotPropose",
    "ContentChanged",
    "Incomplete",
    "Person",
    "Terms",
    "confirm_later",
    "decide_from_above",
    "delegate",
    "end_delegation",
    "end_exception",
    "finish_workflow",
    "grant_exception",
    "lapse",
    "mark_published",
    "mask",
    "mask_draft",
    "pass_step",
    "propose",
    "reopen",
    "reset_route",
    "return_plan",
    "set_route",
    "take_back",
]
