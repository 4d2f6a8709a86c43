"""Background work: telling an event, and each attempt when its moment comes."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext_lazy as _

from cms.extension import Daily, Periodic, handles, task
from plugins.webhooks import actions
from plugins.webhooks.actions.endpoints import DUE
from plugins.webhooks.events import Event


@task(transactional=True, label=_("登记要推送的通知"))
def tell(event: dict[str, Any]) -> None:
    """All or nothing, once: the deliveries and the end of this task are one transaction."""
    actions.tell(Event.of(event))


@task(idempotent=True, label=_("推送通知"))
def attempt(delivery: str, due_at: str) -> None:
    """May run twice: an attempt that was begun is never repeated, only followed by another that says so."""
    actions.attempt(uuid.UUID(delivery))


@task(idempotent=True, label=_("清理推送记录"))
def forget_old() -> None:
    actions.forget_old()


TASKS = [tell, attempt]
PERIODIC = [Periodic(forget_old, Daily(4, 20))]
handles(DUE, attempt)
