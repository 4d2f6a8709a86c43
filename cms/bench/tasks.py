"""`cms bench tasks`: workers killed while they work, schedulers that compete, one unit with far too much to do."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import time
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.test.utils import override_settings
from django_tasks import task

from cms.bench import probes, storm, timed
from cms.bench.crew import crew, forked, reap, wait_until
from cms.bench.database import BenchError, own_database
from cms.bench.figures import count, load_average, machine
from cms.bench.planting import Size, open_units, plant
from cms.registry.sites import Address
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.progress import progress
from tenants.roles import owner_connection
from tenants.tasks import due
from tenants.tasks.backends import inline
from tenants.tasks.models import QueuedTask
from tenants.tasks.worker import Options

HELP = "终止执行任务的进程，让多个调度争抢，让一个单位的任务堆积如山，看有没有丢、重、错"
OPTIONS = ("units", "tasks", "kills", "schedulers", "publications", "pile")
UNITS, TASKS, KILLS, SCHEDULERS, PUBLICATIONS, PILE = 20, 2_000, 200, 8, 1_000, 10_000
QUEUE = {"default": {"BACKEND": "tenants.tasks.backends.QueueBackend", "QUEUES": settings.TASK_QUEUES}}
Figures = dict[str, Any]
CONTROL_SHARE = 5
"""The controls run with a fifth of the work: they need to lose or double some, not to end."""


@task(transactional=True)
def published(what: str, until: str) -> None:
    """Stands for a publication: leaves one row for each time it ran."""
    n, schema = what.split(":")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_effects VALUES (%s, %s)", [int(n), schema])


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--units", type=count, default=UNITS, help=f"站点数（默认 {UNITS}）")
    parser.add_argument("--tasks", type=count, default=TASKS, help=f"任务数（默认 {TASKS}）")
    parser.add_argument("--kills", type=count, default=KILLS, help=f"强行终止几次（默认 {KILLS}）")
    parser.add_argument(
        "--schedulers", type=count, default=SCHEDULERS, help=f"调度进程数（默认 {SCHEDULERS}）"
    )
    parser.add_argument(
        "--publications", type=count, default=PUBLICATIONS, help=f"到期条数（默认 {PUBLICATIONS}）"
    )
    parser.add_argument("--pile", type=count, default=PILE, help=f"一个单位堆积的任务数（默认 {PILE}）")


def run(*, units: int, tasks: int, kills: int, schedulers: int, publications: int, pile: int) -> Figures:
    """Figures of five parts, each on an empty queue. `met` is whether nothing was lost, doubled or strayed."""
    load = load_average()
    with own_database(), override_settings(TASKS=QUEUE):
        tenants = _make(units)
        storm_figures = storm.rage(tenants, tasks=tasks, kills=kills)
        _empty(tenants)
        less = max(kills // CONTROL_SHARE, 5)
        control = storm.rage(tenants, tasks=tasks // CONTROL_SHARE, kills=less, reaper=False)
        _empty(tenants)
        due_figures = compete(tenants, schedulers=schedulers, publications=publications, statement=due.LOCKED)
        _empty(tenants)
        due_control = compete(
            tenants, schedulers=schedulers, publications=publications, statement=due.UNLOCKED
        )
        _empty(tenants)
        fairness = wait_beside(tenants, pile)
        _empty(tenants)
        articles = timed.publish(tenants, publications=publications, schedulers=schedulers)
    return {
        "bench": "tasks", "storm": storm_figures, "storm_control": control, "due": due_figures,
        "due_control": due_control, "fairness": fairness, "articles": articles, "cpus": os.cpu_count(),
        "load_before": load, "load_after": load_average(), "met": _met(storm_figures, due_figures, fairness, articles),
    }  # fmt: skip


def _met(storm_figures: Figures, due_figures: Figures, fairness: Figures, articles: Figures) -> bool:
    wrong = ("lost", "doubled", "strayed", "never_ended")
    clean = all(figures.get(key, 0) == 0 for figures in (storm_figures, due_figures) for key in wrong)
    return clean and articles["once"] and fairness["place"] <= 5


def _make(units: int) -> list[Tenant]:
    """Units with a small catalog and its column, and the tables of the probes."""
    slugs = [f"bench{number}" for number in range(1, units + 1)]
    with inline():
        known = open_units(slugs, Address("bench.localhost", 80))
        tenants = [known[slug] for slug in slugs]
        for tenant in progress(tenants, label="建立专栏", total=units):
            plant(tenant, Size(1, 2, 0))
    probes.plant(tenants)
    return tenants


def _empty(tenants: list[Tenant]) -> None:
    connections.close_all()
    with owner_connection(autocommit=True) as owner:
        owner.execute("TRUNCATE tasks_queuedtask, tasks_dueindex, tasks_worker")
        for tenant in tenants:
            for table in ("bench_runs", "bench_effects", "bench_marks"):
                owner.execute(f'TRUNCATE "{tenant.schema_name}".{table}'.encode())


def compete(tenants: list[Tenant], *, schedulers: int, publications: int, statement: str) -> Figures:
    """Schedulers that look for what is due at the same moment, and workers that do it."""
    due.HANDLERS["bench"] = published
    moment = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
    for index, tenant in enumerate(tenants):
        with tenant_scope(tenant):
            for n in range(index, publications, len(tenants)):
                due.schedule("bench", f"{n}:{tenant.schema_name}", moment)
    began = time.monotonic()
    start = began + 1.0

    def dispatch() -> None:
        time.sleep(max(start - time.monotonic(), 0))
        while due.dispatch(statement=statement):
            pass

    ended = [reap(pid) for pid in [forked(dispatch) for _n in range(schedulers)]]
    if ended != [0] * schedulers:
        raise BenchError(f"调度进程没有正常结束：{ended}")
    seconds = time.monotonic() - start
    ordered = QueuedTask.objects.using("worker").count()
    with crew(Options(["publish", "default"], concurrency=4, per_tenant=9, poll_seconds=0.5), 2):
        wait_until(lambda: not storm.unfinished(), seconds=300, what="到期事项")
    found = probes.traces(tenants, publications)
    return {
        "due": publications, "schedulers": schedulers, "seconds": round(seconds, 2), "ordered": ordered,
        "lost": found.lost, "doubled": found.doubled, "strayed": found.strayed,
    }  # fmt: skip


PILE_UP = """
    INSERT INTO tasks_queuedtask (schema_name, path, args, kwargs, queue, priority, state, tries, tried, error, traceback)
    SELECT %s, %s, jsonb_build_array(n, %s, 0), '{}', 'default', 0, 'ready', 10, 0, '', '' FROM generate_series(1, %s) n
"""
PLACE = """
    SELECT count(*) FROM tasks_queuedtask
     WHERE state = 'done' AND finished_at < (SELECT finished_at FROM tasks_queuedtask WHERE id = %s)
"""


def wait_beside(tenants: list[Tenant], pile: int) -> Figures:
    """One unit with `pile` tasks, another with one, ordered last: the place of that one, and its seconds."""
    busy, other = tenants[:2]
    with connections["worker"].cursor() as cursor:
        cursor.execute(PILE_UP, [busy.schema_name, probes.transact.module_path, busy.schema_name, pile])
    with tenant_scope(other):
        one = int(probes.transact.enqueue(0, other.schema_name).id)
    began = time.monotonic()

    def is_done() -> bool:
        return QueuedTask.objects.using("worker").filter(pk=one, state="done").exists()

    with crew(Options(["publish", "default"], concurrency=2, poll_seconds=0.5), 1):
        seconds = wait_until(is_done, seconds=120, what="另一单位的一项任务")
        time.sleep(3)
    with connections["worker"].cursor() as cursor:
        cursor.execute(PLACE, [one])
        place = cursor.fetchone()[0] + 1
        cursor.execute("SELECT count(*) FROM tasks_queuedtask WHERE state = 'done'")
        done, lasted = cursor.fetchone()[0], time.monotonic() - began
    return {
        "pile": pile,
        "place": place,
        "seconds": round(seconds, 2),
        "tasks_per_second": round(done / lasted),
    }


def lines(figures: Figures) -> list[str]:
    """The figures for people."""

    def told(name: str, f: Figures) -> str:
        parts = f"{f['tasks']} 项任务，{f['units']} 个单位，强行终止 {f['kills']} 次，{f['seconds']} 秒"
        ends = f"效果 {f['effects']}，丢失 {f['lost']}，重复 {f['doubled']}，串站 {f['strayed']}，未结束 {f['never_ended']}"
        return f"{name} {parts}\n         {ends}"

    def shown(name: str, f: Figures) -> str:
        parts = f"{f['due']} 条到期，{f['schedulers']} 个调度，{f['seconds']} 秒派出 {f['ordered']} 项"
        return f"{name} {parts}；丢失 {f['lost']}，重复 {f['doubled']}，串站 {f['strayed']}"

    fair, timed_ones = figures["fairness"], figures["articles"]
    return [
        told("终止进程", figures["storm"]),
        told("  对照（无租约回收）", figures["storm_control"]),
        shown("定时发布", figures["due"]),
        shown("  对照（不加锁）  ", figures["due_control"]),
        f"轮流     一个单位堆积 {fair['pile']} 项，另一单位的一项第 {fair['place']} 个做完，{fair['seconds']} 秒；"
        f"每秒 {fair['tasks_per_second']} 项",
        f"真文章   {timed_ones['publications']} 条定时公开，{timed_ones['schedulers']} 个调度，{timed_ones['seconds']} 秒；"
        f"提前公开 {timed_ones['early']}，公开 {timed_ones['entries']}，版本 {timed_ones['versions']}，页面 {timed_ones['live']}",
        f"机器     {machine(figures)}",
        f"要求     不丢、不重、不串站，另一单位的任务在前五个里：{'达到' if figures['met'] else '没有达到'}",
    ]
