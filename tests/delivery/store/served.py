"""A real `cms serve` with several processes, and clients that know which process they speak to."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from cms.bench.server import answers, free_port

HOST = "127.0.0.1"
START_SECONDS = 60


@dataclass
class Answer:
    status: int
    body: bytes
    headers: dict[str, str]

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Line:
    """A connection that stays open, so always to the same process."""

    port: int
    line: http.client.HTTPConnection = field(init=False)
    process_id: int = 0

    def __post_init__(self) -> None:
        self.line = http.client.HTTPConnection(HOST, self.port, timeout=30)

    def ask(self, slug: str, path: str = "/", *, method: str = "GET", **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.line.request(method, path, headers={"Host": f"{slug}.test", **named})
        answer = self.line.getresponse()
        return Answer(answer.status, answer.read(), {k.lower(): v for k, v in answer.getheaders()})

    def process(self) -> int:
        """Number of the process at the other end."""
        own = self.line.sock.getsockname()[1]
        socket = _socket(self.port, own)
        return next(pid for pid in _processes() if socket in _sockets(pid))


def _socket(port: int, client: int) -> str:
    """The server's end of a connection, as /proc names it."""
    for text in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        parts = text.split()
        if (int(parts[1][-4:], 16), int(parts[2][-4:], 16)) == (port, client):
            return f"socket:[{parts[9]}]"
    raise LookupError(f"no connection from {client} to {port}")


def _processes() -> list[int]:
    own = str(os.getpid())
    return [int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit() and one.name != own]


def _sockets(pid: int) -> set[str]:
    try:
        return {str(one.readlink()) for one in Path(f"/proc/{pid}/fd").iterdir()}
    except OSError:
        return set()  # somebody else's, or gone


@dataclass
class Served:
    port: int
    metrics: int

    def line(self) -> Line:
        return Line(self.port)

    def count(self, answer: str) -> int:
        """How many answers of all processes were `kept`, or had to be `made`."""
        with urllib.request.urlopen(f"http://{HOST}:{self.metrics}/metrics", timeout=30) as told:
            found = re.search(rf'gongkai_store_total{{answer="{answer}"}} ([\d.]+)', told.read().decode())
        return int(float(found[1])) if found else 0

    def lines(self, processes: int = 2) -> list[Line]:
        """One connection to each process."""
        found: dict[int, Line] = {}
        until = time.monotonic() + START_SECONDS
        while len(found) < processes and time.monotonic() < until:
            line = self.line()
            line.ask("ta", "/readyz")
            line.process_id = line.process()
            found.setdefault(line.process_id, line)
        assert len(found) == processes
        return list(found.values())


@contextmanager
def serving(database: str, **environment: str) -> Iterator[Served]:
    """`cms serve` with two processes on a database of the tests' cluster."""
    port, metrics = free_port(), free_port()
    around = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.delivery.store.settings",
        "TEST_DATA": str(settings.DATA),
        "STORE_DATABASE": database,
        "HOST": HOST,
        "PORT": str(port),
        "METRICS": f"{HOST}:{metrics}",
        "WORKERS": "2",
        **environment,
    }
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "cms", "serve"],
            env=around,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
        try:
            until = time.monotonic() + START_SECONDS
            while not answers(port):
                said.seek(0)
                assert process.poll() is None and time.monotonic() < until, said.read().decode()
                time.sleep(0.1)
            yield Served(port, metrics)
        finally:
            process.terminate()
            process.wait(50)
            said.seek(0)
            sys.stderr.write(said.read().decode())
