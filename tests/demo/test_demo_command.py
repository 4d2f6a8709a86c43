"""`make demo` as a person runs it: it serves ninety sites, stops when asked however it is asked, and starts again."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import termios
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from http.client import HTTPConnection

import pytest
from django.conf import settings

from cms.demo.loader import DATA as SHEETS
from cms.registry.workbook import read_district
from tests.demo_server import environment, free_port, running_demo
from tests.tenants import clusters

# The first start fills the district: minutes, on a machine that does other things too.
pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(900)]
PLEASE_STOP = "按 Ctrl-C 停止"
PROGRAM = [sys.executable, "-m", "cms", "demo"]


class Run:
    """One run of the demonstration in a terminal of its own."""

    def __init__(self, data, port: int, command: list[str]) -> None:
        self.data, self.port, self.started = data, port, time.monotonic()
        self.terminal, inside = pty.openpty()
        self.process = subprocess.Popen(
            command,
            cwd=clusters.ROOT,
            env=environment(data, port),
            stdin=inside,
            stdout=inside,
            stderr=inside,
            preexec_fn=_own_terminal,
        )
        os.close(inside)
        self.said, self.closed = "", False
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        """Take in what is printed, as a terminal does, until nobody holds its other side any more."""
        while not self.closed:
            if not select.select([self.terminal], [], [], 0.1)[0]:
                continue
            try:
                self.said += os.read(self.terminal, 65536).decode(errors="replace")
            except OSError:
                break
        os.close(self.terminal)

    def close_terminal(self) -> None:
        self.closed = True
        self.reader.join()

    def read_until(self, words: str) -> None:
        """Wait for words on the terminal."""
        clusters.wait_for(lambda: words in self.said or self.process.poll() is not None, 300)
        assert words in self.said, self.said

    def get(self, slug: str, path: str = "/") -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path, headers={"Host": f"{slug}.localhost:{self.port}"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def wait_until_it_serves(self) -> float:
        """Seconds from the start to the first page."""
        self.read_until(PLEASE_STOP)
        clusters.wait_for(self._serves, 60)
        return time.monotonic() - self.started

    def _serves(self) -> bool:
        try:
            return self.get("central")[0] == 200
        except OSError:
            return False

    def end(self) -> int:
        """Wait for its end. Returns the exit status."""
        self.process.wait(90)
        self.reader.join()
        return self.process.returncode


def _own_terminal() -> None:
    """A session whose terminal is standard input, as a shell's job has it."""
    clusters.hear_interrupts()
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@pytest.fixture(scope="module")
def loaded():
    """A data folder in which the demonstration has run once. Nothing runs in it now."""
    data = settings.DATA / "demo"
    started = time.monotonic()
    with running_demo(data):
        print(f"\nfirst start, or a later one on what is kept: {time.monotonic() - started:.1f} s")
    assert clusters.processes(data) == []
    return data


@pytest.fixture
def run():
    """run(data, command) → a Run; killed at the end of the test, its database stopped."""
    runs = []

    def start(data, command: list[str] = PROGRAM, port: int = 0) -> Run:
        runs.append(Run(data, port or free_port(), command))
        return runs[-1]

    yield start
    for one in runs:
        if one.process.poll() is None:
            one.process.send_signal(signal.SIGTERM)
            one.end()


def _make() -> list[str]:
    """`make demo`, without its looking whether something has to be installed first."""
    if not shutil.which("make"):
        pytest.skip("没有 make")
    return ["make", "--old-file", ".venv/runtime", "demo"]


def test_every_unit_of_the_district_answers_under_its_own_name(loaded, run):
    units = read_district(SHEETS / "district.xlsx")[0].units
    demo = run(loaded)
    print(f"\nlater start: {demo.wait_until_it_serves():.1f} s")
    started = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        answers = dict(zip(units, pool.map(lambda unit: demo.get(unit.slug), units), strict=True))
    print(f"{len(units)} sites: {time.monotonic() - started:.1f} s")
    assert len(units) == 90
    assert {status for status, _page in answers.values()} == {200}
    titles = {
        unit.slug: unescape(re.search(r"<title>(.*?)</title>", page, re.S)[1])
        for unit, (_s, page) in answers.items()
    }
    assert len(set(titles.values())) == 90
    assert [unit.slug for unit in units if unit.name not in answers[unit][1]] == []
    started = time.monotonic()
    demo.process.send_signal(signal.SIGTERM)
    assert demo.end() == 0
    print(f"stop: {time.monotonic() - started:.1f} s")
    assert clusters.processes(loaded) == []
    assert "Traceback" not in demo.said
    assert "Warning" not in demo.said


def test_addresses_and_accounts_are_printed(loaded, run):
    demo = run(loaded)
    demo.wait_until_it_serves()
    for words in (
        f"http://central.localhost:{demo.port}/",
        f"http://chengguan.localhost:{demo.port}/admin/",
        "editor",
    ):
        assert words in demo.said
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((_other_address(), demo.port), timeout=5)


def _other_address() -> str:
    """An address of this machine that is not 127.0.0.1: only the loopback's first is served."""
    return "127.0.0.2"


HOWS = {
    "kill": lambda demo: demo.process.send_signal(signal.SIGTERM),
    "Ctrl-C": lambda demo: os.write(demo.terminal, b"\x03"),
    "twice Ctrl-C": lambda demo: [
        os.write(demo.terminal, b"\x03"),
        time.sleep(0.3),
        os.write(demo.terminal, b"\x03"),
    ],
    "the terminal closes": lambda demo: demo.close_terminal(),
}


@pytest.mark.parametrize("how", HOWS)
def test_make_demo_leaves_no_process(loaded, run, how):
    demo = run(loaded, _make())
    demo.wait_until_it_serves()
    HOWS[how](demo)
    demo.process.wait(60)
    clusters.wait_for(lambda: clusters.processes(loaded) == [], 60)


def test_a_start_that_is_stopped_while_it_loads_leaves_no_process_and_goes_on_next_time(tmp_path, run):
    data = tmp_path / "数据 夹"
    demo = run(data)
    demo.read_until("准备站点模板")
    time.sleep(1)
    demo.process.send_signal(signal.SIGTERM)
    assert demo.end() == 128 + signal.SIGTERM
    assert clusters.processes(data) == []
    assert "Traceback" not in demo.said
    assert clusters.cms(data, "upgrade").returncode == 0
    assert clusters.cms(data, "db", "stop").returncode == 0


def test_what_was_killed_starts_again(loaded, run):
    demo = run(loaded)
    demo.wait_until_it_serves()
    workers = subprocess.run(
        ["pgrep", "-P", str(demo.process.pid)], capture_output=True, text=True, check=True
    ).stdout.split()
    for pid in (clusters.postmaster(loaded), demo.process.pid, int(workers[0])):
        os.kill(pid, signal.SIGKILL)
    demo.process.wait()
    again = run(loaded, port=demo.port)
    print(f"\nstart after a kill: {again.wait_until_it_serves():.1f} s")
    assert again.get("chengguan")[0] == 200


def test_a_database_that_is_killed_while_it_serves_comes_back(loaded, run):
    demo = run(loaded)
    demo.wait_until_it_serves()
    os.kill(clusters.postmaster(loaded), signal.SIGKILL)
    clusters.wait_for(lambda: demo.get("chengguan")[0] != 200 or "已重新启动" in demo.said, 30)
    clusters.wait_for(lambda: demo.get("chengguan")[0] == 200, 60)


def test_a_second_one_is_refused_and_does_not_disturb_the_first(loaded, run):
    first = run(loaded)
    first.wait_until_it_serves()
    second = run(loaded, port=first.port)
    assert second.end() == 1
    assert second.said.strip() == f"演示区已在运行（{loaded}），请先停止它，或用 DATA= 另建一个"
    assert first.get("chengguan")[0] == 200
