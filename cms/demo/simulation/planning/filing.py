"""January: every unit files its catalog. Some are late, some get it back once."""

from __future__ import annotations

import datetime as dt
from random import Random

from cms.demo.simulation import days
from cms.demo.simulation.acts import OFFICE, Act, Verb
from cms.demo.simulation.characters import Character, Role
from cms.demo.simulation.parties import Party

FILED = {
    Character.GOOD: ((1, 5), (1, 9)),
    Character.AVERAGE: ((1, 8), (1, 20)),
    Character.LATE: ((1, 26), (2, 11)),
    Character.GAMING: ((1, 12), (1, 30)),
}
"""First and last day on which a character files: month, day."""
RETURNED = {Character.GOOD: 0, Character.AVERAGE: 25, Character.LATE: 50, Character.GAMING: 20}
"""Of a hundred, so many get their first version back."""
REMARK = "公开时限请写明期末后几个工作日内公开。"
NOTE = "请按逐项意见修改后重新报送。"
CONTACT_PERCENT = {Character.GOOD: 100, Character.AVERAGE: 90, Character.LATE: 40, Character.GAMING: 100}


def file_catalog(party: Party, role: Role, *, year: int, luck: Random) -> tuple[list[Act], dt.date]:
    """The acts until the catalog is registered, and the day on which it is."""
    if party.slug == OFFICE:
        first = days.on_or_after(dt.date(year, 1, 4))
        registered = days.later(first, 1)
        acts = [(first, 9 * 60, Verb.FILE, {}), (registered, 9 * 60 + 30, Verb.REGISTER, {})]
        return [Act(day, at, party.slug, verb, facts) for day, at, verb, facts in acts], registered
    (from_month, from_day), (to_month, to_day) = FILED[role.character]
    day = days.between(dt.date(year, from_month, from_day), dt.date(year, to_month, to_day), luck)
    steps = [(day, Verb.FILE, {})]
    if luck.randrange(100) < RETURNED[role.character]:
        day = days.later(day, luck.randint(2, 5))
        code = luck.choice(party.public_items).code
        steps.append((day, Verb.RETURN, {"code": code, "remark": REMARK, "note": NOTE}))
        day = days.later(day, luck.randint(1, 4))
        steps.append((day, Verb.FILE_AGAIN, {"code": code}))
    registered = days.later(day, luck.randint(2, 6))
    steps.append((registered, Verb.REGISTER, {}))
    if luck.randrange(100) < CONTACT_PERCENT[role.character]:
        steps.append((days.later(registered, luck.randint(1, 15)), Verb.CONTACT, {}))
    return [Act(on, days.minute(luck), party.slug, verb, facts) for on, verb, facts in steps], registered
