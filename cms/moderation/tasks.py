"""What the desk does by itself: once a week it draws a sample; when a hold is over it tells the units.

Both begin at the centre and go on with a task in each unit, so that what fails in one is tried again there alone.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from cms.moderation.actions.holding import over
from cms.moderation.actions.raising import lapse_now
from cms.moderation.actions.sampling import draw_period, raise_drawn
from cms.moderation.models import Hold, ModerationCase, SampleDraw
from cms.moderation.signals import answers, population, released
from cms.moderation.states import OPEN
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.states import TenantState
from tenants.tasks.periodic import Daily, Every, periodic


def centre() -> Tenant | None:
    return Tenant.objects.filter(is_central=True, state=TenantState.ACTIVE).first()


def _active() -> dict[str, Tenant]:
    return {row.schema_name: row for row in Tenant.objects.filter(state=TenantState.ACTIVE)}


@periodic(Daily(3, 40))
@task(platform=True, idempotent=True, label=_("抽取公开后抽查的名单"))
def draw_samples() -> int:
    """Every day, so that a week is not left out because of one night. Returns how many cases were ordered."""
    central, tenants = centre(), _active()
    if central is None:
        return 0
    with tenant_scope(central):
        draw_period()
        orders = [order for row in SampleDraw.objects.filter(raised_at=None) for order in _orders(row)]
    for schema, entry, draw in orders:
        if schema in tenants:
            with tenant_scope(tenants[schema]):
                raise_sampled.enqueue(entry, draw)
    with tenant_scope(central):
        drawn = {draw for _schema, _entry, draw in orders}
        SampleDraw.objects.filter(pk__in=drawn, raised_at=None).update(raised_at=timezone.now())
    return len(orders)


def _orders(row: SampleDraw) -> list[tuple[str, str, str]]:
    """(schema, entry, draw) of what a draw asks for: whose an entry is, whoever publishes knows."""
    told = [one for rows in answers(population, after=row.after, until=row.until) for one in rows or ()]
    owner = {str(one.entry): one.schema_name for one in told}
    return [(owner[entry], entry, str(row.pk)) for entry in row.drawn if entry in owner]


@task(idempotent=True, label=_("建立抽查件"))
def raise_sampled(entry: str, draw: str) -> str:
    """In the unit that published it. Returns the key of the case, '' for what is not public any more."""
    case = raise_drawn(entry, draw=draw)
    return str(case.pk) if case else ""


@periodic(Every(10))
@task(platform=True, idempotent=True, label=_("到期解除暂缓公开"))
def end_holds() -> int:
    """Holds whose day has passed, and those the office lifted. Returns how many."""
    central = centre()
    if central is None:
        return 0
    with tenant_scope(central):
        rows = over()
    for row in rows:
        tell(row)
    return len(rows)


def tell(row: Hold) -> None:
    """Order the news in each unit that a hold concerned. Tried again it orders the same again, which does no harm."""
    concerned = Tenant.objects.filter(state=TenantState.ACTIVE)
    if row.unit_id:
        concerned = concerned.filter(pk=row.unit.tenant_id)
    for tenant in concerned:
        with tenant_scope(tenant):
            tell_released.enqueue(str(row.pk))
    with tenant_scope(Tenant.objects.get(is_central=True)):
        Hold.objects.filter(pk=row.pk, told_at=None).update(told_at=timezone.now())


@task(transactional=True, label=_("暂缓公开结束后继续公开"))
def tell_released(key: str) -> int:
    """In one unit: what the hold kept back is not the office's to decide any more, and may go public."""
    hold = Hold.objects.get(pk=key)
    with transaction.atomic():
        cases = ModerationCase.objects.filter(hold=hold.pk, state__in=OPEN)
        for case in cases:
            lapse_now(case, note="暂缓公开已结束")
        released.send(sender=Hold, hold=hold)
    return len(cases)
