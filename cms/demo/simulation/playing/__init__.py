"""Carrying acts out: verb → function.

Those of a unit run bound to it, in one transaction a day; those of the office bind by themselves.
"""

from __future__ import annotations

from collections.abc import Callable

from cms.demo.simulation.acts import Act, Verb
from cms.demo.simulation.playing import duties, entries, filing, media, office
from cms.demo.simulation.playing.stage import Stage

Player = Callable[[Stage, Act], None]

OF_A_UNIT: dict[Verb, Player] = {
    Verb.FILE: filing.file,
    Verb.RETURN: filing.send_back,
    Verb.FILE_AGAIN: filing.file_again,
    Verb.REGISTER: filing.register,
    Verb.ADJUST: filing.adjust,
    Verb.CONTACT: filing.contact,
    Verb.PUBLISH: entries.publish,
    Verb.UPDATE: entries.update,
    Verb.RESAVE: entries.resave,
    Verb.CORRECT: entries.correct,
    Verb.CONCLUDE: entries.conclude,
    Verb.WITHDRAW: entries.withdraw,
    Verb.REMOVE: entries.remove,
    Verb.ACCOUNT: entries.account,
    Verb.OCCUR: duties.occur,
    Verb.NIL: duties.nil,
    Verb.WAIVE: duties.waive,
    Verb.MEDIUM_FILE: media.file,
    Verb.MEDIUM_RETURN: media.send_back,
    Verb.MEDIUM_REGISTER: media.register,
    Verb.MEDIUM_CONFIRM: media.confirm,
}
OF_THE_OFFICE: dict[Verb, Player] = {
    Verb.PLAN_DOCUMENT: office.plan_document,
    Verb.DRAW: office.draw,
    Verb.LOOK: office.look,
    Verb.ANSWER: office.answer,
    Verb.LEAD: office.lead,
    Verb.STORY: office.tell,
}

__all__ = ["OF_A_UNIT", "OF_THE_OFFICE", "Player", "Stage"]
