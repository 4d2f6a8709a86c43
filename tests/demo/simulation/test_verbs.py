"""Single verbs of the player, on the first entries of a village: what they leave in the ledger, dated as the day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from wagtail.documents import get_document_model

from cms.demo.simulation import clock
from cms.demo.simulation.acts import Act, Verb
from cms.demo.simulation.playing import OF_A_UNIT, Stage
from cms.demo.simulation.playing.stage import moment_of
from cms.filing.models import Filing
from cms.obligations.models import Evidence, NilDeclaration, Obligation
from cms.pages.models import ArticlePage
from cms.publication.models import Correction, Entry, EntryVersion, Removal, Withdrawal
from cms.registry.models import Unit
from plugins.evaluation.scanning.rules import TOO_SHORT
from tenants.context import tenant_scope
from tests.demo.simulation.small import PARTIES, SEED, YEAR, play

pytestmark = pytest.mark.django_db(databases=["default", "central"])


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
