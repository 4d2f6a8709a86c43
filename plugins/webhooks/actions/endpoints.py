"""Adding an endpoint, changing it, its secrets, and turning it off and on again."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.extension import By, schedule, seal, write_down
from plugins.webhooks.models import Delivery, Endpoint, Secret, all_types
from plugins.webhooks.places import Forbidden, check, parse, written
from plugins.webhooks.schedule import OVERLAP
from plugins.webhooks.signing import new_secret
from plugins.webhooks.states import DeliveryState, EndpointState, Refused, Why

DUE = "webhooks.attempt"
MOST = 20
"""Endpoints of one site. Each costs a request for every event."""
PRODUCT = By("系统")
"""Who turns an endpoint off that nobody turned off."""


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


def add(*, title: str, url: str, types: Sequence[str], by: By = PRODUCT) -> tuple[Endpoint, str]:
    """A new endpoint and its secret, which nobody can read again. Raises ValidationError with every problem."""
    problems = _problems(title, url, types)
    if problems:
        raise ValidationError(problems)
    with transaction.atomic():
        if Endpoint.objects.count() >= MOST:
            raise ValidationError(_("最多 %(most)s 个端点，请先删去不用的") % {"most": MOST})
        values = {"title": title.strip(), "url": url, "types": sorted(set(types))}
        endpoint = Endpoint.objects.create(**values, changed_by=by.name[:120])
        _noted(endpoint, "add", by)
        return endpoint, _new_secret(endpoint)


def change(
    endpoint: uuid.UUID,
    *,
    title: str,
    url: str,
    types: Sequence[str],
    by: By = PRODUCT,
    seen: int | None = None,
) -> Endpoint:
    """Messages on their way go to the new address, with their old ids. Raises ValidationError, Refused."""
    problems = _problems(title, url, types)
    if problems:
        raise ValidationError(problems)
    with transaction.atomic():
        found = _held(endpoint, seen)
        values = {"title": title.strip(), "url": url, "types": sorted(set(types))}
        new = sorted(name for name in values if getattr(found, name) != values[name])
        if not new:
            return found
        if "url" in new:
            found.failing_since = found.quiet_until = None
        for name, value in values.items():
            setattr(found, name, value)
        _changed(found, by, *values, "failing_since", "quiet_until")
        _noted(found, "change", by, changed=new)
    return found


def _held(endpoint: uuid.UUID, seen: int | None) -> Endpoint:
    """The endpoint, until the transaction ends. Raises Refused when it is not as it was seen."""
    found = Endpoint.objects.select_for_update().get(pk=endpoint)
    if seen is not None and found.version != seen:
        words = {"who": found.changed_by or PRODUCT.name, "title": found.title}
        raise Refused(_("%(who)s刚刚改过“%(title)s”，请看过现在的样子再改。") % words)
    return found


def _changed(found: Endpoint, by: By, *fields: str) -> None:
    found.version += 1
    found.changed_by = by.name[:120]
    found.save(update_fields=[*fields, "version", "changed_by"])


def _noted(found: Endpoint, act: str, by: By, **detail: Any) -> None:
    """Into the unit's audit: of the address the host alone, for what follows it may be a key."""
    told = {"endpoint": str(found.pk), "host": urlsplit(found.url).hostname, "types": found.types, **detail}
    write_down("webhooks", act, subject=found.title, by=by, detail=told)


def _new_secret(endpoint: Endpoint) -> str:
    secret = new_secret()
    Secret.objects.create(endpoint=endpoint, sealed=seal(secret))
    return secret


def rotate(endpoint: uuid.UUID, *, at_once: bool = False, by: By = PRODUCT, seen: int | None = None) -> str:
    """A new secret. The old one signs beside it for a day, or no longer (`at_once`) when it fell into wrong hands.
    Raises Refused: of two people at once one has the secret, and is not robbed of it."""
    now = timezone.now()
    with transaction.atomic():
        found = _held(endpoint, seen)
        keyless = found.why == Why.KEYLESS
        Secret.objects.filter(endpoint=found, ends_at=None).update(ends_at=now + OVERLAP)
        ended = Secret.objects.filter(endpoint=found)
        # What has ended is of no use to anybody but a thief; what cannot be opened, to nobody.
        (ended if at_once or keyless else ended.filter(ends_at__lte=now)).delete()
        if keyless:
            found.why = Why.BY_HAND
        _changed(found, by, "why")
        _noted(found, "rotate", by, at_once=at_once)
        return _new_secret(found)


def disable(
    endpoint: uuid.UUID, *, why: Why = Why.BY_HAND, by: By = PRODUCT, seen: int | None = None
) -> bool:
    """Turn it off and drop what waits for it. Returns whether it was on. Raises Refused."""
    with transaction.atomic():
        found = _held(endpoint, None)
        if found.state == EndpointState.DISABLED:
            return False
        found = _held(endpoint, seen)
        found.state, found.why = EndpointState.DISABLED, why
        _changed(found, by, "state", "why")
        _noted(found, "disable", by, why=str(why))
        waiting = Delivery.objects.select_for_update().filter(endpoint=found, state=DeliveryState.PENDING)
        for key in waiting.values_list("pk", flat=True):
            schedule(DUE, str(key), None)
        waiting.update(state=DeliveryState.DROPPED, next_at=None)
    return True


def stop_all() -> None:
    """The unit came in a package: where it came from, the same endpoints are told already."""
    for key in list(Endpoint.objects.filter(state=EndpointState.ACTIVE).values_list("pk", flat=True)):
        disable(key, why=Why.BROUGHT)


def enable(endpoint: uuid.UUID, *, by: By = PRODUCT, seen: int | None = None) -> None:
    """Turn it on again. What happened meanwhile is not told; what was dropped can be resent. Raises Refused."""
    with transaction.atomic():
        found = Endpoint.objects.select_for_update().get(pk=endpoint)
        if found.state == EndpointState.ACTIVE:
            raise Refused(_("它已经是启用的"))
        if found.why == Why.KEYLESS:
            raise Refused(_("请先更换签名密钥"))
        found = _held(endpoint, seen)
        found.state, found.why = EndpointState.ACTIVE, ""
        found.failing_since = found.quiet_until = None
        _changed(found, by, "state", "why", "failing_since", "quiet_until")
        _noted(found, "enable", by)
