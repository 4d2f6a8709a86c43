"""Workers that are killed while they tell: nothing is lost, and what goes out twice says so. On a queue that commits."""

import datetime as dt
import os
import signal

import pytest

from cms.bench.crew import forked, reap
from cms.extension.actions import enable
from plugins.webhooks import actions, tasks
from plugins.webhooks.actions import attempting
from plugins.webhooks.models import Attempt, Delivery
from plugins.webhooks.states import DeliveryState
from tenants.context import rebind, tenant_scope
from tenants.tasks import claiming, due, running
from tenants.tasks.reaping import Reaper
from tests.extension.conftest import OFFICE
from tests.plugins.webhooks.receiver import HOST
from tests.tenants.tasks.conftest import committing, queue, ta  # noqa: F401 -- fixtures
from tests.tenants.tasks.work import alter, rows, take, work_off

EVENT = {"type": "entry.published", "key": "a", "at": "2026-03-05T01:02:03+00:00", "site": "ta"}


@pytest.fixture(scope="module")
def committed(django_db_setup, django_db_blocker):
    """What commits needs a database of its own."""
    with committing(django_db_blocker) as name:
        yield name


def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)


def killed_when(spoil) -> None:
    """A worker process that takes one task and dies where `spoil` says."""

    def work():
        spoil()
        running.perform(take(seconds=1))

    assert reap(forked(work)) == -signal.SIGKILL
    alter("UPDATE tasks_queuedtask SET leased_until = tasks_now() - interval '1 s' WHERE state = 'running'")
    reaper = Reaper(lease_seconds=0)
    reaper.reap()
    assert reaper.reap() == 1
    alter("UPDATE tasks_queuedtask SET state = 'ready' WHERE state = 'deferred'")


def _written_down():
    claiming.mark_done = die


def _sent():
    attempting._finish = die


def test_killed_while_writing_down_and_while_sending_it_still_arrives_and_the_second_says_so(
    ta,  # noqa: F811 -- the fixture
    network,
    receiver,
    monkeypatch,
):
    monkeypatch.setattr(attempting, "LEFT_BEHIND", dt.timedelta(0))
    enable("webhooks", by=OFFICE)
    actions.add(title="门户", url=f"https://{HOST}/in", types=["entry.published"])
    tasks.tell.enqueue(EVENT)
    rebind(None)
    killed_when(_written_down)
    work_off()
    assert due.dispatch() == 1
    killed_when(_sent)
    assert len(receiver.got) == 1
    with tenant_scope(ta):  # whoever takes it up again need not be the same task
        assert Delivery.objects.get().next_at is not None
    rebind(None)
    work_off()
    due.dispatch()
    work_off()
    assert [row.state for row in rows()] == ["done"] * len(rows())
    told = [(h["webhook-id"], h["gongkai-attempt"], h["gongkai-cause"]) for h, _body in receiver.got]
    with tenant_scope(ta):
        (delivery,) = Delivery.objects.all()
        assert told == [(delivery.message_id, "1", "first"), (delivery.message_id, "2", "retry")]
        assert delivery.state == DeliveryState.DELIVERED
        ended = Attempt.objects.order_by("number").values_list("outcome", flat=True)
        assert list(ended) == ["INTERRUPTED", "TAKEN"]
