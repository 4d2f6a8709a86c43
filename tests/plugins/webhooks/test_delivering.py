"""An event and an endpoint: one message, tried until it is taken, and never twice without saying so."""

import datetime as dt
import json
import random
import uuid

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import override_settings
from django.utils import timezone

from plugins.webhooks import actions, schedule, sending, signing, tasks
from plugins.webhooks.actions import attempting
from plugins.webhooks.actions.endpoints import DUE
from plugins.webhooks.events import Event, EventType
from plugins.webhooks.models import Attempt, Delivery, Endpoint, Secret
from plugins.webhooks.states import DeliveryState, Outcome, Refused, Why
from tenants.context import tenant_scope
from tenants.identity.models import Membership
from tenants.package.signals import filled
from tenants.tasks.models import DueIndex
from tests.plugins.webhooks.receiver import HOST, dies, hangs, status

pytestmark = pytest.mark.django_db(databases=["default", "central"])
URL = f"https://{HOST}/in"
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def event(key="a", type=EventType.PUBLISHED) -> Event:
    return Event(
        type=type, key=key, at="2026-03-05T01:02:03+00:00", site="ta", entry=str(uuid.uuid5(uuid.NAMESPACE_URL, key)),
        version=2, content_hash="ab" * 32, url="https://ta.example/api/v1/entries/x",
    )  # fmt: skip


@pytest.fixture
def clock(monkeypatch):
    """Goes on when it is told to."""

    class Clock:
        now = timezone.now()

        def on(self, by: dt.timedelta) -> None:
            self.now += by

    made = Clock()
    monkeypatch.setattr(timezone, "now", lambda: made.now)
    monkeypatch.setattr(attempting, "LIMITS", sending.Limits(connect=1, read=0.3, total=0.8))
    return made


@pytest.fixture
def endpoint(turn, ta, network, clock):
    turn("ta", "enable", "webhooks")
    made, secret = actions.add(title="门户", url=URL, types=[*EventType])
    made.secret = secret
    return made


def told(*keys) -> list[Delivery]:
    return [one for key in keys for one in actions.tell(event(key))]


def due(delivery) -> dt.datetime | None:
    """When the district's index says that it goes on; the delivery says the same."""
    row = DueIndex.objects.get(kind=DUE, object=str(delivery.pk))
    delivery.refresh_from_db()
    assert row.due_at == delivery.next_at
    return row.due_at


def marks(receiver) -> list[tuple[str, str]]:
    return [(headers["gongkai-attempt"], headers["gongkai-cause"]) for headers, _body in receiver.got]


def test_a_message_is_signed_thin_and_the_same_however_often_the_event_is_told(endpoint, receiver, clock):
    tasks.tell.func({**vars(event()), "type": "entry.published"})
    assert told("a") == []
    delivery = Delivery.objects.get()
    assert due(delivery) == clock.now
    assert actions.attempt(delivery.pk) == Outcome.TAKEN
    headers, body = receiver.got[0]
    signing.verify(endpoint.secret, headers, body, now=clock.now.timestamp())
    assert headers["webhook-id"] == delivery.message_id
    said = json.loads(body)
    assert (said["type"], said["timestamp"]) == ("entry.published", "2026-03-05T01:02:03+00:00")
    assert set(said["data"]) == {"site", "entry", "version", "content_hash", "url"}
    assert due(delivery) is None
    assert delivery.state == DeliveryState.DELIVERED
    assert actions.attempt(delivery.pk) is None
    assert marks(receiver) == [("1", "first")]


def test_only_what_an_endpoint_wants_is_told_to_it_and_one_that_fails_holds_up_no_other(endpoint, receiver):
    other, _secret = actions.add(title="别处", url=URL + "2", types=["entry.withdrawn"])
    assert [one.endpoint_id for one in told("a")] == [endpoint.pk]
    made = actions.tell(event("b", EventType.WITHDRAWN))
    assert {one.endpoint_id for one in made} == {endpoint.pk, other.pk}
    assert len({one.message_id for one in made}) == 2
    receiver.script = [status(500), status(200)]
    assert [actions.attempt(one.pk) for one in made] == [Outcome.REFUSED, Outcome.TAKEN]


def test_the_schedule_is_that_of_the_specification_and_ends(endpoint, receiver, clock):
    receiver.script = [status(500)]
    (delivery,) = told("a")
    began, pauses = clock.now, []
    while actions.attempt(delivery.pk):
        at = due(delivery)
        if at is None:
            break
        pauses.append(at - clock.now)
        clock.on(at - clock.now)
    assert len(pauses) == len(schedule.RETRIES) == 9
    for pause, least in zip(pauses, schedule.RETRIES, strict=True):
        assert least <= pause <= least * 1.2
    assert dt.timedelta(hours=75, minutes=35, seconds=5) == sum(schedule.RETRIES, dt.timedelta())
    assert clock.now - began >= sum(schedule.RETRIES, dt.timedelta())
    assert delivery.state == DeliveryState.GIVEN_UP
    assert marks(receiver) == [("1", "first"), *((str(n), "retry") for n in range(2, 11))]
    assert len({headers["webhook-id"] for headers, _body in receiver.got}) == 1
    assert len({schedule.pause_after(1, rng=random.Random(n)) for n in range(5)}) == 5


def test_a_retry_before_its_moment_does_nothing(endpoint, receiver, clock):
    receiver.script = [status(500)]
    (delivery,) = told("a")
    actions.attempt(delivery.pk)
    assert actions.attempt(delivery.pk) is None
    assert len(receiver.got) == 1


def test_a_busy_receiver_is_left_alone_for_as_long_as_it_asks(endpoint, receiver, clock):
    receiver.script = [status(429, retry_after="600"), status(200)]
    first, second = told("a", "b")
    assert actions.attempt(first.pk) == Outcome.BUSY
    assert due(first) == clock.now + dt.timedelta(seconds=600)
    assert actions.attempt(second.pk) is None
    assert due(second) == clock.now + dt.timedelta(seconds=600)
    clock.on(dt.timedelta(seconds=600))
    assert [actions.attempt(one.pk) for one in (first, second)] == [Outcome.TAKEN, Outcome.TAKEN]


def test_a_receiver_that_asks_for_ever_is_asked_again_after_a_day(endpoint, receiver, clock):
    receiver.script = [status(503, retry_after="999999999")]
    (delivery,) = told("a")
    actions.attempt(delivery.pk)
    assert due(delivery) == clock.now + DAY


@pytest.mark.parametrize(("does", "outcome"), [(hangs, Outcome.TIMEOUT), (dies, Outcome.UNREACHABLE)])
def test_one_that_hangs_or_dies_is_tried_again(endpoint, receiver, clock, does, outcome):
    receiver.script = [does, status(204)]
    (delivery,) = told("a")
    assert actions.attempt(delivery.pk) == outcome
    clock.on(HOUR)
    assert actions.attempt(delivery.pk) == Outcome.TAKEN
    assert marks(receiver) == [("1", "first"), ("2", "retry")]


@pytest.mark.parametrize("target", ["http://169.254.169.254/", "https://192.168.1.1/"])
def test_a_redirect_inwards_is_a_failed_attempt_and_nothing_more(endpoint, receiver, network, target):
    receiver.script = [status(302, location=target)]
    (delivery,) = told("a")
    assert actions.attempt(delivery.pk) == Outcome.REDIRECTED
    assert len(network.connected) == 1
    network.names[HOST] = [["169.254.169.254"]]
    Delivery.objects.update(next_at=None)
    assert actions.attempt(delivery.pk) == Outcome.FORBIDDEN
    assert len(network.connected) == 1


def _addressed():
    Membership.objects.here().filter(role="ADMINISTRATOR").update(email="admin@example.gov.cn")


def test_410_turns_the_endpoint_off_drops_what_waits_and_tells_its_people(endpoint, receiver):
    _addressed()
    receiver.script = [status(410)]
    first, second = told("a", "b")
    assert actions.attempt(first.pk) == Outcome.GONE
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.why) == ("DISABLED", Why.GONE)
    assert [due(first), due(second)] == [None, None]
    assert {first.state, second.state} == {DeliveryState.DROPPED}
    assert [(one.to, "410" in one.body) for one in mail.outbox] == [(["admin@example.gov.cn"], True)]
    assert told("c") == []
    with pytest.raises(Refused, match="启用"):
        actions.resend(second.pk)


def test_failing_for_days_turns_it_off_and_one_success_starts_the_count_anew(endpoint, receiver, clock):
    _addressed()
    receiver.script = [status(500), status(200), status(500)]
    for key, days in (("a", 0), ("b", 9), ("c", 2), ("d", 9)):
        clock.on(dt.timedelta(days=days))
        (delivery,) = told(key)
        actions.attempt(delivery.pk)
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.failing_since) == ("ACTIVE", clock.now - 9 * DAY)
    assert mail.outbox == []
    clock.on(DAY)
    actions.attempt(told("e")[0].pk)
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.why, len(mail.outbox)) == ("DISABLED", Why.FAILING, 1)


def test_whoever_dies_between_sending_and_writing_leaves_a_trace_and_the_next_says_it_is_another(
    endpoint, receiver, clock, monkeypatch
):
    (delivery,) = told("a")
    with monkeypatch.context() as broken:
        broken.setattr(attempting, "_finish", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            actions.attempt(delivery.pk)
    assert due(delivery) == clock.now + schedule.LEFT_BEHIND
    # Somebody else comes while it may still be under way: it is left to the other.
    clock.on(dt.timedelta(seconds=30))
    assert actions.attempt(delivery.pk) is None
    clock.on(dt.timedelta(seconds=60))
    assert actions.attempt(delivery.pk) == Outcome.TAKEN
    assert marks(receiver) == [("1", "first"), ("2", "retry")]
    assert len({headers["webhook-id"] for headers, _body in receiver.got}) == 1
    rows = Attempt.objects.order_by("number").values_list("number", "outcome")
    assert list(rows) == [(1, Outcome.INTERRUPTED), (2, Outcome.TAKEN)]


def test_a_person_has_it_sent_again_under_its_id_and_marked(endpoint, receiver, clock):
    (delivery,) = told("a")
    with pytest.raises(Refused, match="还在等"):
        actions.resend(delivery.pk)
    actions.attempt(delivery.pk)
    clock.on(HOUR)
    receiver.script = [status(500), status(200)]
    actions.resend(delivery.pk)
    actions.attempt(delivery.pk)
    clock.on(HOUR)
    actions.attempt(delivery.pk)
    assert marks(receiver) == [("1", "first"), ("2", "resend"), ("3", "retry")]
    assert len({(headers["webhook-id"], body) for headers, body in receiver.got}) == 1


def test_secrets_are_sealed_replaced_without_a_gap_and_at_once_when_stolen(endpoint, receiver, clock):
    assert endpoint.secret not in str(list(Secret.objects.values()))
    new = actions.rotate(endpoint.pk)
    for key, wait, holds in (("a", 0, {endpoint.secret, new}), ("b", 25, {new})):
        clock.on(wait * HOUR)
        actions.attempt(told(key)[0].pk)
        headers, body = receiver.got[-1]
        for secret in holds:
            signing.verify(secret, headers, body, now=clock.now.timestamp())
        assert len(headers["webhook-signature"].split()) == len(holds)
    newest = actions.rotate(endpoint.pk, at_once=True)
    actions.attempt(told("c")[0].pk)
    headers, body = receiver.got[-1]
    signing.verify(newest, headers, body, now=clock.now.timestamp())
    assert len(headers["webhook-signature"].split()) == 1


def test_a_secret_that_cannot_be_opened_sends_nothing_and_a_new_one_helps(endpoint, receiver):
    (delivery,) = told("a")
    with override_settings(SECRET_KEY="x" * 50, SECRET_KEY_FALLBACKS=[]):
        assert actions.attempt(delivery.pk) is None
    endpoint.refresh_from_db()
    assert (endpoint.why, receiver.got) == (Why.KEYLESS, [])
    with pytest.raises(Refused, match="更换"):
        actions.enable(endpoint.pk)
    actions.rotate(endpoint.pk)
    actions.enable(endpoint.pk)
    actions.resend(delivery.pk)
    assert actions.attempt(delivery.pk) == Outcome.TAKEN


def test_a_unit_that_came_in_a_package_tells_nobody_until_somebody_says_so(endpoint, receiver):
    (delivery,) = told("a")
    filled.send(sender=None)
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.why, due(delivery)) == ("DISABLED", Why.BROUGHT, None)
    assert actions.attempt(delivery.pk) is None
    actions.enable(endpoint.pk)
    assert (told("b")[0].state, receiver.got) == (DeliveryState.PENDING, [])


def test_bad_input_is_told_all_at_once(ta, network):
    with pytest.raises(ValidationError) as refused:
        actions.add(title=" ", url="https://10.0.0.1/", types=["entry.eaten"])
    assert set(refused.value.message_dict) == {"title", "url", "types"}
    assert (Endpoint.objects.count(), network.looked_up) == (0, [])


def test_a_unit_sees_nothing_of_another_and_the_log_is_kept_for_a_quarter(endpoint, receiver, clock, tb):
    for one in told("a", "b"):
        actions.attempt(one.pk)
    with tenant_scope(tb):
        assert (Endpoint.objects.count(), Delivery.objects.count()) == (0, 0)
        assert told("a") == []
    clock.on(91 * DAY)
    told("c")
    assert actions.forget_old() == 2
    assert (Delivery.objects.count(), Attempt.objects.count()) == (1, 0)
