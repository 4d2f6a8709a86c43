"""An event becomes one delivery for each endpoint that wants it; a person has one sent again."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.extension import schedule
from plugins.webhooks.actions.endpoints import DUE
from plugins.webhooks.events import Event
from plugins.webhooks.models import Delivery, Endpoint
from plugins.webhooks.schedule import KEPT_DAYS
from plugins.webhooks.states import MOVES, DeliveryState, EndpointState, Refused

BATCH = 1000


def tell(event: Event) -> list[Delivery]:
    """Write down who is to be told, and have it done as soon as the transaction commits. Telling twice changes nothing."""
    now, body = timezone.now(), event.body()
    with transaction.atomic():
        # Locked, so that none of them is turned off in between and left with something that waits.
        active = Endpoint.objects.select_for_update().filter(state=EndpointState.ACTIVE)
        known = set(Delivery.objects.filter(event=event.key).values_list("endpoint_id", flat=True))
        made = [
            Delivery(endpoint=one, event=event.key, type=event.type, body=body, made_at=now, next_at=now)
            for one in active
            if event.type in one.types and one.pk not in known
        ]
        Delivery.objects.bulk_create(made)
        for delivery in made:
            schedule(DUE, str(delivery.pk), now)
    return made


def resend(delivery: uuid.UUID) -> Delivery:
    """Begin a new round for one, under its old id and marked as sent again. Raises Refused."""
    now = timezone.now()
    with transaction.atomic():
        endpoint = Endpoint.objects.select_for_update().get(deliveries=delivery)
        found = Delivery.objects.select_for_update().get(pk=delivery)
        if DeliveryState.PENDING not in MOVES[DeliveryState(found.state)]:
            raise Refused(_("它还在等着推送，不用重发"))
        if endpoint.state != EndpointState.ACTIVE:
            raise Refused(_("端点已停用，请先启用"))
        found.state, found.tried, found.resend, found.next_at = DeliveryState.PENDING, 0, True, now
        found.save(update_fields=["state", "tried", "resend", "next_at"])
        schedule(DUE, str(found.pk), now)
    return found


def resume() -> int:
    """Give everything that waits its moment again: while the plugin was off, its moments passed unheard."""
    now = timezone.now()
    with transaction.atomic():
        waiting = list(Delivery.objects.select_for_update().filter(state=DeliveryState.PENDING))
        for delivery in waiting:
            schedule(DUE, str(delivery.pk), max(delivery.next_at or now, now))
    return len(waiting)


def forget_old(*, now: dt.datetime | None = None) -> int:
    """Remove deliveries that ended long ago, with their attempts. Returns how many."""
    before = (now or timezone.now()) - dt.timedelta(days=KEPT_DAYS)
    old = Delivery.objects.filter(made_at__lt=before).exclude(state=DeliveryState.PENDING)
    keys = list(old.values_list("pk", flat=True)[:BATCH])
    Delivery.objects.filter(pk__in=keys).delete()
    return len(keys)
