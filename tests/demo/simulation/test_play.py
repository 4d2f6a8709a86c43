"""Playing a plan: what it says is there, dated as it says; a second run adds nothing; nobody else's district is touched."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from cms.demo.simulation import journal, run
from cms.demo.simulation.acts import OFFICE, Verb, entry_uuid
from cms.demo.simulation.planning import plan
from cms.demo.simulation.playing import OF_A_UNIT
from cms.demo.simulation.playing.stage import moment_of
from cms.filing.models import Filing, FilingStep
from cms.obligations.models import Obligation, Occasion
from cms.procedure.ledger.models import StepRecord
from cms.publication.clock import NotADemonstration
from cms.publication.models import Entry, EntryVersion
from cms.registry.models import Unit
from tenants.audit.models import AuditRecord
from tenants.context import current_schema, tenant_scope
from tests.demo.simulation.small import PARTIES, SEED, UNTIL, YEAR, play

pytestmark = pytest.mark.django_db(databases=["default", "central"])


def facts() -> list[tuple]:
    """What a reader or a score could know of the village, in an order of its own."""
    entries = Entry.objects.values_list(
        "uuid", "title", "content_hash", "version", "published_at", "withdrawn_at"
    )
    owed = Obligation.objects.values_list(
        "item_code", "period_key", "due_on", "met_on", "nil_on", "waived_on"
    )
    return [*entries.order_by("uuid"), *owed.order_by("item_code", "period_key"), *_steps()]


def _steps() -> list[tuple]:
    steps = StepRecord.objects.filter(schema_name=current_schema())
    filed = FilingStep.objects.values_list("kind", "on", "filing__number")
    return [
        *steps.order_by("entry", "at").values_list("entry", "step", "at", "content_hash"),
        *filed.order_by("at"),
    ]


def test_weeks_of_a_district_are_played_as_planned_and_a_second_run_adds_nothing(demo, village):
    played = play()
    planned = [act for act in plan(YEAR, SEED, PARTIES) if act.day <= UNTIL and act.unit == "village"]
    public = {entry_uuid(YEAR, SEED, act.facts["key"]): act for act in planned if act.verb == Verb.PUBLISH}
    with tenant_scope(village):
        assert Filing.objects.get(state="REGISTERED").registered_on.year == YEAR
        entries = {entry.uuid: entry for entry in Entry.objects.all()}
        assert set(entries) == set(public) and len(public) >= 6
        assert all(entries[key].published_at == moment_of(act) for key, act in public.items())
        assert all(entry.is_demo for entry in entries.values())
        assert not Obligation.objects.filter(due_on__lte=UNTIL, met_on=None, nil_on=None).exists()
        assert Occasion.objects.count() == len([act for act in planned if act.verb == Verb.OCCUR])
        before, lines = facts(), AuditRecord.objects.count()
    assert played.verbs[Verb.PUBLISH] >= len(public)

    again = play()
    assert sum(again.verbs.values()) == 0
    with tenant_scope(village):
        assert facts() == before and AuditRecord.objects.count() == lines


def test_the_same_year_and_seed_are_the_same_facts_down_to_the_hashes(demo, village):
    told = []
    for _n in range(2):
        before = transaction.savepoint()
        play(dt.date(2026, 3, 20))
        with tenant_scope(village):
            told.append(facts())
        transaction.savepoint_rollback(before)
    assert len(told[0]) > 40
    assert told[0] == told[1]


def test_a_year_may_be_played_in_parts(demo, village):
    play(dt.date(2026, 2, 10))
    with tenant_scope(village):
        few = Entry.objects.count()
    play(dt.date(2026, 3, 10))
    with tenant_scope(village):
        assert Entry.objects.count() > few
        assert EntryVersion.objects.filter(number=1).count() == Entry.objects.count()


def test_another_seed_or_year_is_refused_in_plain_words(demo, village):
    play(dt.date(2026, 1, 15))
    for other in ({"seed": 6}, {"year": 2025}):
        with pytest.raises(run.CannotSimulate, match="2026 年、种子 5 模拟过"):
            play(dt.date(2026, 1, 15), **other)


def test_a_district_that_the_demonstration_filled_is_refused(demo, tenant):
    with tenant_scope(tenant("central")):
        Filing.objects.create(
            unit=Unit.objects.get(slug="central"),
            number=1,
            title="目录",
            digest="0" * 64,
            filed_on=dt.date(2026, 1, 5),
        )
    with pytest.raises(run.CannotSimulate, match="make demo"):
        play()
    assert run.is_simulated() is False


def test_a_real_district_is_refused_before_anything_is_written(village):
    with pytest.raises(NotADemonstration):
        play()
    with pytest.raises(run.CannotSimulate, match="真实的区"):
        run.prepare(None, on=dt.date(2026, 1, 1))
    with tenant_scope(village):
        assert not Entry.objects.exists() and not Filing.objects.exists()
        assert not AuditRecord.objects.filter(kind="demo.simulated").exists()


def test_what_breaks_on_a_day_leaves_nothing_of_the_day(demo, village, monkeypatch):
    """The day's acts and its line in the journal are one transaction."""
    day = dt.date(2026, 2, 2)
    play(day)
    acts = [act for act in plan(YEAR, SEED, PARTIES) if act.unit == "village" and act.day > day]
    first = next(act for act in acts if act.verb == Verb.PUBLISH)

    def broken(stage, act):
        raise RuntimeError

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setitem(OF_A_UNIT, Verb.PUBLISH, broken)
        play()
    unit = Unit.objects.select_related("tenant").get(slug="village")
    office = Unit.objects.select_related("tenant").get(slug=OFFICE)
    reached = journal.reached({"village": unit}, office)
    assert reached["village", journal.OWN] < first.day
    play(first.day)
    with tenant_scope(village):
        assert Entry.objects.filter(uuid=entry_uuid(YEAR, SEED, first.facts["key"])).exists()


@pytest.mark.parametrize(
    ("until", "today", "last"),
    [
        (None, dt.date(2026, 11, 28), dt.date(2026, 11, 28)),
        (None, dt.date(2027, 3, 1), dt.date(2026, 12, 31)),
        (dt.date(2026, 12, 31), dt.date(2026, 11, 28), dt.date(2026, 12, 31)),
    ],
)
def test_a_year_ends_today_unless_a_day_is_named(until, today, last):
    assert run.last_day(2026, today, until) == last


@pytest.mark.parametrize(
    ("year", "until", "words"),
    [(2031, None, "放假安排"), (2026, None, "还没有开始"), (2026, dt.date(2025, 12, 1), "不在 2026 年")],
)
def test_a_year_without_holidays_or_not_begun_is_refused(year, until, words):
    with pytest.raises(run.CannotSimulate, match=words):
        run.last_day(year, dt.date(2025, 5, 1), until)
