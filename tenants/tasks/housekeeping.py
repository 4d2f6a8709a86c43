"""What is done without anybody asking: for every unit once a day, and for the queue itself."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from wagtail.management.commands import purge_revisions as wagtails

from tenants.tasks.periodic import Every, Job, Window, each_tenant_daily, register

KEEP_DONE_HOURS = 24
KEEP_DEAD_DAYS = 180
CLEAR_DONE = """
    DELETE FROM tasks_queuedtask
     WHERE (state = 'done' AND finished_at < tasks_now() - make_interval(hours => %s))
        OR (state = 'dead' AND finished_at < tasks_now() - make_interval(days => %s))
"""
CLEAR_DUE = "DELETE FROM tasks_dueindex WHERE due_at IS NULL"


@each_tenant_daily
@task(idempotent=True, label=_("清理过期登录"))
def clear_sessions() -> None:
    """Sessions that are over, of the bound tenant."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


@each_tenant_daily
@task(idempotent=True, label=_("清理旧草稿"))
def purge_revisions() -> None:
    """Old drafts between published versions, of the bound tenant. What was public stays in the ledger for good."""
    wagtails.purge_revisions(days=settings.REVISION_DAYS)


def _clear_queue(cursor: Any, window: Window) -> None:
    cursor.execute(CLEAR_DONE, [KEEP_DONE_HOURS, KEEP_DEAD_DAYS])
    cursor.execute(CLEAR_DUE)


register(Job("tenants.tasks.housekeeping.clear_queue", Every(60), _clear_queue))
