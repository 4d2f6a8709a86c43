"""What the demonstration has lying at the desks: entries that a unit has sent up, and a sample of what is public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from cms.catalog.vocabulary import ApprovalLevel
from cms.filing.models import FiledItem
from cms.filing.queries import items_in_force
from cms.moderation.actions.sampling import WEEK, draw_period
from cms.moderation.models import ModerationCase, SampleDraw
from cms.moderation.tasks import draw_samples
from cms.pages.models import ArticlePage
from cms.procedure.rehearsal import rehearse
from cms.registry.models import Unit
from tenants.context import tenant_scope
from tenants.models import Tenant

OCCASIONS = {
    "village01": "村“两委”换届候选人名单",
    "soe01": "下属公司领导人员任前公示",
    "jiaotiju": "新一批干部任前公示",
    "chengguan": "和平路燃气泄漏处置情况",
}
"""Slug → what there is to tell about the first item that has to go up."""

WEEKS = 20
"""How far back there may be a week with anything in it."""


def send_up(unit: Unit, write: Callable[[FiledItem, str], ArticlePage]) -> bool:
    """Bring one entry of a unit before whoever decides. Idempotent. Returns whether it is new."""
    if unit.slug not in OCCASIONS:
        return False
    with tenant_scope(unit.tenant), transaction.atomic():
        items = items_in_force().filter(FiledItem.public(), approval_level=ApprovalLevel.ESCALATE)
        item = items.order_by("order").first()
        if item is None or ModerationCase.objects.exclude(plan=None).exists():
            return False
        page = write(item, OCCASIONS[unit.slug])
        rehearse(page, at=timezone.now() - dt.timedelta(hours=1), going_up=True)
    return True


def draw_sample() -> None:
    """From the last week in which anything came out, as the weekly job does. Idempotent."""
    with tenant_scope(Tenant.objects.get(is_central=True)):
        if SampleDraw.objects.exists():
            return
        now = timezone.now()
        for weeks in range(WEEKS):
            if draw_period(now - weeks * WEEK):
                break
    draw_samples.func()
