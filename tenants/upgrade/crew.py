"""Several workers at once: copies of this process, so that what was read for the first serves all of them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.db import connections

from tenants.upgrade import runs
from tenants.upgrade.failures import describe
from tenants.upgrade.goal import Goal
from tenants.upgrade.models import MigrationRun
from tenants.upgrade.states import TenantStep
from tenants.upgrade.worker import DiskFull, Job, work

POLL = 0.1
FINE, FULL, BROKEN = 0, 3, 4
SETTLED = (TenantStep.DONE, TenantStep.FAILED)


class WorkerLost(RuntimeError):
    """A worker ended before its work did. The message says why, and that the run can be taken up again."""

    for_people = True


def settle(job: Job, goal: Goal, run: MigrationRun, workers: int) -> Iterator[bool]:
    """Bring along every tenant of a job. Yields once for each that is settled: the order tells nothing.

    Raises DiskFull, WorkerLost.
    """
    if workers <= 1:
        yield from work(job, goal)
        return
    _ = goal.operations  # read once, before the process is copied
    before = _settled(run, job)
    with _started(job, goal, workers) as (crew, told):
        while True:
            working = any(member.is_alive() for member in crew)
            now = _settled(run, job)
            yield from (True for _n in range(now - before))
            before = now
            if not working:
                break
            time.sleep(POLL)
        _check(crew, told)


def _settled(run: MigrationRun, job: Job) -> int:
    counted = runs.count(run, first=job.first, last=job.last)
    return sum(counted.get(state, 0) for state in SETTLED)


@contextmanager
def _started(job: Job, goal: Goal, workers: int) -> Iterator[tuple[list[Any], Any]]:
    """Processes that work, ended when the block ends. A tenant that is broken off then stays as it was."""
    context: Any = multiprocessing.get_context("fork")
    told = context.SimpleQueue()
    # A copy of this process must not share its connections.
    connections.close_all()
    crew = [
        context.Process(
            target=_work, args=(replace(job, worker=f"{job.worker}/{number}"), goal, told, os.getpid())
        )
        for number in range(1, workers + 1)
    ]
    for member in crew:
        member.start()
    try:
        yield crew, told
    finally:
        for member in crew:
            member.terminate()
        for member in crew:
            member.join()


def _work(job: Job, goal: Goal, told: Any, leader: int) -> None:
    """The whole life of a worker's process. It says why it ends early, and ends without a traceback."""
    # Ctrl-C reaches every process of the terminal: the leader decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    code = FINE
    try:
        for _done in work(job, goal):
            if os.getppid() != leader:
                break  # killed: whoever runs the command next takes up what is left
    except DiskFull as error:
        code = FULL
        told.put(str(error))
    except Exception as error:
        code = BROKEN
        told.put(describe(error))
    finally:
        connections.close_all()
        os._exit(code)


def _check(crew: list[Any], told: Any) -> None:
    for member in crew:
        member.join()
    lines = []
    while not told.empty():
        lines.append(told.get())
    codes = {member.exitcode for member in crew}
    if FULL in codes:
        raise DiskFull(lines[0])
    if codes != {FINE}:
        reason = lines[0] if lines else f"升级进程被结束（{sorted(codes - {FINE})}）"
        raise WorkerLost(f"升级中断：{reason}；请再运行一次 cms upgrade，已完成的站点不会重做")
