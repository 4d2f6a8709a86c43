"""`cms upgrade`: ledger and template first, then the canaries, then every other tenant."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

from django.db import connections

from tenants.context import rebind
from tenants.embedded.urls import check_version
from tenants.installation import admin_connection, install
from tenants.models import Template, Tenant
from tenants.progress import progress
from tenants.provision import analyze_catalogs
from tenants.roles import owner_connection, owner_rights
from tenants.upgrade import crew, goal, prepare, releases, runs
from tenants.upgrade.locks import leading, new_operator
from tenants.upgrade.models import MigrationRun
from tenants.upgrade.runs import CANARIES, Summary
from tenants.upgrade.states import RunState, TenantStep
from tenants.upgrade.worker import Job

WORKERS = min(4, os.cpu_count() or 1)
MANY = 50
"""From so many tenants on PostgreSQL's statistics of its own catalogs are renewed after a run."""


class NoSuchTenant(LookupError):
    """`--only` names nothing. The message says so."""

    for_people = True


def upgrade(
    say: Callable[[str], None] = lambda text: None, *, workers: int = WORKERS, only: str = ""
) -> Summary:
    """Bring the installation to this code. Resumable; the second run does what the first left.

    `only` is the slug of the one tenant to bring along. Raises AlreadyUpgrading, DiskFull, WorkerLost, NoSuchTenant,
    and what installing raises. A tenant that fails is in the summary.
    """
    operator = new_operator()
    with admin_connection(autocommit=True) as admin:
        check_version(admin)
        with leading(admin, operator):
            install(say)
            with owner_rights():
                rebind(None)
                return _bring_all(operator, workers=workers, only=only, say=say)


def _bring_all(operator: str, *, workers: int, only: str, say: Callable[[str], None]) -> Summary:
    release = releases.current()
    chosen = _tenant_named(only) if only else None
    template = Template.objects.get(fingerprint=release.fingerprint)
    if not runs.behind(release.id):
        prepare.discard_old(template)
        return Summary(release.id, RunState.DONE, 0, 0)
    target = goal.read(template)
    run = runs.take_up(target, operator)
    job = Job(run.pk, operator, operator, only=chosen)
    try:
        done = _bring_rings(job, target, run, workers=workers, say=say)
        if not chosen and not runs.failures(run) and runs.behind(release.id):
            # Made meanwhile by a process that still had the template of before.
            done += _bring_rings(job, target, runs.take_up(target, operator), workers=workers, say=say)
    except BaseException:
        _leave(run)
        raise
    summary = runs.close(run, done=done)
    if summary.state == RunState.DONE:
        prepare.discard_old(template)
    if done >= MANY:
        with owner_connection(autocommit=True) as owner:
            analyze_catalogs(owner)
    return summary


def _bring_rings(
    job: Job, target: goal.Goal, run: MigrationRun, *, workers: int, say: Callable[[str], None]
) -> int:
    """Canaries, and the rest if none of them failed. How many tenants were settled."""
    done = 0
    for first, last, label in ((0, CANARIES, "升级先行站点"), (CANARIES + 1, 32767, "升级站点")):
        todo = 1 if job.only else runs.count(run, first=first, last=last).get(TenantStep.PENDING, 0)
        ring = replace(job, first=first, last=last)
        done += _bring_ring(ring, target, run, workers=min(workers, todo), label=label, todo=todo)
        if last == CANARIES and runs.failures(run) and not job.only:
            say("先行站点没有升级成功，其余站点保持原样")
            break
    return done


def _bring_ring(
    job: Job, target: goal.Goal, run: MigrationRun, *, workers: int, label: str, todo: int
) -> int:
    """How many tenants of a ring were settled."""
    if not todo:
        return 0
    return sum(1 for _settled in progress(crew.settle(job, target, run, workers), label=label, total=todo))


def _leave(run: MigrationRun) -> None:
    """Broken off: say so in the ledger if it can still be reached. What is left is taken up by the next run."""
    try:
        connections["default"].close()
        rebind(None)
        MigrationRun.objects.filter(pk=run.pk).update(state=RunState.STOPPED)
    except Exception:  # noqa: S110 -- the database is away; the reason that is under way says so
        pass


def _tenant_named(slug: str) -> int:
    found = Tenant.objects.filter(slug=slug).values_list("pk", flat=True).first()
    if found is None:
        raise NoSuchTenant(f"没有站点 {slug}；cms unit list 列出所有站点")
    return found
