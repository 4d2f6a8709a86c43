"""What a registered catalog promises is written down once, met by what is published, and counted honestly."""

import datetime as dt
import json
import uuid
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from cms.filing.models import Filing
from cms.filing.signals import registered
from cms.obligations.actions import fulfil, recompute, reopen
from cms.obligations.models import Obligation
from cms.obligations.queries import Tally, due_by, in_state, statuses, tally
from cms.obligations.states import SOON_DAYS, ObligationState
from cms.registry.models import Unit
from cms.registry.queries import NoSuchUnit
from tenants.context import tenant_scope
from tests import sample

pytestmark = pytest.mark.django_db(databases=["default", "central"])
TODAY = dt.date.today()


@pytest.fixture
def clean(ta):
    """ta with no obligation that counts: all moved far away, since nobody may delete one."""
    Obligation.objects.update(due_on=dt.date(2000, 1, 1), met_on=None, nil=False)
    return ta


def owed(due: dt.date, *, code: str = "TS-90", met: dt.date | None = None, **values) -> Obligation:
    unit = Unit.objects.get(slug="ta")
    number = Obligation.objects.count()
    return Obligation.objects.create(
        unit=unit, item_code=code, item_title="题", period_key=f"p{number}", due_on=due, met_on=met, **values
    )


def days(number: int) -> dt.date:
    return TODAY + dt.timedelta(days=number)


def test_only_public_items_with_a_calendar_owe_something(ta):
    filing = sample.file_catalog(
        [
            sample.row("TS-11", "长期"),
            sample.row("TS-12", "每月", timing="PERIODIC", frequency="MONTHLY"),
            sample.row("TS-13", "党内", timing="PERIODIC", frequency="MONTHLY", scope="PARTY"),
            sample.row("TS-14", "分阶段", timing="PHASED", frequency="BY_STAGE"),
            sample.row("TS-15", "即时", timing="IMMEDIATE", frequency="ON_EVENT"),
        ],
        number="测备2号",
        sync=False,
    )
    assert filing.items.count() == 5
    codes = Obligation.objects.filter(item_code__startswith="TS-1").values_list("item_code", flat=True)
    assert {code: list(codes).count(code) for code in codes} == {"TS-11": 1, "TS-12": 12}


def test_recomputing_changes_nothing(ta):
    recompute()
    before = list(Obligation.everything.order_by("pk").values())
    assert not recompute()
    assert list(Obligation.everything.order_by("pk").values()) == before


def test_a_catalog_that_is_registered_is_due_until_the_end_of_the_next_january(ta):
    filing = Filing.objects.get(state="REGISTERED")
    registered.send(sender=Filing, filing=filing)
    last = Obligation.objects.filter(item_code="TS-02").order_by("due_on").last()
    assert last.period_key == f"{sample.YEAR}-Q4"
    assert last.due_on <= dt.date(sample.YEAR + 1, 1, 31)


def test_the_first_entry_meets_an_obligation_and_a_second_does_not_move_it(ta):
    first, second = uuid.uuid4(), uuid.uuid4()
    owed(days(5), code="TS-91")
    period = Obligation.objects.get(item_code="TS-91").period_key
    assert fulfil(item_code="TS-91", period_key=period, entry=first, on=days(0))
    assert not fulfil(item_code="TS-91", period_key=period, entry=second, on=days(1))
    row = Obligation.objects.get(item_code="TS-91")
    assert (row.entry_uuid, row.met_on, row.state) == (first, days(0), ObligationState.MET)


def test_what_is_withdrawn_is_owed_again(ta):
    entry = uuid.uuid4()
    row = owed(days(-5), code="TS-91")
    fulfil(item_code="TS-91", period_key=row.period_key, entry=entry, on=days(-6))
    assert reopen(entry=entry) == 1
    row.refresh_from_db()
    assert (row.met_on, row.entry_uuid, row.state) == (None, None, ObligationState.OVERDUE)


def test_another_units_obligation_cannot_be_met(ta, tb):
    with tenant_scope(tb):
        row = Obligation.objects.first()
    assert not fulfil(item_code="none", period_key=row.period_key, entry=uuid.uuid4(), on=TODAY)
    assert Obligation.objects.filter(pk=row.pk).update(met_on=TODAY) == 0


def test_nobody_deletes_an_obligation(ta):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Obligation.objects.all().delete()


def test_an_item_shows_its_most_pressing_period(clean):
    Obligation.objects.update(met_on=dt.date(2000, 1, 1))
    owed(days(-50), code="A", met=days(-55))
    owed(days(-20), code="A")
    owed(days(40), code="A")
    owed(days(-50), code="B", met=days(-40))
    owed(days(SOON_DAYS), code="B")
    owed(days(-50), code="C", met=days(-40))
    owed(days(SOON_DAYS + 1), code="C")
    owed(days(SOON_DAYS + 1), code="D")
    found = statuses()
    assert [(found[code].state.value, found[code].next_due) for code in "ABCD"] == [
        ("overdue", days(-20)),
        ("soon", days(SOON_DAYS)),
        ("late", days(SOON_DAYS + 1)),
        ("pending", days(SOON_DAYS + 1)),
    ]


def test_the_state_in_the_database_is_the_state_of_the_row(clean):
    """Two ways to say the same, over every edge: they must never part."""
    offsets = (-100, -1, 0, 1, SOON_DAYS - 1, SOON_DAYS, SOON_DAYS + 1, 100)
    for due in offsets:
        owed(days(due))
        owed(days(due), nil=True)
        owed(days(due), waived_on=TODAY)
        owed(days(due), waived_on=TODAY, nil=True, nil_on=TODAY)
        for met in (due - 1, due, due + 1):
            owed(days(due), met=days(met))
            owed(days(due), met=days(met), nil=True)
    for state in ObligationState:
        there = set(Obligation.objects.filter(in_state(state, today=TODAY)).values_list("pk", flat=True))
        here = {row.pk for row in Obligation.objects.all() if row.state == state}
        assert there == here, state
    assert Obligation.objects.count() >= 8 * len(offsets)


def test_a_tally_counts_what_fell_due_and_rounds_down(clean):
    january = dt.date(TODAY.year, 1, 1)
    owed(january, met=january)
    owed(january, met=january + dt.timedelta(days=3))
    owed(january, nil=True)
    owed(dt.date(TODAY.year - 1, 12, 31))
    owed(days(1))
    found = tally()
    assert found == Tally(due=3, met=3, on_time=2)
    assert (found.coverage, found.timeliness) == (100, 66)
    assert tally(year=TODAY.year - 1) == Tally(due=1, met=0, on_time=0)
    assert Tally(0, 0, 0).coverage is None
    assert Tally(1000, 999, 0).coverage == 99


def test_the_state_on_an_earlier_day_does_not_know_what_came_later(clean):
    row = owed(days(-10), met=days(-3))
    assert [row.state_on(days(n)).value for n in (-11, -10, -9, -3, 0)] == [
        "soon",
        "soon",
        "overdue",
        "late",
        "late",
    ]


def test_what_is_due_by_a_day_is_that_years_and_what_comes_soon(clean):
    day = dt.date(2026, 3, 31)
    wanted = [dt.date(2026, 1, 1), day, day + dt.timedelta(days=SOON_DAYS)]
    for due in [dt.date(2025, 12, 31), *wanted, day + dt.timedelta(days=SOON_DAYS + 1)]:
        owed(due)
    assert [row.due_on for row in due_by(day).order_by("due_on")] == wanted


def run(*words: str) -> str:
    out = StringIO()
    call_command("obligations", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def no_tenant(db):
    """Commands run outside any tenant."""


def test_the_command_counts_by_state(no_tenant):
    day = dt.date(sample.YEAR, 6, 30)
    found = json.loads(run("due", "--on", day.isoformat(), "--unit", "ta", "--json"))
    assert found["on"] == day.isoformat()
    assert list(found["counts"]) == ["met", "late", "soon", "overdue", "nil", "pending", "waived"]
    assert {row["unit"] for row in found["obligations"]} == {"ta"}
    assert sum(found["counts"].values()) == len(found["obligations"])
    quarter = next(row for row in found["obligations"] if row["period"] == f"{sample.YEAR}-Q1")
    assert (quarter["item"], quarter["state"], quarter["met_on"]) == ("TS-02", "overdue", None)


def test_the_command_takes_a_line_by_code_and_by_name_and_a_date_in_chinese(no_tenant):
    by_code, by_name = (
        run("due", "--line", word, "--on", f"{sample.YEAR}年6月30日") for word in ("L01", "镇街道")
    )
    assert by_code == by_name
    assert "  ta  " in by_code
    assert "  tb  " in by_code
    assert run("due", "--line", "村").splitlines() == [
        f"{TODAY}：已公开 0，逾期公开 0，即将到期 0，逾期 0，本期无 0，待公开 0，已免除 0"
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--on", "昨天"), "看不懂日期“昨天”，应如 2026-03-31"),
        (("--line", "无"), "没有条线“无”，已有：镇街道、村"),
    ],
)
def test_the_command_refuses_in_one_line(no_tenant, words, said):
    with pytest.raises(CommandError, match=said):
        run("due", *words)


def test_the_command_refuses_a_unit_that_is_none(no_tenant):
    with pytest.raises(NoSuchUnit, match="没有站点标识或名称为“nobody”的单位"):
        run("due", "--unit", "nobody")
