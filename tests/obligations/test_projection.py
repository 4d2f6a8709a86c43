"""The ledger's rows follow the facts: only differences are written, nothing is lost, nothing is deleted."""

import datetime as dt
import uuid

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from cms.filing.actions import register, submit
from cms.filing.models import Filing
from cms.obligations.actions import fulfil, occur, recompute, reopen
from cms.obligations.models import CalendarDay, CalendarYear, Evidence, Obligation, UnitTally
from cms.obligations.projection import as_of, recompute_daily
from cms.obligations.queries import tally
from cms.obligations.states import ObligationState
from cms.pages.models import ArticlePage
from cms.publication.models import Entry
from tenants.context import tenant_scope
from tests import sample
from tests.approval import approve, versions_of

pytestmark = pytest.mark.django_db(databases=["default", "central"])
YEAR = sample.YEAR
FIRST = f"{YEAR}-Q1"


def rows() -> list[dict]:
    return list(Obligation.everything.order_by("item_code", "period_key").values())


def row(code: str = "TS-02", key: str = FIRST) -> Obligation:
    return Obligation.everything.get(item_code=code, period_key=key)


def adjust(items, number: int):
    """Register another version today."""
    with sample.unheard(sample.registered):
        return sample.file_catalog(items, number=f"测备{number}号", sync=False)


def test_a_catalog_that_is_registered_owes_the_rest_of_its_year(ta):
    keys = list(Obligation.objects.filter(item_code="TS-02").values_list("period_key", flat=True))
    assert sorted(keys) == [f"{YEAR}-Q{n}" for n in (1, 2, 3, 4)]
    assert not Obligation.objects.filter(item_code="TS-03").exists(), "it is not for the public"


def test_recomputing_twice_writes_once(ta):
    Obligation.everything.filter(period_key=FIRST).update(due_on=dt.date(2001, 1, 1), item_title="别的")
    changes = recompute()
    assert (changes.added, changes.changed, changes.voided) == (0, 1, 0)
    before = rows()
    assert not recompute()
    assert rows() == before


def test_a_recomputation_costs_the_same_whatever_there_is(ta):
    def queries() -> int:
        with CaptureQueriesContext(connections["default"]) as found:
            recompute()
        return len(found)

    recompute()
    before = queries()
    for number in range(5):
        fulfil(item_code="TS-02", period_key=FIRST, entry=uuid.UUID(int=number), on=dt.date(YEAR, 4, 1))
    recompute()
    assert queries() == before


def test_an_item_that_left_is_void_and_comes_back_when_it_is_owed_again(ta):
    left = Filing.objects.get(state="REGISTERED")
    adjust([sample.row("TS-01", "机构设置")], 2)
    Filing.objects.filter(pk=left.pk).update(registered_on=sample.REGISTERED)
    Filing.objects.filter(state="REGISTERED").update(registered_on=dt.date(YEAR, 2, 1))
    recompute()
    assert row().void
    assert not Obligation.objects.filter(item_code="TS-02").exists()
    Filing.objects.filter(state="REGISTERED").update(registered_on=dt.date(YEAR, 12, 31))
    recompute(today=dt.date(YEAR, 11, 30))
    assert not row().void


def test_what_the_first_release_marked_as_met_keeps_its_state(ta):
    """Rows as that release left them: no kind, and no evidence but the entry that was published."""
    page = sample.article("TS-02", "一季度", "正文", period_key=FIRST, slug="q1")
    day = dt.date(YEAR, 4, 2)
    Entry.objects.filter(uuid=page.translation_key).update(
        published_at=dt.datetime(YEAR, 4, 2, 9, tzinfo=dt.UTC)
    )
    Obligation.everything.update(kind=None)
    Obligation.everything.filter(period_key=FIRST).update(met_on=day, entry_uuid=page.translation_key)
    Evidence.objects.filter(entry_uuid=page.translation_key).update(on=day)
    before = row()
    recompute()
    after = row()
    assert (after.met_on, after.entry_uuid, after.due_on, after.kind) == (
        before.met_on, before.entry_uuid, before.due_on, None,
    )  # fmt: skip


def test_entries_without_evidence_are_handed_over_once(ta):
    """What the first release published left no evidence: publication tells of it, and its first day counts."""
    entry = Entry.objects.get(item_code="TS-01")
    published = dt.datetime(YEAR, 1, 20, 9, tzinfo=dt.UTC)
    entry.uuid, entry.published_at = uuid.uuid4(), published
    entry.save(force_insert=True)
    versions_of([entry])
    recompute()
    assert row("TS-01", "").met_on == dt.date(YEAR, 1, 20)
    count = Evidence.objects.count()
    recompute()
    assert Evidence.objects.count() == count


def test_publishing_a_later_version_keeps_the_first_day(ta):
    page = ArticlePage.objects.get(item_code="TS-01", live=True)
    met = row("TS-01", "").met_on
    page.summary = "改过"
    page.save_revision()
    approve(page)
    assert Entry.objects.get(uuid=page.translation_key).version == 2
    assert row("TS-01", "").met_on == met


def test_withdrawing_opens_again_and_coming_back_the_same_day_was_no_absence(ta):
    page = ArticlePage.objects.get(item_code="TS-01", live=True)
    met = row("TS-01", "").met_on
    page.unpublish()
    assert row("TS-01", "").met_on is None
    page.refresh_from_db()
    page.save_revision()
    approve(page)
    assert row("TS-01", "").met_on == met


def test_coming_back_on_a_later_day_counts_from_that_day(ta):
    key = uuid.uuid4()
    values = {"item_code": "TS-02", "period_key": FIRST, "entry": key}
    fulfil(**values, on=dt.date(YEAR, 4, 1))
    reopen(entry=key, on=dt.date(YEAR, 5, 1))
    fulfil(**values, on=dt.date(YEAR, 6, 1))
    assert (row().met_on, row().state) == (dt.date(YEAR, 6, 1), ObligationState.LATE)
    told = {day: next(d.state.value for d in as_of(dt.date(YEAR, *day)) if d.key == FIRST)
            for day in ((4, 2), (5, 2), (6, 2))}  # fmt: skip
    assert told == {(4, 2): "met", (5, 2): "overdue", (6, 2): "late"}


def test_when_the_years_calendar_arrives_the_due_dates_move(ta, tenant):
    last = row(key=f"{YEAR}-Q4")
    assert last.provisional
    with tenant_scope(tenant("central")):
        CalendarYear.objects.create(year=YEAR + 1, number="国办发明电〔某〕1号")
        for number in (1, 4, 5, 6):
            CalendarDay.objects.update_or_create(
                date=dt.date(YEAR + 1, 1, number), defaults={"working": False, "name": "元旦"}
            )
    recompute_daily.func()
    moved = row(key=f"{YEAR}-Q4")
    assert not moved.provisional
    assert moved.due_on > last.due_on


def test_the_tally_of_a_unit_says_the_same_as_its_rows(ta):
    fulfil(item_code="TS-02", period_key=FIRST, entry=uuid.uuid4(), on=dt.date(YEAR, 4, 1))
    stored = UnitTally.objects.get(year=YEAR)
    today = dt.date.today()
    by_state = [row.state for row in Obligation.objects.filter(due_on__year=YEAR)]
    assert (stored.met, stored.late) == (
        by_state.count(ObligationState.MET), by_state.count(ObligationState.LATE),
    )  # fmt: skip
    open_rows = Obligation.objects.filter(due_on__year=YEAR, met_on=None)
    assert stored.open_due == [row.due_on for row in open_rows.order_by("due_on")]
    assert all(day > today for day in stored.ahead)


def test_the_district_is_counted_from_its_units_tallies(tenant):
    """What was planted is committed, so the central reader sees it."""
    whole = [0, 0, 0]
    for slug in ("ta", "tb"):
        with tenant_scope(tenant(slug)):
            mine = tally()
            whole = [a + b for a, b in zip(whole, (mine.due, mine.met, mine.on_time), strict=True)]
    told = tally(using="central")
    assert [told.due, told.met, told.on_time] == whole
    assert told.due > 0


def test_a_unit_writes_no_fact_for_another(ta, tb):
    with tenant_scope(tb):
        fulfil(item_code="TS-02", period_key=FIRST, entry=uuid.uuid4(), on=dt.date(YEAR, 4, 1))
        assert row().met_on
    assert row().met_on is None
    assert not Evidence.objects.exclude(schema_name=ta.schema_name).exists()


def test_registering_and_recording_recompute_at_once(ta):
    version = sample.take_in(
        sample.CatalogDocument(
            items=[sample.row("TS-40", "阶段", timing="PHASED", frequency="BY_STAGE")],
            title="二", filed_on=dt.date.today(),
        ),
        source="t.xlsx",
    )  # fmt: skip
    register(submit(version, reason="另编"), number="测备9号")
    assert not Obligation.objects.filter(item_code="TS-40").exists()
    occur(item_code="TS-40", label="主体完工", on=dt.date.today())
    assert Obligation.objects.get(item_code="TS-40").period_label == "主体完工"
