"""The benchmarks as commands: what there is, what they refuse, and that nothing of one that ended is left."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from collections.abc import Iterator

import pytest

from tests.bench.running import databases, left_of, roles, run, start


def test_without_a_name_it_lists_the_benchmarks():
    assert [line.split()[0] for line in run().splitlines()] == [
        "evaluation",
        "isolation",
        "kills",
        "limits",
        "obligations",
        "package",
        "plugins",
        "provision",
        "publish",
        "races",
        "read",
        "restarts",
        "scheduled",
        "search",
        "supervised",
        "tasks",
        "upgrade",
        "withdraw",
    ]


@pytest.fixture
def running() -> Iterator[subprocess.Popen[str]]:
    """A benchmark that is making its thousandth site when nobody stops it."""
    before = databases()
    process = start("provision", "--units", "1000")
    wait_for(lambda: databases() - before, process)
    yield process
    process.kill()
    process.wait()


def wait_for(condition, process: subprocess.Popen[str], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.slow
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_benchmark_that_is_stopped_takes_its_database_along(running, number, status):
    running.send_signal(number)
    _printed, error = running.communicate(timeout=60)
    assert (running.returncode, "Traceback" in error) == (status, False)
    assert (databases(), roles(), left_of(running.pid)) == (set(), set(), [])


@pytest.mark.slow
def test_what_a_killed_benchmark_left_is_dropped_by_the_next(running):
    """Which also prints its figures for people, none of them without a unit."""
    running.kill()
    running.wait()
    # The control: nobody could drop it then.
    assert len(databases()) == 1
    assert len(roles()) in (0, 5)
    printed = run("provision", "--units", "2")
    assert (databases(), roles()) == (set(), set())
    assert len(printed.splitlines()) == 6
    assert re.findall(r"\d+\.\d+(?!\d| 秒| 倍| MB| 个)", printed) == []


@pytest.mark.slow
def test_the_benchmark_of_another_run_is_left_alone(running):
    """Two at once: the second clears away what is abandoned before it makes its own, and the first is not."""
    before = databases()
    other = start("provision", "--units", "1000")
    wait_for(lambda: len(databases()) == 2, other)
    other.send_signal(signal.SIGTERM)
    other.communicate(timeout=60)
    assert databases() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("provision", "--units", "0"),
        ("read", "--seconds", "nan"),
        ("obligations", "--units", "5"),
        ("read", "--concurrency", "-1"),
        ("nothing",),
    ],
)
def test_a_bad_option_is_refused_before_anything_is_made(arguments):
    process = start(*arguments)
    printed, error = process.communicate(timeout=60)
    assert (process.returncode, printed, error.count("\n")) == (1, "", 1)
