"""The demonstration, run as a person runs it: `python -m cms demo` on a free port, stopped with SIGTERM.

Its data folder is filled first (two to four minutes), and kept for the next run as long as the code that filled it is
the same. DEMO_URL=http://central.localhost:8000/ names a running demonstration to use instead.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
# What the loaded data follows from. Templates and styles are read anew at each start.
MAKING = ("*.py", "*.toml", "*.xlsx", "*.txt", "*.sql")
# Variables of the test run that a person who types the command does not have.
OURS = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "DATA", "PORT", "HOST")


@dataclass(frozen=True)
class Demo:
    """A running demonstration. `data` is None when somebody else runs it."""

    port: int
    data: Path | None = None

    def url(self, slug: str, path: str = "/") -> str:
        return f"http://{slug}.localhost:{self.port}{path}"


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(data: Path, port: int) -> dict[str, str]:
    """What the command sees: the machine's variables, a data folder and a port."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return kept | {"DATA": str(data), "PORT": str(port), "NO_COLOR": "1"}


def made_of() -> str:
    """A fingerprint of the code and the data files that a loaded demonstration follows from."""
    digest = hashlib.sha256()
    for folder in ("cms", "tenants", "plugins"):
        for file in sorted(found for kind in MAKING for found in (ROOT / folder).rglob(kind)):
            digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()


def _stamp(data: Path) -> Path:
    """Beside the folder, not in it: the command fills only a folder that it made itself."""
    return data.with_name(f"{data.name}.made-of")


def _is_of_now(data: Path) -> bool:
    """Whether the code that filled a folder is the code of now."""
    stamp = _stamp(data)
    return data.exists() and stamp.exists() and stamp.read_text() == made_of()


def prepare(data: Path, seconds: float) -> None:
    """Have the folder as the first start leaves it, unless it is of the code of now and nothing was done to it.

    That start takes minutes, and a copy is kept of what it made: what a test does to the district is undone in seconds.
    """
    if _is_of_now(data):
        return
    data.parent.mkdir(parents=True, exist_ok=True)
    _forget(data)
    kept = data.with_name(f"{data.name}-as-loaded")
    if not _is_of_now(kept):
        if kept.exists():
            shutil.rmtree(kept)
        with _served(data, seconds):
            pass
        # The files belong to whom the database server runs as.
        subprocess.run(["cp", "--archive", data, kept], check=True)
        _stamp(kept).write_text(made_of())
    else:
        subprocess.run(["cp", "--archive", kept, data], check=True)
    _stamp(data).write_text(made_of())


def _forget(data: Path) -> None:
    if data.exists():
        command = [sys.executable, "-m", "cms", "db", "stop"]
        subprocess.run(command, cwd=ROOT, env=environment(data, 0), capture_output=True, check=False)
        shutil.rmtree(data)


def made_anew(demo: Demo) -> None:
    """What the test that asks for this changes cannot be taken back: whoever comes next has the district as it was."""
    if demo.data:
        _stamp(demo.data).unlink(missing_ok=True)


def _answers(demo: Demo) -> bool:
    """Whether the portal is there. Asks 127.0.0.1: not every resolver knows *.localhost."""
    try:
        with urlopen(f"http://127.0.0.1:{demo.port}/healthz", timeout=5) as answer:
            return answer.status == 200
    except (URLError, OSError):
        return False


def _wait(process: subprocess.Popen, demo: Demo, log: Path, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not _answers(demo):
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"the demonstration did not start:\n{log.read_text()[-4000:]}")
        time.sleep(0.3)


def stop(process: subprocess.Popen, seconds: float = 120) -> int:
    """End it as `kill` does. Returns its exit status; one that does not end is killed."""
    process.send_signal(signal.SIGTERM)
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


@contextmanager
def running_demo(data: Path, *, seconds: float = 480) -> Iterator[Demo]:
    """A demonstration that answers, in `data`; gone when the block ends."""
    prepare(data, seconds)
    with _served(data, seconds) as demo:
        yield demo


@contextmanager
def _served(data: Path, seconds: float) -> Iterator[Demo]:
    demo = Demo(free_port(), data)
    log = data.with_name(f"{data.name}.log")
    with log.open("w") as output:
        command = [sys.executable, "-m", "cms", "demo"]
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(data, demo.port), stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _wait(process, demo, log, seconds)
            yield demo
        finally:
            stop(process)


@contextmanager
def any_demo(data: Path) -> Iterator[Demo]:
    """The demonstration that DEMO_URL names, or one of our own."""
    named = os.environ.get("DEMO_URL")
    if named:
        yield Demo(urlsplit(named).port or 80)
        return
    with running_demo(data) as demo:
        yield demo
