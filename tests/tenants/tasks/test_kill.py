"""Workers that are killed: in every phase of a task, and again and again while there is work."""

import os
import signal

import pytest

from cms.bench import probes, storm
from cms.bench.crew import forked, reap
from tenants.context import rebind, tenant_scope
from tenants.tasks import claiming, running
from tenants.tasks.reaping import Reaper
from tests.tenants.tasks.work import alter, rows, take, work_off

LEASE = 1.0


def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)


def _claimed():
    running._known = die


def _running():
    running._call = die


def _effect_made():
    """The effect is there, nothing says so yet."""
    claiming.mark_done = die


def _marking():
    """The mark is written and not committed, or not even that."""
    write = claiming.mark_done

    def write_and_die(*args, **kwargs):
        if "using" in kwargs:
            write(*args, **kwargs)
        die()

    claiming.mark_done = write_and_die


PHASES = [_claimed, _running, _effect_made, _marking]


def killed_in(phase) -> None:
    """A worker process that claims one task and dies in that phase of it."""

    def work():
        phase()
        running.perform(take(seconds=LEASE))

    assert reap(forked(work)) == -signal.SIGKILL


def take_back() -> int:
    """What a worker's reaper does over the next seconds, without waiting for them: two looks at ended leases."""
    alter("UPDATE tasks_queuedtask SET leased_until = tasks_now() - interval '1 s' WHERE state = 'running'")
    reaper = Reaper(lease_seconds=0)
    reaper.reap()
    taken = reaper.reap()
    alter("UPDATE tasks_queuedtask SET state = 'ready' WHERE state = 'deferred'")
    return taken


@pytest.mark.parametrize("phase", PHASES, ids=lambda phase: phase.__name__.strip("_"))
@pytest.mark.parametrize("probe", [probes.transact, probes.mark], ids=["transactional", "idempotent"])
def test_a_worker_killed_in_any_phase_leaves_the_effect_of_once(ta, probe, phase):
    probe.enqueue(0, ta.schema_name)
    rebind(None)
    killed_in(phase)
    assert [row.state for row in rows()] == ["running"]
    assert take_back() == 1
    work_off()
    found = probes.traces([ta], 1)
    assert (found.effects, found.lost, found.doubled, found.strayed) == (1, 0, 0, 0)
    assert [(row.state, row.tried) for row in rows()] == [("done", 2)]


def test_a_task_that_declares_nothing_is_left_to_a_person(ta):
    probes.once.enqueue(0, ta.schema_name)
    rebind(None)
    killed_in(_effect_made)
    assert take_back() == 1
    assert work_off() == []
    (row,) = rows()
    assert row.state == "dead"
    assert "核对" in row.error
    assert probes.traces([ta], 0).runs == 1


def test_without_the_mark_in_the_transaction_the_effect_would_double(ta, monkeypatch):
    """The control: the same task, its mark written after its effect was committed."""
    monkeypatch.setattr(running, "traits_of", lambda task: probes_traits())
    probes.transact.enqueue(0, ta.schema_name)
    rebind(None)
    killed_in(_effect_made)
    take_back()
    work_off()
    assert probes.traces([ta], 1).doubled == 1


def probes_traits():
    from tenants.tasks.task import Traits

    return Traits(queue="default", idempotent=True)


def test_a_worker_that_lives_is_not_taken_for_dead(ta):
    """Its lease ended by a clock that jumped; between the two looks it gives a sign."""
    probes.once.enqueue(0, ta.schema_name)
    held = take(seconds=LEASE)
    alter("UPDATE tasks_queuedtask SET leased_until = tasks_now() - interval '1 h'")
    reaper = Reaper(lease_seconds=0)
    assert reaper.reap() == 0
    assert claiming.renew(worker=rows()[0].worker, leases=[held.lease], seconds=LEASE) == {held.lease}
    alter("UPDATE tasks_queuedtask SET leased_until = tasks_now() - interval '1 h'")  # it jumps once more
    assert reaper.reap() == 0
    assert [row.state for row in rows()] == ["running"]


def test_a_clock_set_back_does_not_keep_a_dead_workers_tasks(ta):
    probes.mark.enqueue(0, ta.schema_name)
    take(seconds=LEASE)
    alter("UPDATE tasks_queuedtask SET leased_until = tasks_now() + interval '1 day'")
    reaper = Reaper(lease_seconds=LEASE)
    reaper.reap()
    reaper.looked = float("-inf")
    assert reaper.reap() == 1


def test_workers_killed_again_and_again_lose_nothing_and_double_nothing(units):
    with tenant_scope(units[0]):
        pass
    found = storm.rage(units, tasks=120, kills=12)
    assert found["kills"] == 12
    assert {key: found[key] for key in ("never_ended", "dead_letters", "lost", "doubled", "strayed")} == {
        "never_ended": 0,
        "dead_letters": 0,
        "lost": 0,
        "doubled": 0,
        "strayed": 0,
    }
    assert found["effects"] == 120


def test_without_the_reaper_some_are_lost(units):
    """The control: leases nobody looks at. A worker may be struck after the effect each time, but hardly in every storm."""
    for _storm in range(5):
        found = storm.rage(units, tasks=60, kills=12, reaper=False)
        assert found["never_ended"] > 0
        if found["lost"] > 0:
            return
    pytest.fail("in five storms nothing was lost")
