"""A real PgBouncer in front of the tests' cluster, in the mode a test asks for."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings

CONFIGURATION = """
[databases]
* = host={host} port={port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users.txt
pool_mode = {mode}
default_pool_size = 10
max_client_conn = 50
ignore_startup_parameters = extra_float_digits
"""


def program() -> str:
    return shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"


@contextmanager
def pooling(mode: str) -> Iterator[int]:
    """The port of a PgBouncer that pools by `mode` (transaction, session) for the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        listen = probe.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="gongkai-bouncer-"))
    database = settings.DATABASE
    text = CONFIGURATION.format(
        host=database.host, port=database.port, listen=listen, folder=folder, mode=mode
    )
    (folder / "pgbouncer.ini").write_text(text)
    users = [settings.DB_ROLES[part] for part in ("app", "central")]
    (folder / "users.txt").write_text("".join(f'"{name}" "{password}"\n' for name, password in users))
    # It does not run as root.
    folder.chmod(0o755)
    other = ["-u", "nobody"] if os.geteuid() == 0 else []
    process = subprocess.Popen(
        [program(), "-q", *other, str(folder / "pgbouncer.ini")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(process, listen)
        yield listen
    finally:
        process.terminate()
        process.wait(60)
        shutil.rmtree(folder)


def _wait(process: subprocess.Popen, port: int) -> None:
    name, password = settings.DB_ROLES["app"]
    until = time.monotonic() + 60
    while True:
        assert process.poll() is None and time.monotonic() < until, "PgBouncer did not start"
        try:
            psycopg.connect(
                host="127.0.0.1", port=port, user=name, password=password, dbname=settings.DATABASE.name
            ).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
