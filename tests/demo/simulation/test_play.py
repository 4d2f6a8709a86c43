"""Playing a plan: what it says is there, dated as it says; a second run adds nothing; nobody else's district is touched."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone
from wagtail.documents import get_document_model

from cms.demo.simulation import clock, journal, run
from cms.demo.simulation.acts import OFFICE, Act, Verb, entry_uuid
from cms.demo.simulation.characters import Character, Role
from cms.demo.simulation.parties import Party, starting_rows
from cms.demo.simulation.planning import plan
from cms.demo.simulation.playing import OF_A_UNIT, Stage
from cms.demo.simulation.playing.stage import moment_of
from cms.filing.models import Filing, FilingStep
from cms.obligations.models import Evidence, NilDeclaration, Obligation, Occasion
from cms.pages.models import ArticlePage
from cms.procedure.ledger.models import StepRecord
from cms.publication.clock import NotADemonstration
from cms.publication.models import Correction, Entry, EntryVersion, Removal, Withdrawal
from cms.registry.models import District, Subordination, Unit
from plugins.evaluation.scanning.rules import TOO_SHORT
from tenants.audit.models import AuditRecord
from tenants.context import current_schema, tenant_scope

pytestmark = pytest.mark.django_db(databases=["default", "central"])
YEAR, SEED, UNTIL = 2026, 5, dt.date(2026, 4, 12)
PARTIES = (
    Party(OFFICE, "区委办公室", "COMMITTEE", items=starting_rows("COMMITTEE")[3:6]),
    Party("village", "丙村党总支", "VILLAGE", "村", "甲镇党委", items=starting_rows("VILLAGE")),
)


@pytest.fixture
def demo(tenant, monkeypatch):
    """A district of two units, both good: then all that is due is done."""
    with tenant_scope(tenant("central")):
        District.objects.update(is_demo=True)
        Subordination.objects.update(valid_from=dt.date(2026, 1, 1))
    monkeypatch.setattr(
        "cms.demo.simulation.planning.cast",
        lambda units, **_: {one.slug: Role(Character.GOOD) for one in units},
    )
    monkeypatch.setattr("cms.demo.simulation.playing.office.publish_plan", lambda unit: None)


def play(until: dt.date = UNTIL, *, seed: int = SEED, year: int = YEAR) -> run.Played:
    return run.simulate(year=year, seed=seed, until=until, say=lambda text: None, units=PARTIES)


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


@pytest.fixture
def village(tenant):
    return tenant("village")


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


# Single verbs, on the first entries of the village.


@pytest.fixture
def stage(demo, village):
    """The village in the middle of February, bound."""
    play(dt.date(2026, 2, 20))
    units = {unit.slug: unit for unit in Unit.objects.select_related("tenant")}
    with tenant_scope(village):
        yield Stage(YEAR, SEED, {party.slug: party for party in PARTIES}, units)


def do(stage: Stage, day: dt.date, verb: Verb, **said) -> Act:
    act = Act(day, 15 * 60, "village", verb, said)
    with clock.at(moment_of(act)):
        OF_A_UNIT[verb](stage, act)
    return act


def publish(
    stage: Stage, key: str, day: dt.date, *, sort: str, period: str, words_of: tuple[str, ...] = ()
) -> ArticlePage:
    said = {"period": period, "occasion": "", "sort": sort, "words_of": words_of}
    do(stage, day, Verb.PUBLISH, key=key, code="CS-29", **said)
    return ArticlePage.objects.get(translation_key=stage.key(key))


def test_a_copy_says_what_the_period_before_said_under_another_title(stage):
    first = publish(stage, "first", dt.date(2026, 3, 3), sort="own", period="2026-02")
    second = publish(
        stage,
        "second",
        dt.date(2026, 4, 3),
        sort="copy",
        period="2026-03",
        words_of=("2026-02", "2026-03-03"),
    )
    third = publish(stage, "third", dt.date(2026, 5, 8), sort="own", period="2026-04")
    bodies = [Entry.objects.get(uuid=page.translation_key) for page in (first, second, third)]
    assert bodies[1].text == bodies[0].text != bodies[2].text
    assert bodies[1].title != bodies[0].title


def test_a_hollow_page_meets_the_date_and_says_nothing(stage):
    page = publish(stage, "hollow", dt.date(2026, 3, 3), sort="hollow", period="2026-02")
    assert len(Entry.objects.get(uuid=page.translation_key).text) < 60
    assert Obligation.objects.get(item_code="CS-29", period_key="2026-02").met_on == dt.date(2026, 3, 3)


def test_what_is_only_attached_meets_the_date_and_the_file_says_it(stage):
    page = publish(stage, "attached", dt.date(2026, 3, 3), sort="attached", period="2026-02")
    entry = Entry.objects.get(uuid=page.translation_key)
    assert len(entry.text) < TOO_SHORT and len(entry.attachments) == 1
    document = get_document_model().objects.get(title=page.title)
    with document.file.open() as file:
        assert len(file.read().decode()) > 200
    assert Obligation.objects.get(item_code="CS-29", period_key="2026-02").met_on == dt.date(2026, 3, 3)


def test_a_bare_entry_says_all_but_a_plain_summary(stage):
    page = publish(stage, "bare", dt.date(2026, 3, 3), sort="bare", period="2026-02")
    entry = Entry.objects.get(uuid=page.translation_key)
    assert entry.summary == "" and len(entry.text) > 60


def test_saving_again_correcting_and_updating_are_versions_dated_as_the_day(stage):
    page = publish(stage, "one", dt.date(2026, 3, 3), sort="own", period="2026-02")
    do(stage, dt.date(2026, 3, 5), Verb.RESAVE, key="one", code="CS-29", round=1)
    do(
        stage,
        dt.date(2026, 3, 6),
        Verb.UPDATE,
        key="one",
        code="CS-29",
        note="有变动",
        text="三月六日起有变动。",
    )
    fixed = do(stage, dt.date(2026, 3, 9), Verb.CORRECT, key="one", code="CS-29", fault="UNTRUE")
    entry = Entry.objects.get(uuid=page.translation_key)
    assert entry.version == 4 and "三月六日" in entry.text
    assert [timezone.localtime(one.at).day for one in EntryVersion.objects.filter(entry=entry)] == [
        9,
        6,
        5,
        3,
    ]
    assert Correction.objects.get(entry=entry).at == moment_of(fixed)


def test_what_is_withdrawn_is_owed_again_and_nothing_can_be_done_to_it(stage):
    page = publish(stage, "gone", dt.date(2026, 3, 3), sort="own", period="2026-02")
    why = "内容需要进一步核实，暂时撤下。"
    do(stage, dt.date(2026, 3, 5), Verb.WITHDRAW, key="gone", why=why, replaced_by="", early="")
    row = Obligation.objects.get(item_code="CS-29", period_key="2026-02")
    assert row.met_on is None and Evidence.objects.get(entry_uuid=page.translation_key).until == dt.date(
        2026, 3, 5
    )
    do(stage, dt.date(2026, 3, 6), Verb.RESAVE, key="gone", code="CS-29", round=1)
    assert Entry.objects.get(uuid=page.translation_key).version == 1
    assert Withdrawal.objects.get(entry_id=page.translation_key).explanation == why


def test_a_removal_leaves_no_word_and_is_accounted_for_late(stage):
    page = publish(stage, "secret", dt.date(2026, 3, 3), sort="own", period="2026-02")
    do(stage, dt.date(2026, 3, 4), Verb.REMOVE, key="secret", reason="涉及不应公开的信息")
    words = {"what_happened": "发现后移除", "ordered_by": "主要负责人", "lessons": "逐条复核"}
    do(stage, dt.date(2026, 3, 16), Verb.ACCOUNT, key="secret", **words)
    removal = Removal.objects.get(entry=page.translation_key)
    assert Entry.objects.get(uuid=page.translation_key).text == ""
    assert (
        removal.due_at
        < removal.accounted_at
        == moment_of(Act(dt.date(2026, 3, 16), 15 * 60, "", Verb.ACCOUNT))
    )


def test_an_empty_period_is_declared_by_one_and_approved_by_another(stage):
    do(stage, dt.date(2026, 3, 4), Verb.NIL, code="CS-29", period="2026-02", reason="本期无新增情况")
    row = NilDeclaration.objects.get(period_key="2026-02")
    assert row.proposed_by != row.decided_by and row.decided_on == dt.date(2026, 3, 4)


def test_a_catalog_without_an_item_owes_nothing_of_it(stage):
    do(stage, dt.date(2026, 3, 20), Verb.ADJUST, without=["CS-04"], touch="", reason="精简目录")
    do(stage, dt.date(2026, 3, 25), Verb.REGISTER)
    assert not Obligation.objects.filter(item_code="CS-04", due_on__gt=dt.date(2026, 3, 25)).exists()
    assert Filing.objects.get(state="REGISTERED").registered_on == dt.date(2026, 3, 25)
