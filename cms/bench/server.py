"""A real `cms serve` for the length of a measurement, and the load generator that asks it."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from cms.bench.database import BenchError, url_of
from cms.bench.loader import ANSWER_SECONDS, Plan
from cms.settings.env import Database

HOST = "127.0.0.1"
START_SECONDS = 60
STOP_SECONDS = 50


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


@contextmanager
def serving(
    database: Database, *, port: int, workers: int, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """`cms serve` on the database and port for the block; no process of it is left after. Raises BenchError."""
    around = (
        os.environ
        | dict(environment or {})
        | {
            "DATABASE_URL": url_of(database),
            "DATA": str(database.data),
            "HOST": HOST,
            "PORT": str(port),
        }
    )
    command = [sys.executable, "-m", "cms", "serve", "--workers", str(workers)]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, env=around, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        try:
            _wait_until_ready(process, port, said)
            yield process
        finally:
            stop(process)


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, said: Any) -> None:
    end = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        if answers(port):
            return
        time.sleep(0.1)
    said.seek(0)
    lines = said.read().decode(errors="replace").strip().splitlines()
    raise BenchError(f"cms serve 没有启动：{lines[-1] if lines else f'{START_SECONDS} 秒内没有答复'}")


def answers(port: int) -> bool:
    """Whether the server on the port says that it is ready."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"X-Forwarded-Proto": "https"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def asking(plan: Plan, *, until_done: bool = False) -> Iterator[list[dict[str, Any]]]:
    """The load generator, in a process of its own, during the block; the list holds its result afterwards.

    It stops when the block ends, or `until_done` when the plan does.
    """
    found: list[dict[str, Any]] = []
    process = subprocess.Popen(
        [sys.executable, "-m", "cms.bench.loader"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdin is not None  # noqa: S101 -- a pipe was asked for
        process.stdin.write(json.dumps(asdict(plan)))
        process.stdin.close()
        process.stdin = None
        yield found
        if not until_done:
            process.terminate()
        printed, _nothing = process.communicate(timeout=plan.warm + plan.seconds + 2 * ANSWER_SECONDS)
        found.append(json.loads(printed))
    finally:
        process.kill()
        process.wait()


def ask(plan: Plan) -> dict[str, Any]:
    """Run the load generator to its end and return its result (cms.bench.loader.Result)."""
    with asking(plan, until_done=True) as found:
        pass
    return found[0]
