"""Adding an endpoint, changing it, its secrets, and turning it off and on again."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.extension import schedule, seal
from plugins.webhooks.models import Delivery, Endpoint, Secret, all_types
from plugins.webhooks.places import Forbidden, check, parse, written
from plugins.webhooks.schedule import OVERLAP
from plugins.webhooks.signing import new_secret
from plugins.webhooks.states import DeliveryState, EndpointState, Refused, Why

DUE = "webhooks.attempt"
MOST = 20
"""Endpoints of one site. Each costs a request for every event."""


def _problems(title: str, url: str, types: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if not title.strip():
        found["title"] = [_("请写一个名称，让同事认得出是谁在接收")]
    if not types or set(types) - set(all_types()):
        found["types"] = [_("请至少选一种通知，而且只选列出的")]
    try:
        place = parse(url)
        # A name is looked up when something is sent, each time. An address that stands there itself can be judged now.
        if address := written(place.host):
            check(place, address)
    except Forbidden as error:
        found["url"] = [str(error)]
    return found


def add(*, title: str, url: str, types: Sequence[str]) -> tuple[Endpoint, str]:
    """A new endpoint and its secret, which nobody can read again. Raises ValidationError with every problem."""
    problems = _problems(title, url, types)
    if problems:
        raise ValidationError(problems)
    with transaction.atomic():
        if Endpoint.objects.count() >= MOST:
            raise ValidationError(_("最多 %(most)s 个端点，请先删去不用的") % {"most": MOST})
        endpoint = Endpoint.objects.create(title=title.strip(), url=url, types=sorted(set(types)))
        return endpoint, _new_secret(endpoint)


def change(endpoint: uuid.UUID, *, title: str, url: str, types: Sequence[str]) -> Endpoint:
    """Messages on their way go to the new address, with their old ids. Raises ValidationError."""
    problems = _problems(title, url, types)
    if problems:
        raise ValidationError(problems)
    with transaction.atomic():
        found = Endpoint.objects.select_for_update().get(pk=endpoint)
        if found.url != url:
            found.failing_since = found.quiet_until = None
        found.title, found.url, found.types = title.strip(), url, sorted(set(types))
        found.save()
    return found


def _new_secret(endpoint: Endpoint) -> str:
    secret = new_secret()
    Secret.objects.create(endpoint=endpoint, sealed=seal(secret))
    return secret


def rotate(endpoint: uuid.UUID, *, at_once: bool = False) -> str:
    """A new secret. The old one signs beside it for a day, or no longer (`at_once`) when it fell into wrong hands."""
    now = timezone.now()
    with transaction.atomic():
        found = Endpoint.objects.select_for_update().get(pk=endpoint)
        keyless = found.why == Why.KEYLESS
        Secret.objects.filter(endpoint=found, ends_at=None).update(ends_at=now + OVERLAP)
        ended = Secret.objects.filter(endpoint=found)
        # What has ended is of no use to anybody but a thief; what cannot be opened, to nobody.
        (ended if at_once or keyless else ended.filter(ends_at__lte=now)).delete()
        if keyless:
            found.why = Why.BY_HAND
            found.save(update_fields=["why"])
        return _new_secret(found)


def disable(endpoint: uuid.UUID, *, why: Why = Why.BY_HAND) -> bool:
    """Turn it off and drop what waits for it. Returns whether it was on."""
    with transaction.atomic():
        found = Endpoint.objects.select_for_update().get(pk=endpoint)
        if found.state == EndpointState.DISABLED:
            return False
        found.state, found.why = EndpointState.DISABLED, why
        found.save(update_fields=["state", "why"])
        waiting = Delivery.objects.select_for_update().filter(endpoint=found, state=DeliveryState.PENDING)
        for key in waiting.values_list("pk", flat=True):
            schedule(DUE, str(key), None)
        waiting.update(state=DeliveryState.DROPPED, next_at=None)
    return True


def stop_all() -> None:
    """The unit came in a package: where it came from, the same endpoints are told already."""
    for key in list(Endpoint.objects.filter(state=EndpointState.ACTIVE).values_list("pk", flat=True)):
        disable(key, why=Why.BROUGHT)


def enable(endpoint: uuid.UUID) -> None:
    """Turn it on again. What happened meanwhile is not told; what was dropped can be resent. Raises Refused."""
    with transaction.atomic():
        found = Endpoint.objects.select_for_update().get(pk=endpoint)
        if found.state == EndpointState.ACTIVE:
            raise Refused(_("它已经是启用的"))
        if found.why == Why.KEYLESS:
            raise Refused(_("请先更换签名密钥"))
        found.state, found.why = EndpointState.ACTIVE, ""
        found.failing_since = found.quiet_until = None
        found.save()
