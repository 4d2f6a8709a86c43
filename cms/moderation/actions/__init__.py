"""The verbs of the desk. Those about a case run in the tenant of its unit, in one transaction, and write down who."""

from cms.moderation.actions.claiming import claim, release
from cms.moderation.actions.deciding import CannotDecide, Lapsed, answer, decide, lapse, pass_up
from cms.moderation.actions.holding import CannotHold, hold, lift, over
from cms.moderation.actions.raising import close, keep_held, raise_for
from cms.moderation.actions.sampling import draw_period, raise_drawn
from cms.moderation.actions.trace import InHand

__all__ = [
    "CannotDecide",
    "CannotHold",
    "InHand",
    "Lapsed",
    "answer",
    "claim",
    "close",
    "decide",
    "draw_period",
    "hold",
    "keep_held",
    "lapse",
    "lift",
    "over",
    "pass_up",
    "raise_drawn",
    "raise_for",
    "release",
]
