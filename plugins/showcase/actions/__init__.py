"""The verbs of a campaign: everything that writes its tables."""

from plugins.showcase.actions.adopting import adopt, remeasure
from plugins.showcase.actions.campaigns import advance, hand_over, open_campaign, set_up
from plugins.showcase.actions.checking import check
from plugins.showcase.actions.deciding import deliberate, leave_final_empty, say_how_stable, select, unselect
from plugins.showcase.actions.nominating import change, leave_empty, nominate, submit, visit_before, withdraw
from plugins.showcase.actions.practices import edit, prepare, show, take_down
from plugins.showcase.actions.scoring import broken_seals, score
from plugins.showcase.actions.stories import publish_story, take_story_down, write_story
from plugins.showcase.actions.telling import announce, answer, award, issue, object_to
from plugins.showcase.actions.visiting import excuse, hold_visit, plan_visit

__all__ = [
    "adopt",
    "advance",
    "announce",
    "answer",
    "award",
    "broken_seals",
    "change",
    "check",
    "deliberate",
    "edit",
    "excuse",
    "hand_over",
    "hold_visit",
    "issue",
    "leave_empty",
    "leave_final_empty",
    "nominate",
    "object_to",
    "open_campaign",
    "plan_visit",
    "prepare",
    "publish_story",
    "remeasure",
    "say_how_stable",
    "score",
    "select",
    "set_up",
    "show",
    "submit",
    "take_down",
    "take_story_down",
    "unselect",
    "visit_before",
    "withdraw",
    "write_story",
]
