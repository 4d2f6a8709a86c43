"""What holds for any facts at all, found out by trying: hypothesis makes the catalogs, entries and decisions."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from dataclasses import replace
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.catalog.vocabulary import Frequency, TimingKind
from cms.obligations.compute import Duty, compute
from cms.obligations.facts import Answer, Declaration, Facts, Happening, Leave, Term, Written
from cms.obligations.states import ObligationState as S

START, END = dt.date(2025, 1, 1), dt.date(2027, 6, 30)
CODES = ("A", "B")
KINDS = {"STANDING": "CHANGE", "PHASED": "STAGE", "IMMEDIATE": "EVENT"}
TIMINGS = {
    "STANDING": ["ON_CHANGE"],
    "PERIODIC": ["YEARLY", "HALF_YEARLY", "QUARTERLY", "MONTHLY"],
    "PHASED": ["BY_STAGE"],
    "IMMEDIATE": ["ON_EVENT"],
}
KEYS = ["", "2025", "2026", "2026-H1", "2026-Q1", "2026-Q2", "2026-03", "2026-07", "2026-05-12"]
tried = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

days = st.dates(START, END)
codes, keys = st.sampled_from(CODES), st.sampled_from(KEYS)


@st.composite
def stretch(draw) -> tuple[dt.date, dt.date | None]:
    first, second = draw(days), draw(st.none() | days)
    return (first, second) if second is None or second >= first else (second, first)


@st.composite
def versions(draw) -> list[Term]:
    """Versions follow each other; an item may be in some and not in others, and change its time limit."""
    cuts = sorted(draw(st.lists(days, min_size=1, max_size=4, unique=True)))
    found = []
    for since, until in pairwise([*cuts, None]):
        for code in CODES:
            if draw(st.integers(0, 3)) == 0:
                continue
            timing = draw(st.sampled_from(sorted(TIMINGS)))
            found.append(
                Term(
                    code, f"题{code}", TimingKind(timing), Frequency(draw(st.sampled_from(TIMINGS[timing]))),
                    draw(st.none() | st.integers(0, 30)), since, until,
                    draw(st.none() | st.integers(1, 31)),
                )
            )  # fmt: skip
    return found


@st.composite
def answer(draw) -> Answer:
    on, until = draw(stretch())
    return Answer(draw(codes), draw(keys), on, draw(st.none() | st.uuids()), until)


@st.composite
def happening(draw) -> Happening:
    day, (on, until) = draw(days), draw(stretch())
    kind = draw(st.sampled_from(sorted(KINDS.values())))
    return Happening(draw(codes), day.isoformat(), kind, "说明", min(day, on), on, until)


def ended(kind):
    return st.builds(lambda code, key, days: kind(code, key, *days), codes, keys, stretch())


written = st.builds(Written, codes, keys, st.just("旧"), st.just("旧期"), days, st.booleans(), st.just(False))
everything = st.builds(
    Facts,
    terms=versions().map(tuple),
    answers=st.lists(answer(), max_size=6).map(tuple),
    happenings=st.lists(happening(), max_size=4, unique_by=lambda row: (row.code, row.key)).map(tuple),
    declarations=st.lists(ended(Declaration), max_size=3).map(tuple),
    leaves=st.lists(ended(Leave), max_size=2).map(tuple),
    written=st.lists(written, max_size=3, unique_by=lambda row: (row.code, row.key)).map(tuple),
)
RANK = {S.OVERDUE: 0, S.PENDING: 1, S.SOON: 1, S.LATE: 2, S.WAIVED: 3, S.NIL: 3, S.MET: 3}


def rank(duty: Duty) -> int:
    """How good a state is. Declared too late is no better than published too late."""
    if duty.state is S.NIL and duty.nil_on and duty.nil_on > duty.due_on:
        return RANK[S.LATE]
    return RANK[duty.state]


def by_key(duties: list[Duty]) -> dict[tuple[str, str], Duty]:
    return {(duty.code, duty.key): duty for duty in duties}


@tried
@given(everything, answer(), days)
def test_an_entry_more_never_worsens_a_state(facts, more, on):
    before = by_key(compute(facts, on=on))
    more = replace(more, until=None, entry=more.entry or uuid.UUID(int=7))
    after = by_key(compute(replace(facts, answers=(*facts.answers, more)), on=on))
    assert before.keys() <= after.keys()
    assert [key for key in before if rank(after[key]) < rank(before[key])] == []


@tried
@given(everything, days)
def test_no_item_is_due_twice_for_one_period(facts, on):
    duties = compute(facts, on=on)
    counted = Counter((duty.code, duty.key) for duty in duties)
    assert [key for key, count in counted.items() if count > 1] == []
    spans = sorted((duty.code, duty.start, duty.end) for duty in duties if duty.kind == "PERIOD")
    for one, two in pairwise(spans):
        assert one[0] != two[0] or one[2] < two[1]


@tried
@given(everything, days, everything)
def test_what_a_day_knew_does_not_depend_on_what_came_later(facts, day, other):
    later = day + dt.timedelta(days=1)
    moved = replace(
        facts,
        answers=(*facts.answers, *(replace(row, on=max(row.on, later), until=None) for row in other.answers)),
        happenings=(
            *facts.happenings, *(replace(row, on=max(row.on, later), key=f"x{row.key}") for row in other.happenings),
        ),
        declarations=(
            *facts.declarations,
            *(replace(row, on=max(row.on, later), until=None) for row in other.declarations),
        ),
        leaves=(*facts.leaves, *(replace(row, on=max(row.on, later), until=None) for row in other.leaves)),
    )  # fmt: skip
    assert compute(moved, on=day) == compute(facts, on=day)


@tried
@given(everything, days, days)
def test_what_a_day_knew_does_not_depend_on_what_ended_later(facts, day, end):
    later = max(end, day + dt.timedelta(days=1))
    ended = replace(
        facts,
        terms=tuple(
            replace(row, until=row.until or later) if row.since <= later else row for row in facts.terms
        ),
        answers=tuple(
            replace(row, until=row.until or later) if row.on <= later else row for row in facts.answers
        ),
        leaves=tuple(
            replace(row, until=row.until or later) if row.on <= later else row for row in facts.leaves
        ),
    )
    assert compute(ended, on=day) == compute(facts, on=day)


@tried
@given(everything, days, st.randoms(use_true_random=False))
def test_the_order_of_facts_means_nothing(facts, on, luck):
    def shuffled(rows: tuple) -> tuple:
        found = [*rows]
        luck.shuffle(found)
        return tuple(found)

    names = ("terms", "answers", "happenings", "declarations", "leaves", "written")
    mixed = replace(facts, **{name: shuffled(getattr(facts, name)) for name in names})
    assert compute(mixed, on=on) == compute(facts, on=on)


@tried
@given(everything, days)
def test_a_date_that_lies_in_an_unpublished_year_is_provisional_and_no_other(facts, on):
    for duty in compute(facts, on=on):
        if duty.kind == "PERIOD" and duty.due_on > duty.end:
            assert duty.provisional == (not facts.calendar.covers(duty.due_on.year))
