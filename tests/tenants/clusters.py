"""What the tests of the embedded database look at: its processes, its rows, and folders that are not ours."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tenants import embedded

ROOT = Path(__file__).resolve().parents[2]
OURS = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "DATA", "PORT", "HOST")
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="只有 root 能换用户、挂载磁盘")


def environment(data: Path, **more: str) -> dict[str, str]:
    """What a person who types the command has, with a data folder."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return kept | {"DATA": str(data)} | more


def cms(data: Path, *words: str, **more: str) -> subprocess.CompletedProcess:
    """Run the command to its end."""
    command = [sys.executable, "-m", "cms", *words]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment(data, **more),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def launch(data: Path, *words: str, **more: str) -> subprocess.Popen:
    """Start the command and leave it running."""
    command = [sys.executable, "-m", "cms", *words]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(data, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=hear_interrupts,
    )


def hear_interrupts() -> None:
    """A shell that runs us in the background has Ctrl-C ignored, nohup has SIGHUP; what we start would inherit that."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def wait_for(happened: Callable[[], object], seconds: float = 120) -> None:
    """Until it happened. Fails the test when it does not."""
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


def processes(data: Path) -> list[str]:
    """Command lines of every process that was told of the data folder, or bears the name of its server.

    Looked up independently of the code under test: in the environment and on the command line.
    """
    try:
        name = json.loads((data / "server.json").read_text())["name"].encode()
    except OSError:
        name = b"\0no such name\0"
    variable = f"DATA={data}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            line, variables = (entry / "cmdline").read_bytes(), (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if name in line or variable in variables or os.fsencode(data) in line:
            found.append(line.replace(b"\0", b" ").decode(errors="replace"))
    return found


def postmaster(data: Path) -> int:
    return int((data / "pg" / "postmaster.pid").read_text().splitlines()[0])


def write_rows(server: embedded.Server, count: int = 100) -> None:
    with psycopg.connect(server.dsn, autocommit=True) as connection:
        connection.execute(f"CREATE TABLE kept AS SELECT generate_series(1, {int(count)}) AS n")


def rows(server: embedded.Server) -> int:
    with psycopg.connect(server.dsn) as connection:
        found = connection.execute("SELECT count(*) FROM kept").fetchone()
    return found[0] if found else 0


def settings_of(server: embedded.Server) -> dict[str, str]:
    with psycopg.connect(server.dsn) as connection:
        return dict(connection.execute("SELECT name, setting FROM pg_settings").fetchall())
