"""Benchmarks run as people run them, and what of them is left."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
from django.conf import settings

from cms.bench.database import PREFIX
from tests.conftest import _server
from tests.tenants.clusters import hear_interrupts


def start(*arguments: str) -> subprocess.Popen[str]:
    """The command as people run it, in a session of its own, on the cluster of the tests."""
    environment = os.environ | {"DATA": str(settings.DATA), "DJANGO_SETTINGS_MODULE": "cms.settings.dev"}
    return subprocess.Popen(
        [sys.executable, "-m", "cms", "bench", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=hear_interrupts,
    )


def left_of(session: int) -> list[str]:
    """Command lines of the processes that are still in a session."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == session and fields[0] != "Z":
                found.append((folder / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


def names(query: str) -> set[str]:
    with psycopg.connect(**_server(), dbname="postgres", autocommit=True) as admin:
        return {name for (name,) in admin.execute(query).fetchall()}


def databases() -> set[str]:
    return {name for name in names("SELECT datname FROM pg_database") if name.startswith(PREFIX)}


def roles() -> set[str]:
    return {name for name in names("SELECT rolname FROM pg_roles") if name.startswith(PREFIX)}


def run(*arguments: str) -> str:
    """What the command printed; fails with its error. Asserts that nothing is left of it."""
    before = databases() | roles()
    process = start(*arguments)
    printed, error = process.communicate(timeout=240)
    assert process.returncode == 0, error
    assert left_of(process.pid) == []
    assert (databases() | roles()) - before == set()
    return printed
