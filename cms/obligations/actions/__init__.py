"""The verbs of obligations. Each keeps a fact, and brings what is owed to it, in one transaction."""

from cms.obligations.actions.days import drop_day, set_day, set_year
from cms.obligations.actions.evidence import confirm, fulfil, reopen, testify
from cms.obligations.actions.nil import approve_nil, propose_nil, refuse_nil, withdraw_nil
from cms.obligations.actions.occasions import cancel, occur
from cms.obligations.actions.waivers import claim_again, waive
from cms.obligations.projection import recompute

__all__ = [
    "approve_nil",
    "cancel",
    "claim_again",
    "confirm",
    "drop_day",
    "fulfil",
    "occur",
    "propose_nil",
    "recompute",
    "refuse_nil",
    "reopen",
    "set_day",
    "set_year",
    "testify",
    "waive",
    "withdraw_nil",
]
