"""Real articles of many units, approved for one moment: planted, then published by schedulers that compete."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from django.db import connection, connections
from django.utils import timezone
from wagtail.models import PageLogEntry

from cms.bench import storm
from cms.bench.crew import crew, forked, reap, wait_until
from cms.bench.database import BenchError
from cms.pages.models import ArticlePage, ItemPage
from cms.procedure.rehearsal import rehearse
from cms.publication.models import Entry, EntryVersion
from cms.publication.schedule import go_live
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.progress import progress
from tenants.tasks import due
from tenants.tasks.backends import inline
from tenants.tasks.models import DueIndex, QueuedTask
from tenants.tasks.worker import Options

AHEAD = dt.timedelta(days=1)
# The moment is brought near when all are planted, however long that took: in Wagtail's rows and in the index.
BRING = (
    "UPDATE wagtailcore_page SET go_live_at = %(moment)s WHERE go_live_at IS NOT NULL",
    "UPDATE wagtailcore_revision SET approved_go_live_at = %(moment)s,"
    " content = jsonb_set(content, '{go_live_at}', to_jsonb(%(text)s::text)) WHERE approved_go_live_at IS NOT NULL",
    "UPDATE public.tasks_dueindex SET due_at = %(moment)s WHERE due_at IS NOT NULL",
)


def approve(tenants: list[Tenant], publications: int) -> None:
    """Articles whose publication is approved for tomorrow."""
    moment = timezone.now() + AHEAD
    numbers = [range(index, publications, len(tenants)) for index in range(len(tenants))]
    for tenant, own in progress(zip(tenants, numbers, strict=True), label="安排定时公开", total=len(tenants)):
        with tenant_scope(tenant), inline():
            item = ItemPage.objects.order_by("path").first()
            for n in own:
                item.refresh_from_db()
                page = ArticlePage(
                    title=f"定时公开第{n}条", slug=f"timed-{n}", item_code=item.code, live=False, go_live_at=moment,
                    body=[{"type": "rich_text", "value": "<p>到时公开。</p>"}],
                )  # fmt: skip
                item.add_child(instance=page)
                revision = page.save_revision()
                rehearse(page, at=timezone.now())
                revision.publish()


def bring_near(tenants: list[Tenant], moment: dt.datetime) -> None:
    for tenant in tenants:
        with tenant_scope(tenant), connection.cursor() as cursor:
            for statement in BRING:
                cursor.execute(statement, {"moment": moment, "text": moment.isoformat()})


def _dispatch(until: float) -> None:
    while time.monotonic() < until:
        if not due.dispatch():
            time.sleep(0.05)


def _counted(tenants: list[Tenant]) -> dict[str, int]:
    """Entries, their versions, live pages, log lines and ordered tasks of what was timed, over all tenants."""
    seen = dict.fromkeys(("entries", "versions", "live", "logged", "ordered"), 0)
    for tenant in tenants:
        with tenant_scope(tenant):
            found = Entry.objects.filter(title__startswith="定时公开第", withdrawn_at=None)
            log = PageLogEntry.objects.filter(
                page__slug__startswith="timed-", action="wagtail.publish.scheduled"
            )
            seen["entries"] += found.count()
            seen["versions"] += EntryVersion.objects.filter(entry__in=found).count()
            seen["live"] += ArticlePage.objects.live().filter(slug__startswith="timed-").count()
            seen["logged"] += log.count()
            seen["ordered"] += QueuedTask.objects.filter(path=go_live.module_path).count()
    return seen


def publish(tenants: list[Tenant], *, publications: int, schedulers: int) -> dict[str, Any]:
    """Figures: what was public before the moment (`early`), and what is after it. Raises BenchError."""
    approve(tenants, publications)
    early = _counted(tenants)["entries"]
    moment = timezone.now() + dt.timedelta(seconds=3)
    bring_near(tenants, moment)
    time.sleep(max((moment - timezone.now()).total_seconds(), 0))
    began = time.monotonic()
    # They are all there before the first of them looks: the moment comes for all at once.
    pids = [forked(lambda: _dispatch(began + 20)) for _n in range(schedulers)]
    with crew(Options(["publish", "default", "index"], concurrency=4, per_tenant=4, poll_seconds=0.5), 2):
        wait_until(lambda: not _left(), seconds=600 + publications / 2, what="定时公开")
        seconds = time.monotonic() - began
    ended = [reap(pid) for pid in pids]
    if ended != [0] * schedulers:
        raise BenchError(f"调度进程没有正常结束：{ended}")
    connections.close_all()
    seen = _counted(tenants)
    return {
        "publications": publications, "schedulers": schedulers, "early": early, **seen,
        "seconds": round(seconds, 1), "once": early == 0 and {*seen.values()} == {publications},
    }  # fmt: skip


def _left() -> int:
    waiting = DueIndex.objects.using("worker").exclude(due_at=None).count()
    return waiting + storm.unfinished()
