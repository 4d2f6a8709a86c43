"""One claimed task, from its claim to its end, in the tenant it belongs to."""

from __future__ import annotations

import logging
import random
import time
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from inspect import iscoroutinefunction
from typing import Any

from asgiref.sync import async_to_sync
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import InterfaceError, OperationalError, connections, transaction
from django.utils.translation import gettext as _
from django_tasks.base import Task, TaskContext
from django_tasks.utils import normalize_json

from tenants.context import rebind, tenant_scope
from tenants.models import Tenant
from tenants.states import TenantState
from tenants.tasks import claiming
from tenants.tasks.claiming import Claimed, LeaseLost
from tenants.tasks.known import traits_of
from tenants.tasks.models import QueuedTask
from tenants.tasks.results import result_of
from tenants.tasks.task import PUBLIC, Traits, UnknownTask, task_at
from tenants.upgrade.releases import supported

log = logging.getLogger(__name__)
FIRST_DELAY, LONGEST_DELAY = 5.0, 3600.0
PATIENCE = (0.1, 0.3, 1.0, 2.0, 3.0, 4.0, 5.0)
"""Seconds between attempts to write down how a task ended while the database is away."""
ALONE = "SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))"
GONE = {TenantState.DELETING, TenantState.DELETED}


class Refused(RuntimeError):
    """The task must not run, now or later. The message tells a person why."""


class NotYet(RuntimeError):
    """Raised before anything was done: the task is put off, and the try does not count."""


def delay_after(tried: int) -> float:
    """Seconds until the next try: 5, 10, 20 … up to an hour, and a little apart from each other."""
    return min(FIRST_DELAY * 2 ** max(tried - 1, 0), LONGEST_DELAY) * random.uniform(0.8, 1.2)  # noqa: S311 -- no secret


def perform(claimed: Claimed) -> None:
    """Run a task and write down how it ended. Does not raise for anything that the task did."""
    try:
        task = _known(claimed)
        scope = _scope_of(claimed, task)
    except Refused as refusal:
        _persist(partial(claiming.mark_failed, claimed, error=str(refusal), again=False))
        return
    except NotYet as reason:
        _put_off(claimed, reason)
        return
    traits = traits_of(task)
    try:
        with scope:
            _run(claimed, task, traits)
    except LeaseLost:
        log.warning(
            "%s %s was taken back while it ran; its effect is left to the other", claimed.path, claimed.id
        )
    except NotYet as reason:
        _put_off(claimed, reason)
    except Exception as error:
        _fail(claimed, traits, error)


def _known(claimed: Claimed) -> Task:
    try:
        return task_at(claimed.path)
    except UnknownTask as error:
        raise Refused(_("本版本没有这项任务：%(path)s") % {"path": claimed.path}) from error


def _scope_of(claimed: Claimed, task: Task) -> AbstractContextManager[Any]:
    """Where the task runs. Raises Refused for one without a tenant, NotYet while its tenant waits."""
    rebind(None)
    platform = bool(getattr(task, "platform", False))
    if platform != (claimed.schema_name == PUBLIC):
        raise Refused(_("任务没有写明属于哪个站点，不予执行"))
    if platform:
        return nullcontext()
    tenant = Tenant.objects.filter(schema_name=claimed.schema_name).first() if claimed.schema_name else None
    if tenant is None:
        raise Refused(_("任务没有写明属于哪个站点，不予执行"))
    if tenant.state in GONE:
        raise Refused(_("站点已删除，任务不再执行"))
    if tenant.state != TenantState.ACTIVE:
        raise NotYet(_("站点%(state)s，恢复运行后继续") % {"state": tenant.get_state_display()})
    if not supported(tenant.release, tenant.works_from):
        raise NotYet(_("站点的表结构不是本版本能用的，升级后继续"))
    return tenant_scope(tenant)


def _run(claimed: Claimed, task: Task, traits: Traits) -> None:
    if not traits.transactional:
        returned = _call(claimed, task, traits)
        _persist(partial(claiming.mark_done, claimed, returned))
        return
    # The mark commits with the effect, or neither does: whenever the worker dies, the effect is there once.
    with transaction.atomic():
        if traits.alone:
            with connections["default"].cursor() as cursor:
                cursor.execute(ALONE, [claimed.schema_name, traits.queue])
        returned = _call(claimed, task, traits)
        claiming.mark_done(claimed, returned, using="default")


def _call(claimed: Claimed, task: Any, traits: Traits) -> Any:
    arguments = list(claimed.args)
    if task.takes_context:
        row = QueuedTask.objects.get(pk=claimed.id)
        arguments.insert(0, TaskContext(task_result=result_of(row, task, task.backend)))
    func = async_to_sync(task.func) if iscoroutinefunction(task.func) else task.func
    try:
        return normalize_json(func(*arguments, **claimed.kwargs))
    except ObjectDoesNotExist:
        if traits.gone_is_done:
            return None
        raise


def _put_off(claimed: Claimed, reason: Exception) -> None:
    _persist(partial(claiming.put_off, claimed, error=str(reason), delay=delay_after(claimed.tried)))


def _fail(claimed: Claimed, traits: Traits, error: Exception) -> None:
    text = "".join(traceback.format_exception(error))
    again = traits.may_be_tried_again
    level = logging.INFO if again and claimed.tried < claimed.tries else logging.ERROR
    log.log(level, "%s %s failed: %r", claimed.path, claimed.id, error, exc_info=level == logging.ERROR)
    told = _told(error)
    delay = delay_after(claimed.tried)
    _persist(partial(claiming.mark_failed, claimed, error=told, traceback=text, again=again, delay=delay))


def _told(error: Exception) -> str:
    """Why it failed: in plain words where the error has some for people, else its kind and text."""
    if isinstance(error, ValidationError):
        return "；".join(error.messages)
    return str(error) if getattr(error, "for_people", False) else f"{type(error).__name__}: {error}"


def _persist(write: Callable[[], object]) -> None:
    """Write down an end, also while the database is away for some seconds. After that the reaper sees to it."""
    for seconds in (*PATIENCE, None):
        try:
            write()
            return
        except LeaseLost:
            log.warning("a task was taken back before its end could be written down")
            return
        except (OperationalError, InterfaceError):
            connections[claiming.WORKER].close()
            if seconds is None:
                log.exception("the end of a task could not be written down")
                return
            time.sleep(seconds)
