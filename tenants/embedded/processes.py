"""Which processes belong to a server: known by the name that every one of them carries on its command line.

A number in a file is not enough: after a kill the system gives it to some other program, and that one must not
be taken for ours, let alone be stopped.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

from tenants.embedded.user import ServerUser

PROC = Path("/proc")
POLL = 0.05


def _command(pid: int) -> bytes:
    try:
        return (PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return b""


def _belongs(pid: int, user: ServerUser, marks: Iterable[str]) -> bool:
    try:
        owner = (PROC / str(pid)).stat().st_uid
    except OSError:
        return False
    command = _command(pid)
    return owner == user.effective and any(mark.encode() in command for mark in marks)


def _has_proc() -> bool:
    return (PROC / "self").exists()


def named(mark: str, user: ServerUser) -> set[int]:
    """Process ids of everything that runs under the name of a server. Empty where there is no /proc."""
    if not mark or not _has_proc():
        return set()
    pids = (int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit())
    return {pid for pid in pids if _belongs(pid, user, [mark])}


def postmaster(folder: Path, user: ServerUser, mark: str) -> int | None:
    """Process id of the running server of a database folder. A stale file of a killed one does not count."""
    try:
        pid = int((folder / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None
    if _has_proc():
        return pid if _belongs(pid, user, [mark] if mark else [str(folder)]) else None
    try:
        os.kill(pid, 0)
    except OSError:
        return None
    return pid


def _send(pids: set[int], number: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def end(mark: str, user: ServerUser, *, patience: float = 2) -> bool:
    """End what is left under the name of a server whose main process is gone. Returns whether there was anything.

    They leave by themselves as a rule; those that do not are asked, then killed. That loses nothing that was
    committed: the next start recovers it.
    """
    found = bool(named(mark, user))
    for number in (None, signal.SIGQUIT, signal.SIGKILL):
        left = named(mark, user)
        if number is not None:
            _send(left, number)
        until = time.monotonic() + patience
        while left and time.monotonic() < until:
            time.sleep(POLL)
            left = named(mark, user)
        if not left:
            break
    return found
