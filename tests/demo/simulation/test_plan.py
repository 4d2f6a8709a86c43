"""The planned year: the same for a year and a seed, on working days, and each unit as its character has it."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.demo.simulation.acts import OFFICE, Act, Verb, entry_uuid
from cms.demo.simulation.characters import TRICKS, Character, Trick, cast
from cms.demo.simulation.parties import parties, starting_rows
from cms.demo.simulation.planning import plan
from cms.demo.simulation.planning.duties import owed
from cms.demo.simulation.story import EVENTS
from cms.obligations.calendar import is_workday, workdays_between
from cms.registry.vocabulary import UnitKind

YEAR, SEED = 2026, 7
FEW = [
    party
    for party in parties()
    if party.slug in (OFFICE, "liuhe", "village01", "village02", "school02", "shuiwuj")
]


@cache
def year() -> tuple[Act, ...]:
    return tuple(plan(YEAR, SEED))


@cache
def roles():
    return cast(parties(), year=YEAR, seed=SEED)


def acts(*verbs: Verb, character: Character | None = None, trick: Trick | None = None) -> list[Act]:
    """Acts of some verbs, of the units that are so."""
    return [
        act
        for act in year()
        if (not verbs or act.verb in verbs)
        and (character is None or roles()[act.unit].character == character)
        and (trick is None or roles()[act.unit].trick == trick)
    ]


def named(trick: Trick) -> list[str]:
    return [slug for slug, role in roles().items() if role.trick == trick]


def test_a_year_and_a_seed_are_one_plan_and_another_seed_is_another():
    assert tuple(plan(YEAR, SEED)) == year()
    assert [act.told() for act in plan(YEAR, 8, FEW)] != [act.told() for act in plan(YEAR, 7, FEW)]
    assert entry_uuid(2026, 7, "a") == entry_uuid(2026, 7, "a") != entry_uuid(2026, 8, "a")


def test_acts_are_plain_data():
    assert json.loads(json.dumps([act.told() for act in year()], ensure_ascii=False))


def test_nobody_works_on_a_holiday():
    assert [act for act in year() if not is_workday(act.day) or act.day.year != YEAR] == []
    assert not [act for act in year() if dt.date(2026, 10, 1) <= act.day <= dt.date(2026, 10, 7)]
    assert [act.day for act in year()] == sorted(act.day for act in year())


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6), number=st.sampled_from([2025, 2026]))
def test_any_seed_makes_a_year_that_can_be_played(seed, number):
    made = plan(number, seed, FEW)
    assert made == plan(number, seed, FEW)
    assert all(is_workday(act.day) and act.day.year == number for act in made)
    assert order_of(made) == []


def order_of(made) -> list[Act]:
    """Acts that come before what they need: an entry before its catalog, a change of what is not public."""
    registered, public, wrong = set(), set(), []
    for act in made:
        key = act.facts.get("key")
        if act.verb == Verb.REGISTER:
            registered.add(act.unit)
        elif act.verb == Verb.PUBLISH:
            wrong += [act] if key in public or act.unit not in registered else []
            public.add(key)
        elif act.verb in (Verb.UPDATE, Verb.CORRECT, Verb.CONCLUDE, Verb.WITHDRAW, Verb.REMOVE):
            wrong += [act] if key not in public else []
            wrong += [act] if act.facts.get("replaced_by") and act.facts["replaced_by"] not in public else []
            if act.verb in (Verb.WITHDRAW, Verb.REMOVE):
                public.discard(key)
        elif act.verb in (Verb.OCCUR, Verb.NIL, Verb.WAIVE):
            wrong += [act] if act.unit not in registered else []
    return wrong


def test_nothing_happens_before_what_it_needs():
    assert order_of(year()) == []


def test_every_unit_that_files_a_catalog_does_so_by_february():
    owing = {party.slug for party in parties() if party.items}
    assert len(parties()) == 90 and len(owing) == 88
    assert {act.unit for act in acts(Verb.FILE)} == owing
    # Whose second registration is in summer adjusts its catalog, and was registered long before.
    first = {act.unit: act.day for act in reversed(acts(Verb.REGISTER))}
    assert set(first) == owing
    assert all(day < dt.date(2026, 3, 10) for day in first.values())
    returned = {act.unit for act in acts(Verb.RETURN)}
    assert returned == {act.unit for act in acts(Verb.FILE_AGAIN)} and 5 < len(returned) < 40


def test_every_line_with_four_units_has_all_four_characters_and_every_trick_is_played():
    lines = defaultdict(set)
    for party in parties():
        lines[party.line].add((party.slug, roles()[party.slug].character))
    for line, members in lines.items():
        if line and len(members) >= 4:
            assert {character for _slug, character in members} == set(Character), line
    assert all(len(named(trick)) >= 2 for trick in TRICKS)
    assert Counter(role.character for role in roles().values())[Character.GOOD] > 20


def share_in_time(character: Character) -> float:
    """Of what the catalogs of a character call for and the office did not excuse, how much is answered in time."""
    registered = {act.unit: act.day for act in reversed(acts(Verb.REGISTER))}
    answered = {
        (act.unit, act.facts["code"], act.facts["period"])
        for act in acts(Verb.PUBLISH, Verb.NIL, Verb.WAIVE, character=character)
        if not act.facts.get("occasion")
        and act.day <= dt.date.fromisoformat(act.facts.get("due_on", "2027-01-01"))
    }
    due = [
        (party.slug, duty.code, duty.key)
        for party in parties()
        if party.items and party.slug != OFFICE and roles()[party.slug].character == character
        for duty in owed(party.public_items, since=registered[party.slug], year=YEAR)
    ]
    return sum(one in answered for one in due) / len(due)


def test_characters_keep_their_time_limits_as_they_are():
    shares = {
        character: share_in_time(character)
        for character in (Character.GOOD, Character.AVERAGE, Character.LATE)
    }
    assert shares[Character.GOOD] == 1
    assert 0.66 < shares[Character.AVERAGE] < 0.85
    assert 0.35 < shares[Character.LATE] < 0.62


def share_of(sort: str, character: Character) -> float:
    public = acts(Verb.PUBLISH, character=character)
    return sum(act.facts["sort"] == sort for act in public) / len(public)


def test_characters_write_as_they_are():
    good = acts(Verb.PUBLISH, character=Character.GOOD)
    assert {act.facts["sort"] for act in good} == {"own"}
    assert 0.2 < share_of("bare", Character.AVERAGE) < share_of("bare", Character.LATE) < 0.5
    assert 0.01 < share_of("attached", Character.AVERAGE) < 0.1
    assert all(act.facts["period"] for act in acts(Verb.PUBLISH) if act.facts["sort"] == "attached")


def test_average_units_answer_a_finding_a_week_after_good_ones():
    days = defaultdict(list)
    for act in acts(Verb.ANSWER):
        days[roles()[act.facts["units"][0]].character].append(act.day)
    waits = [
        workdays_between(soon, late)
        for soon, late in zip(days[Character.GOOD], days[Character.AVERAGE], strict=False)
    ]
    assert len(waits) > 40 and min(waits) >= 5


def test_copies_and_hollow_pages_are_all_that_these_units_publish():
    periodic = [act for act in acts(Verb.PUBLISH, trick=Trick.COPIES) if act.facts["period"]]
    first = {(act.unit, act.facts["code"]): act for act in reversed(periodic)}
    copies = [act for act in periodic if act is not first[act.unit, act.facts["code"]]]
    assert len(copies) >= 8 and all(act.facts["sort"] == "copy" for act in copies)
    for act in copies:
        said = first[act.unit, act.facts["code"]]
        assert act.facts["words_of"] == [said.facts["period"], said.day.isoformat()]
    hollow = acts(Verb.PUBLISH, trick=Trick.HOLLOW)
    assert hollow and all(act.facts["sort"] == "hollow" for act in hollow)
    own = {"own", "bare", "attached"}
    assert {act.facts["sort"] for act in acts(Verb.PUBLISH, character=Character.LATE)} == own


def test_a_unit_that_declares_everything_empty_publishes_few_periods():
    nil, periods = acts(Verb.NIL, trick=Trick.NIL), acts(Verb.PUBLISH, trick=Trick.NIL)
    assert len(nil) > 2 * len([act for act in periods if act.facts["period"]])
    assert (
        len(acts(Verb.NIL, character=Character.GOOD)) < len(acts(Verb.PUBLISH, character=Character.GOOD)) / 20
    )


def test_mass_saves_come_before_the_half_year_ends_and_flickering_entries_go_within_days():
    saved = Counter((act.unit, act.day) for act in acts(Verb.RESAVE))
    assert saved and {unit for unit, _day in saved} == set(named(Trick.RESAVE))
    assert max(saved.values()) >= 8
    public = {act.facts["key"]: act.day for act in acts(Verb.PUBLISH)}
    gone = acts(Verb.WITHDRAW, trick=Trick.FLICKER)
    assert len(gone) > len(acts(Verb.PUBLISH, trick=Trick.FLICKER)) / 3
    assert all(workdays_between(public[act.facts["key"]], act.day) <= 3 for act in gone)


def test_what_leaves_the_catalog_is_not_published_any_more():
    adjusted = acts(Verb.ADJUST)
    assert {act.unit for act in adjusted} == set(named(Trick.SHRINK))
    for adjustment in adjusted:
        later = [
            act
            for act in acts(trick=Trick.SHRINK)
            if act.unit == adjustment.unit and act.day > adjustment.day
        ]
        assert later and not [act for act in later if act.facts.get("code") in adjustment.facts["without"]]


def test_the_year_has_its_incidents():
    removals, accounts = acts(Verb.REMOVE), {act.facts["key"]: act.day for act in acts(Verb.ACCOUNT)}
    assert [(accounts[act.facts["key"]] - act.day).days for act in removals] == pytest.approx([1, 9], abs=3)
    assert {roles()[act.unit].character for act in removals} == {Character.AVERAGE, Character.LATE}
    early = [act for act in acts(Verb.WITHDRAW) if act.facts["early"] and not roles()[act.unit].trick]
    assert len(early) == 1
    replaced = [act for act in acts(Verb.WITHDRAW) if act.facts["replaced_by"]]
    assert len(replaced) >= 2 and len(acts(Verb.WAIVE)) >= 3
    assert len(acts(Verb.CORRECT)) >= 15 and len(acts(Verb.CONCLUDE)) >= 5
    assert acts(Verb.MEDIUM_RETURN) and acts(Verb.MEDIUM_CONFIRM)


def test_the_office_draws_every_week_and_the_named_events_are_all_there():
    assert len(acts(Verb.DRAW)) >= 51
    assert Counter(act.facts["name"] for act in acts(Verb.STORY)) == Counter(name for _m, _d, name in EVENTS)
    (lead,) = acts(Verb.LEAD)
    assert lead.day == dt.date(2026, 7, 1)


def test_every_kind_starts_with_a_small_catalog_that_its_template_has():
    for kind in UnitKind.values:
        assert 8 <= len(starting_rows(kind)) <= 13, kind
