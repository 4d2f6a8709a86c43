"""Whose turn it is: between units, between queues, and how the next task is found among tens of thousands."""

import json

from django.db import connections
from django_tasks import task

from tenants.context import rebind, tenant_scope
from tenants.tasks import claiming
from tests.tenants.tasks.work import alter, desk, take, work_off

MANY = """
    INSERT INTO tasks_queuedtask
        (schema_name, path, args, kwargs, queue, priority, state, tries, tried, error, traceback)
    SELECT %s, %s, '[]', '{}', %s, 0, %s, 10, 0, '', '' FROM generate_series(1, %s)
"""


@task(idempotent=True)
def nothing():
    pass


@task(idempotent=True, queue_name="publish")
def urgent():
    pass


@task(idempotent=True, queue_name="export")
def export():
    pass


def pile(unit, number, *, queue="default", state="ready"):
    alter(MANY, [unit.schema_name, nothing.module_path, queue, state, number])


def test_ten_thousand_tasks_of_one_unit_do_not_keep_another_waiting(ta, tb):
    pile(ta, 10_000)
    with tenant_scope(tb):
        nothing.enqueue()
    done = [claimed.schema_name for claimed in work_off(limit=4)]
    assert tb.schema_name in done[:2]


def test_in_the_order_of_arrival_it_would_have_waited_for_all(ta, tb):
    """The control: what a queue without turns would have taken first."""
    pile(ta, 100)
    with tenant_scope(tb):
        nothing.enqueue()
    with connections["worker"].cursor() as cursor:
        cursor.execute("SELECT schema_name FROM tasks_queuedtask ORDER BY id LIMIT 100")
        assert {row[0] for row in cursor.fetchall()} == {ta.schema_name}


def test_units_are_served_in_turn_wherever_a_worker_begins(units):
    for unit in units:
        with tenant_scope(unit):
            for _n in range(3):
                nothing.enqueue()
    order = [claimed.schema_name for claimed in work_off()]
    assert len(order) == 3 * len(units)
    for start in range(0, len(order), len(units)):
        assert len(set(order[start : start + len(units)])) == len(units)


def test_a_unit_runs_no_more_than_its_share_at_once(ta, tb):
    pile(ta, 5)
    with tenant_scope(tb):
        nothing.enqueue()
    taken = [take(per_tenant=2) for _n in range(4)]
    assert [claimed and claimed.schema_name for claimed in taken].count(ta.schema_name) == 2
    assert taken[3] is None


def test_what_is_published_goes_first_and_no_other_queue_waits_for_ever(ta):
    pile(ta, 50)
    for _n in range(3):
        export.enqueue()
    urgent.enqueue()
    done = [claimed.path.rpartition(".")[2] for claimed in work_off(desk(per_tenant=9), limit=12)]
    assert done[0] == "urgent"
    assert "export" in done[:6]


def test_the_higher_priority_goes_first_within_a_unit(ta):
    nothing.enqueue()
    nothing.using(priority=50).enqueue()
    assert work_off()[0].id == max(_ids())


def _ids():
    with connections["worker"].cursor() as cursor:
        cursor.execute("SELECT id FROM tasks_queuedtask")
        return [row[0] for row in cursor.fetchall()]


def _plan(statement, values):
    with connections["worker"].cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", values)
        found = cursor.fetchone()[0]
    return found if isinstance(found, list) else json.loads(found)


def _nodes(plan):
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def test_the_next_task_is_found_by_index_however_many_there_are(units, owner):
    """40,000 waiting, 20,000 done: no step reads the table through."""
    for unit in units:
        pile(unit, 10_000)
        pile(unit, 5_000, state="done")
    owner.execute("VACUUM ANALYZE tasks_queuedtask")
    values = {"queue": "default", "after": "", "per_tenant": 2, "worker": desk().id, "seconds": 5}
    plan = _plan(claiming.ONWARDS, values)[0]["Plan"]
    read = [node for node in _nodes(plan) if node.get("Relation Name") == "tasks_queuedtask"]
    assert {node["Node Type"] for node in read} <= {"Index Scan", "Index Only Scan", "ModifyTable"}
    assert {node["Index Name"] for node in read if "Index Name" in node} >= {"tasks_ready", "tasks_running"}


def test_one_look_costs_the_same_at_a_hundred_times_the_tasks(units, owner):
    """Counted in pages touched, not in time."""
    touched = []
    for number in (100, 10_000):
        for unit in units:
            pile(unit, number)
        owner.execute("VACUUM ANALYZE tasks_queuedtask")
        values = {"queue": "default", "after": "", "per_tenant": 2, "worker": desk().id, "seconds": 5}
        with connections["worker"].cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {claiming.ONWARDS}", values)
            found = cursor.fetchone()[0]
        plan = (found if isinstance(found, list) else json.loads(found))[0]["Plan"]
        touched.append(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])
    assert touched[1] < 3 * touched[0], touched


def test_a_unit_of_tens_of_thousands_that_rests_is_stepped_over(ta, tb, owner):
    pile(ta, 20_000)
    owner.execute("UPDATE tenants_tenant SET state = 'archived' WHERE slug = 'ta'")
    rebind(None)
    with tenant_scope(tb):
        nothing.enqueue()
    assert take().schema_name == tb.schema_name
    assert take() is None
