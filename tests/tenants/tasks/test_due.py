"""What falls due and what is periodic: once each, with any number of schedulers, whatever the clock does."""

import datetime as dt

import pytest
from django.db import connections
from django.utils import timezone
from django_tasks import task

from cms.bench.crew import forked, reap
from tenants.context import current_schema, rebind, tenant_scope
from tenants.tasks import due, periodic
from tenants.tasks.models import DueIndex, Periodic
from tenants.tasks.periodic import JOBS, MINUTES, Daily, Every, Job, Window
from tests.tenants.tasks.work import alter, rows, turn_clock

SCHEDULERS = 4


@task(transactional=True)
def handle(what, until):
    return current_schema()


@task(platform=True, idempotent=True)
def for_all():
    pass


@task(idempotent=True)
def for_each():
    pass


@pytest.fixture(autouse=True)
def only_ours(monkeypatch):
    """Nothing of the product is due in between."""
    monkeypatch.setattr(due, "HANDLERS", {"probe": handle})
    monkeypatch.setattr(periodic, "JOBS", {})


def plan(units, number, ago=60):
    at = timezone.now() - dt.timedelta(seconds=ago)
    for unit in units:
        with tenant_scope(unit):
            for n in range(number):
                due.schedule("probe", f"thing:{n}", at)
    rebind(None)


def by_schedulers(work) -> None:
    """The same work in several processes at once."""
    pids = [forked(work) for _n in range(SCHEDULERS)]
    assert [reap(pid) for pid in pids] == [0] * SCHEDULERS


def until_nothing(statement=due.LOCKED):
    while due.dispatch(statement=statement):
        pass


def test_what_is_due_is_ordered_once_for_its_own_unit(units):
    plan(units, 5)
    by_schedulers(until_nothing)
    ordered = [(row.schema_name, row.args[0]) for row in rows()]
    assert len(ordered) == 5 * len(units)
    assert len(set(ordered)) == len(ordered)


def test_without_the_lock_some_are_ordered_twice(units, monkeypatch):
    """The control. Each scheduler reads before any has written, as it happens by chance in life."""
    plan(units, 25)
    monkeypatch.setattr(due, "row_of", slowly(due.row_of))
    by_schedulers(lambda: due.dispatch(statement=due.UNLOCKED))
    ordered = [(row.schema_name, row.args[0]) for row in rows()]
    assert len(ordered) > len(set(ordered))


def slowly(function):
    import time

    def slow(*args, **kwargs):
        time.sleep(0.01)
        return function(*args, **kwargs)

    return slow


def test_what_lies_ahead_or_was_called_off_is_not_ordered(ta):
    due.schedule("probe", "thing:1", timezone.now() + dt.timedelta(hours=1))
    due.schedule("probe", "thing:2", timezone.now() - dt.timedelta(hours=1))
    due.schedule("probe", "thing:2", None)
    rebind(None)
    assert due.dispatch() == 0


def test_a_moment_moved_is_kept_once(ta):
    for hours in (5, -1):
        due.schedule("probe", "thing:1", timezone.now() + dt.timedelta(hours=hours))
    assert DueIndex.objects.count() == 1
    rebind(None)
    assert due.dispatch() == 1
    assert due.dispatch() == 0


def test_a_schedule_is_undone_with_its_transaction(ta):
    from django.db import transaction

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        due.schedule("probe", "thing:1", timezone.now())
        raise ZeroDivisionError
    rebind(None)
    assert due.dispatch() == 0


def test_a_unit_cannot_schedule_in_another(ta, tb):
    from django.db import DatabaseError, transaction

    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        DueIndex.objects.create(schema_name=tb.schema_name, object="x", kind="probe", due_at=timezone.now())


def test_the_databases_clock_decides_what_is_due(ta, owner):
    due.schedule("probe", "thing:1", timezone.now() + dt.timedelta(hours=1))
    rebind(None)
    turn_clock(owner, 3700)
    assert due.dispatch() == 1


# -- periodic jobs


def runs() -> int:
    return Periodic.objects.using("worker").get().runs


@pytest.fixture
def minutely(queue):
    """A job of every minute, that has been seen once."""
    periodic.periodic(Every(1))(for_all)
    rebind(None)
    assert periodic.tick() == []


def set_last(seconds_ago: float) -> None:
    alter(
        "UPDATE tasks_periodic SET last_slot = date_trunc('minute', tasks_now()) - make_interval(secs => %s)",
        [seconds_ago],
    )


def test_a_new_job_begins_with_its_next_moment_and_then_runs_once_for_each(minutely, owner):
    for minute in (1, 2, 3):
        turn_clock(owner, 60 * minute)
        assert periodic.tick() == [for_all.module_path]
        assert periodic.tick() == []
    assert (runs(), len(rows())) == (3, 3)


def test_several_schedulers_run_a_moment_once(minutely):
    set_last(60)

    def work():
        for _n in range(5):
            periodic.tick()

    by_schedulers(work)
    assert (runs(), len(rows())) == (1, 1)


def test_a_clock_that_jumps_ahead_makes_one_run_not_hundreds(minutely, owner):
    turn_clock(owner, 7 * 3600)
    for _n in range(3):
        periodic.tick()
    assert (runs(), len(rows())) == (1, 1)


def test_a_clock_that_jumps_back_repeats_nothing(minutely, owner):
    turn_clock(owner, 60)
    periodic.tick()
    for back in (-60, -600, -1800, 0, 59):
        turn_clock(owner, back)
        periodic.tick()
    assert runs() == 1
    turn_clock(owner, 120)
    periodic.tick()
    assert runs() == 2


def test_a_clock_that_was_wrong_by_a_year_does_not_stop_the_job_for_a_year(minutely, owner):
    turn_clock(owner, 365 * 86_400)
    periodic.tick()
    turn_clock(owner, 0)
    assert periodic.tick() == []
    turn_clock(owner, 60)
    assert periodic.tick() == [for_all.module_path]


def test_a_job_that_fails_keeps_no_other_from_running_and_runs_at_the_next_look(queue):
    def broken(cursor, window):
        cursor.execute("SELECT no_such_column")

    periodic.register(Job("broken", Every(1), broken))
    periodic.tick()
    set_last(60)
    periodic.register(Job("sound", Every(1), lambda cursor, window: None))
    alter("INSERT INTO tasks_periodic SELECT 'sound', last_slot, NULL, 0 FROM tasks_periodic")
    assert periodic.tick() == ["sound"]
    periodic.register(Job("broken", Every(1), lambda cursor, window: None))
    assert periodic.tick() == ["broken"]


def test_daily_is_a_time_of_day_in_the_district():
    at = Daily(3, 10)
    noon = dt.datetime(2026, 11, 24, 4, 0, tzinfo=dt.UTC)  # 12:00 there
    assert at.latest(noon).isoformat() == "2026-11-24T03:10:00+08:00"
    assert at.latest(noon - dt.timedelta(hours=9)).isoformat() == "2026-11-23T03:10:00+08:00"


def turns(minutes_from: int, minutes_to: int) -> list[str]:
    start = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    window = Window(start + dt.timedelta(minutes=minutes_from), start + dt.timedelta(minutes=minutes_to))
    with connections["worker"].cursor() as cursor:
        return periodic._turn(cursor, window)


def test_every_unit_has_one_turn_a_day_at_its_own_minute(units):
    found = [schema for minute in range(0, MINUTES, 10) for schema in turns(minute, minute + 10)]
    assert sorted(found) == sorted(unit.schema_name for unit in units)
    minutes = {minute for minute in range(0, MINUTES, 10) if turns(minute, minute + 10)}
    assert len(minutes) > 1


def test_missed_turns_are_made_up_for_once(units):
    assert len(turns(100, 100 + MINUTES)) == len(units)
    assert len(turns(100, 100 + 9 * MINUTES)) == len(units)
    assert turns(100, 100) == []


def test_the_daily_turn_is_ordered_in_the_unit(units):
    periodic.each_tenant_daily(for_each)
    periodic.tick()
    set_last(2 * 86_400)
    assert periodic.tick() == [for_each.module_path]
    assert sorted(row.schema_name for row in rows()) == sorted(unit.schema_name for unit in units)


def test_the_products_own_jobs_are_registered():
    names = set(JOBS)
    assert names >= {
        "tenants.tasks.housekeeping.clear_sessions",
        "tenants.tasks.housekeeping.purge_revisions",
        "tenants.tasks.housekeeping.clear_queue",
        "tenants.freshness.housekeeping.prune",
        "cms.publication.schedule.repair_due_index",
    }
