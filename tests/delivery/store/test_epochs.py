"""Counters that processes share: what is counted up is forgotten by all, and a lease that is over ends everything."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from cms.delivery.store import epochs as module
from cms.delivery.store.epochs import LEASE_NS, Epochs
from tenants.freshness.changes import News

APPLY = """
import sys
from pathlib import Path
from cms.delivery.store.epochs import Epochs
from tenants.freshness.changes import News
epochs = Epochs(Path(sys.argv[1]))
for number in range(2000):
    epochs.apply("", News("1:1:", frozenset(["t_a"])))
"""


@pytest.fixture
def epochs(tmp_path):
    return Epochs(tmp_path / "counters")


def kept(epochs: Epochs, *tags: str):
    return epochs.marks(epochs.copy(), tags)


def test_only_what_a_change_concerns_is_forgotten(epochs):
    ours, theirs, both = kept(epochs, "t_a"), kept(epochs, "t_b"), kept(epochs, "t_a", "t_b")
    epochs.apply("", News("1:1:", frozenset(["t_a"])))
    assert (epochs.hold(ours), epochs.hold(theirs), epochs.hold(both)) == (False, True, False)


def test_another_process_forgets_too(epochs, tmp_path):
    other = Epochs(tmp_path / "counters")
    marks = kept(other, "t_a")
    epochs.apply("", News("1:1:", frozenset(["t_a"])))
    assert not other.hold(marks)
    assert other.snapshot() == "1:1:"


def test_what_nobody_can_tell_concerns_everything(epochs):
    marks = kept(epochs, "t_a")
    epochs.apply("", News("1:1:", None))
    assert not epochs.hold(marks)


def test_a_snapshot_is_written_by_who_knew_the_one_before(epochs):
    """Who asked earlier and comes later must not turn it back."""
    epochs.apply("", News("5:5:", frozenset()))
    epochs.apply("", News("3:3:", frozenset(["t_a"])))
    assert epochs.snapshot() == "5:5:"


def test_a_snapshot_too_long_to_write_down_begins_anew(epochs):
    epochs.apply("", News("1:2:" + "3," * module.TEXT, frozenset()))
    assert epochs.snapshot() == ""


def test_processes_that_count_at_once_lose_nothing(epochs, tmp_path):
    command = [sys.executable, "-c", APPLY, str(tmp_path / "counters")]
    running = [subprocess.Popen(command) for _n in range(2)]
    assert [one.wait(60) for one in running] == [0, 0]
    ((_everything, zero), (_slot, count)) = sorted(kept(epochs, "t_a"), key=lambda mark: mark[0])
    assert (zero, count) == (0, 4000)


def test_nothing_is_given_after_the_lease(epochs):
    assert not epochs.alive(), "nobody has asked yet"
    epochs.renew(time.monotonic_ns())
    assert epochs.alive()
    epochs.renew(time.monotonic_ns() - LEASE_NS)
    assert not epochs.alive()
    epochs.renew(time.monotonic_ns() + 10**12)
    assert not epochs.alive(), "the clock is of a machine that was started again"
    epochs.renew(time.monotonic_ns())
    epochs.expire()
    assert not epochs.alive()


def test_another_server_begins_anew(epochs):
    epochs.apply("", News("1:1:", frozenset()))
    marks = kept(epochs, "t_a")
    epochs.begin_anew("another server")
    assert (epochs.server(), epochs.snapshot(), epochs.hold(marks)) == ("another server", "", False)
