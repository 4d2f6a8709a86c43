"""One attempt: written down, made, and what follows from it. Three steps, of which only the middle one leaves the house.

begin   a transaction: the attempt gets its number, or there is none to make (now)
send    no transaction: whoever dies here leaves an open attempt, and the next one says that it is another
finish  a transaction: the outcome, the delivery, the endpoint, the moment of the next attempt
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from cms.extension import Unsealable, schedule, unseal
from plugins.webhooks import sending, signing
from plugins.webhooks.actions.endpoints import DUE, disable
from plugins.webhooks.models import Attempt, Delivery, Endpoint, Secret
from plugins.webhooks.notices import letters
from plugins.webhooks.schedule import FAILING_DAYS, LEFT_BEHIND, LONGEST_WISH, QUIET, pause_after
from plugins.webhooks.sending import Answer, Limits
from plugins.webhooks.states import HOLDS_BACK, Cause, DeliveryState, Outcome, Why

LIMITS = Limits()
AGENT = "Gongkai-Webhooks/1"
# What makes a second message under one id tell that it is one.
NUMBER, CAUSE = "gongkai-attempt", "gongkai-cause"


@dataclass(frozen=True)
class Prepared:
    """What one request is made of, read in the transaction that wrote its attempt."""

    attempt: int
    delivery: uuid.UUID
    url: str
    id: str
    body: bytes
    number: int
    cause: Cause
    secrets: tuple[str, ...]


def attempt(delivery: uuid.UUID) -> Outcome | None:
    """Try a delivery once if it is due. None when there was nothing to try."""
    prepared = _begin(delivery)
    if prepared is None:
        return None
    answer = _sent(prepared)
    _finish(prepared, answer)
    return answer.outcome


def _begin(delivery: uuid.UUID) -> Prepared | None:
    now = timezone.now()
    with transaction.atomic():
        found = _held(delivery)
        if found is None or found.state != DeliveryState.PENDING or _not_now(found, now):
            return None
        secrets = _secrets_of(found.endpoint, now)
        if not secrets:
            _turn_off(found.endpoint, Why.KEYLESS)
            return None
        last = found.attempts.first()
        number = last.number + 1 if last else 1
        cause = _cause(found, number)
        row = Attempt.objects.create(delivery=found, number=number, cause=cause, began_at=now)
        found.tried += 1
        # Whoever finishes says when it goes on; who does not is followed up.
        _next(found, now + LEFT_BEHIND)
        return Prepared(
            row.pk,
            found.pk,
            found.endpoint.url,
            found.message_id,
            found.body.encode(),
            number,
            cause,
            secrets,
        )


def _held(delivery: uuid.UUID) -> Delivery | None:
    """The delivery and its endpoint, locked in the order in which everybody does: first the endpoint."""
    endpoint = Endpoint.objects.select_for_update().filter(deliveries=delivery).first()
    found = Delivery.objects.select_for_update().filter(pk=delivery).first()
    if endpoint is None or found is None:
        return None
    found.endpoint = endpoint
    return found


def _not_now(found: Delivery, now: dt.datetime) -> bool:
    """Whether another attempt is under way, or the endpoint is to be left alone. Then its moment is written down."""
    open_one = found.attempts.filter(outcome=Outcome.OPEN).first()
    if open_one and open_one.began_at + LEFT_BEHIND > now:
        _next(found, open_one.began_at + LEFT_BEHIND)
        return True
    if open_one:
        open_one.outcome, open_one.ended_at = Outcome.INTERRUPTED, now
        open_one.save(update_fields=["outcome", "ended_at"])
    # A task that was ordered before its moment was moved.
    until = max(
        filter(None, (found.endpoint.quiet_until, found.next_at if not open_one else None)), default=now
    )
    if until > now:
        _next(found, until)
        return True
    return False


def _cause(found: Delivery, number: int) -> Cause:
    if found.tried:
        return Cause.RETRY
    return Cause.RESEND if found.resend or number > 1 else Cause.FIRST


def _secrets_of(endpoint: Endpoint, now: dt.datetime) -> tuple[str, ...]:
    """Those that count now, the newest first. None when one cannot be opened: nothing goes out half signed."""
    rows = Secret.objects.filter(endpoint=endpoint).exclude(ends_at__lte=now)
    try:
        return tuple(unseal(row.sealed) for row in rows)
    except Unsealable:
        return ()


def _sent(prepared: Prepared) -> Answer:
    timestamp = int(timezone.now().timestamp())
    headers = signing.headers(prepared.secrets, id=prepared.id, timestamp=timestamp, body=prepared.body)
    headers |= {
        "content-type": "application/json; charset=utf-8",
        "user-agent": AGENT,
        NUMBER: str(prepared.number),
        CAUSE: str(prepared.cause),
    }
    return sending.send(prepared.url, body=prepared.body, headers=headers, limits=LIMITS)


def _finish(prepared: Prepared, answer: Answer) -> None:
    now = timezone.now()
    with transaction.atomic():
        found = _held(prepared.delivery)
        if found is None:
            return  # deleted meanwhile
        Attempt.objects.filter(pk=prepared.attempt).update(
            outcome=answer.outcome,
            ended_at=now,
            status=answer.status,
            detail=answer.detail,
            address=answer.address,
        )
        if answer.outcome == Outcome.TAKEN:
            _taken(found.endpoint, found)
        else:
            _failed(found.endpoint, found, answer, now)


def _taken(endpoint: Endpoint, found: Delivery) -> None:
    found.state = DeliveryState.DELIVERED  # also one that was dropped while it was on its way
    _next(found, None)
    if endpoint.failing_since or endpoint.quiet_until:
        endpoint.failing_since = endpoint.quiet_until = None
        endpoint.save(update_fields=["failing_since", "quiet_until"])


def _failed(endpoint: Endpoint, found: Delivery, answer: Answer, now: dt.datetime) -> None:
    endpoint.failing_since = endpoint.failing_since or now
    if answer.outcome in HOLDS_BACK:
        wish = dt.timedelta(seconds=answer.retry_after) if answer.retry_after else QUIET
        endpoint.quiet_until = now + min(wish, LONGEST_WISH)
    endpoint.save(update_fields=["failing_since", "quiet_until"])
    if found.state == DeliveryState.PENDING:
        pause = pause_after(found.tried, wish=answer.retry_after)
        if pause is None:
            found.state = DeliveryState.GIVEN_UP
        _next(found, now + pause if pause else None)
    if answer.outcome == Outcome.GONE:
        _turn_off(endpoint, Why.GONE)
    elif now - endpoint.failing_since >= dt.timedelta(days=FAILING_DAYS):
        _turn_off(endpoint, Why.FAILING)


def _next(found: Delivery, at: dt.datetime | None) -> None:
    found.next_at = at
    found.save(update_fields=["state", "tried", "next_at"])
    schedule(DUE, str(found.pk), at)


def _turn_off(endpoint: Endpoint, why: Why) -> None:
    """Disable it, and tell its people in the same transaction: the letters are tasks."""
    if disable(endpoint.pk, why=why):
        letters(endpoint, why)
