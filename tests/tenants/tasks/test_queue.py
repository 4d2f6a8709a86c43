"""The queue itself: what ordering a task writes, whose it is, who may claim it, and how it ends."""

import datetime as dt
import os
import uuid

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from tenants.context import TenantNotBound, current_schema, rebind, tenant_scope
from tenants.tasks import claiming, running
from tenants.tasks.backends import inline
from tenants.tasks.claiming import LeaseLost
from tenants.tasks.models import QueuedTask, Worker
from tenants.tasks.queries import queue_health
from tenants.tasks.task import NotForATenant
from tenants.tasks.waking import Listener
from tests.tenants.tasks.work import alter, desk, rows, states, take, turn_clock, work_off

SEEN = []


@task(transactional=True)
def look(name):
    """Which files of the unit are visible: rows of its own schema and of the ledger."""
    from wagtail.documents import get_document_model

    from cms.publication.models import Entry

    SEEN.append(
        (
            name,
            current_schema(),
            set(get_document_model().objects.values_list("title", flat=True)),
            set(Entry.objects.values_list("schema_name", flat=True)),
        )
    )
    return {"name": name}


@task(idempotent=True, tries=3)
def fail_again():
    raise ValueError("没有网络")


@task()
def fail_once():
    raise ValueError("做了一半")


@task(platform=True, idempotent=True)
def for_the_platform():
    SEEN.append(("platform", connection.schema_name))


def test_a_task_is_undone_with_the_transaction_that_ordered_it(ta):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        look.enqueue("undone")
        raise ZeroDivisionError
    assert rows() == []
    with transaction.atomic():
        look.enqueue("kept")
        assert take() is None
    assert [row.args for row in rows()] == [["kept"]]


def test_a_task_carries_its_tenant_and_runs_as_it(ta, tb):
    """Two units in turn in one worker: neither sees anything of the other."""
    SEEN.clear()
    for unit in (ta, tb):
        with tenant_scope(unit):
            for n in range(3):
                look.enqueue(n)
    done = work_off()
    order = [claimed.schema_name for claimed in done]
    assert len(order) == 6
    assert all(order[n] != order[n + 1] for n in range(5)), order
    for _n, schema, titles, schemas in SEEN:
        assert schemas == {schema}
        assert any("金丝雀" in title for title in titles) == (schema == tb.schema_name)
    assert set(states()) == {"done"}


def test_no_task_is_ordered_for_nobody(queue):
    rebind(None)
    with pytest.raises(TenantNotBound):
        look.enqueue("nobody")
    assert rows() == []


@pytest.mark.parametrize("schema", ["", "public", "t_nobody"])
def test_a_row_without_a_tenant_is_refused_by_the_worker(queue, schema):
    SEEN.clear()
    alter(
        "INSERT INTO tasks_queuedtask (schema_name, path, args, kwargs, queue, priority, state, tries, tried, error, traceback)"
        " VALUES (%s, %s, '[\"x\"]', '{}', 'default', 0, 'ready', 10, 0, '', '')",
        [schema, look.module_path],
    )
    work_off()
    (row,) = rows()
    assert SEEN == []
    assert row.state == "dead"
    assert "站点" in row.error


def test_the_unit_itself_cannot_order_for_another(ta, tb):
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        QueuedTask.objects.create(schema_name=tb.schema_name, path=look.module_path, queue="default")


def test_a_unit_sees_its_own_tasks_only(ta, tb):
    mine = look.enqueue("mine")
    with tenant_scope(tb):
        assert QueuedTask.objects.count() == 0
        with pytest.raises(TaskResultDoesNotExist):
            look.get_result(mine.id)
    assert look.get_result(mine.id).status == TaskResultStatus.READY


def test_the_worker_role_sees_the_queue_and_nothing_of_a_unit(ta):
    look.enqueue("x")
    with connections["worker"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tasks_queuedtask")
        assert cursor.fetchone() == (1,)
        for table in ("publication_entry", "identity_identity", f"{ta.schema_name}.wagtailcore_page"):
            with pytest.raises(DatabaseError, match="permission denied"):
                cursor.execute(f"SELECT 1 FROM {table}")


def test_the_app_role_does_not_claim_for_others(ta, tb):
    """The control of the worker's own role: as the unit, the same statement finds only the unit's tasks."""
    with tenant_scope(tb):
        look.enqueue("theirs")
    with connection.cursor() as cursor:
        values = {"queue": "default", "after": "", "per_tenant": 2, "worker": uuid.uuid4(), "seconds": 5}
        cursor.execute(claiming.FROM_THE_START, values)
        assert cursor.fetchone() is None
    assert take().schema_name == tb.schema_name


def test_the_result_can_be_asked_for(ta):
    result = look.enqueue("asked")
    assert result.status == TaskResultStatus.READY
    work_off()
    with tenant_scope(ta):
        result.refresh()
    assert result.status == TaskResultStatus.SUCCESSFUL
    assert result.return_value == {"name": "asked"}


def test_a_payload_that_is_no_plain_value_is_refused(ta):
    with pytest.raises(TypeError):
        look.enqueue(ta)


def test_a_platform_task_runs_with_nobody_bound(queue):
    SEEN.clear()
    rebind(None)
    for_the_platform.enqueue()
    work_off()
    assert SEEN == [("platform", "public")]
    assert states() == ["done"]


def test_a_platform_task_is_not_ordered_by_a_unit(ta):
    with pytest.raises(NotForATenant):
        for_the_platform.enqueue()


def test_a_task_that_may_run_again_is_tried_later_and_later_and_then_given_up(ta):
    fail_again.enqueue()
    waits = []
    for _n in range(3):
        work_off()
        (row,) = rows()
        waits.append((row.run_after - timezone.now()).total_seconds() if row.run_after else None)
        alter("UPDATE tasks_queuedtask SET run_after = tasks_now() - interval '1 s' WHERE state = 'deferred'")
        claiming.promote()
    assert row.state == "dead"
    assert row.tried == 3
    assert "没有网络" in row.error
    assert "ValueError" in row.traceback
    assert 3 < waits[0] < 7 < waits[1] < 13
    assert waits[2] is None


def test_a_task_that_declares_nothing_is_not_tried_again(ta):
    fail_once.enqueue()
    work_off()
    (row,) = rows()
    assert (row.state, row.tried) == ("dead", 1)


def test_nothing_runs_before_its_time(ta, owner):
    look.using(run_after=timezone.now() + dt.timedelta(hours=1)).enqueue("later")
    claiming.promote()
    assert work_off() == []
    turn_clock(owner, 3601)
    claiming.promote()
    assert len(work_off()) == 1


def test_a_lease_that_was_lost_undoes_the_effect(ta):
    """Somebody else has the task: what this one did in its transaction goes, and the other's counts."""
    from cms.bench import probes

    rebind(None)
    with tenant_scope(ta):
        probes.transact.enqueue(0, ta.schema_name)
    claimed = take()
    alter("UPDATE tasks_queuedtask SET lease = %s", [uuid.uuid4()])
    running.perform(claimed)
    assert probes.traces([ta], 1).effects == 0
    assert states() == ["running"]
    with pytest.raises(LeaseLost):
        claiming.mark_done(claimed, None)


@pytest.mark.parametrize(("state", "word"), [("archived", "archived"), ("migrating", "migrating")])
def test_tasks_of_a_unit_that_rests_wait_until_it_is_back(ta, tb, owner, state, word):
    SEEN.clear()
    look.enqueue("resting")
    with tenant_scope(tb):
        look.enqueue("working")
    owner.execute("UPDATE tenants_tenant SET state = %s WHERE slug = 'ta'", [state])
    assert [claimed.schema_name for claimed in work_off()] == [tb.schema_name]
    owner.execute("UPDATE tenants_tenant SET state = 'active' WHERE slug = 'ta'")
    assert [claimed.schema_name for claimed in work_off()] == [ta.schema_name]


def test_a_unit_archived_between_claim_and_run_waits_too(ta, owner):
    fail_once.enqueue()
    claimed = take()
    owner.execute("UPDATE tenants_tenant SET state = 'archived' WHERE slug = 'ta'")
    running.perform(claimed)
    (row,) = rows()
    assert (row.state, row.tried) == ("deferred", 0)
    assert "已归档" in row.error


def test_tasks_of_a_deleted_unit_are_refused_with_the_reason(ta, owner):
    look.enqueue("gone")
    owner.execute("UPDATE tenants_tenant SET state = 'deleted' WHERE slug = 'ta'")
    work_off()
    (row,) = rows()
    assert row.state == "dead"
    assert "站点已删除" in row.error


def test_inline_runs_at_once_and_leaves_nothing_in_the_queue(ta):
    SEEN.clear()
    with inline():
        look.enqueue("now")
    assert [name for name, *_rest in SEEN] == ["now"]
    assert rows() == []


def test_a_waiting_worker_hears_of_a_task_when_it_is_committed(ta):
    listener = Listener()
    assert listener.wait(0)  # connecting counts as news
    with transaction.atomic():
        look.enqueue("heard")
        assert not listener.wait(0.2)
    assert listener.wait(30)
    listener.close()


def test_health_counts_by_state_and_names_who_works(ta):
    at = desk()
    at.beat()
    look.enqueue("x")
    fail_once.enqueue()
    alter("UPDATE tasks_queuedtask SET enqueued_at = tasks_now() - interval '90 s' WHERE path LIKE '%%look'")
    health = queue_health()
    assert health.counts == {"ready": 2, "deferred": 0, "running": 0, "dead": 0}
    assert 89 < health.oldest_waiting_seconds < 100
    assert [worker.pid for worker in health.workers] == [os.getpid()]
    work_off(at)
    assert queue_health().dead == 1
    at.leave(error="")
    assert queue_health().workers == []
    assert not Worker.objects.using("worker").exists()
