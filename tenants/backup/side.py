"""A second server beside the real one, wound forward to a moment and stopped there: to read from, never to serve."""

from __future__ import annotations

import datetime as dt
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.conf import settings

from tenants.backup.actions import segments
from tenants.backup.places import Backup, BackupError, local
from tenants.embedded import cluster, processes
from tenants.embedded.folder import POSTGRES
from tenants.embedded.programs import Programs, programs
from tenants.roles import as_owner

WAL = "received_wal"
PAUSED = "SELECT pg_is_in_recovery() AND pg_get_wal_replay_pause_state() = 'paused'"
SECONDS = 1800
POLL = 0.1
RECOVERY = """
restore_command = 'cp "{wal}/%f" "%p"'
recovery_target_time = '{moment}'
recovery_target_action = 'pause'
recovery_target_timeline = 'current'
hot_standby = on
primary_slot_name = ''
shared_buffers = 64MB
fsync = off
archive_mode = off
"""


@dataclass(frozen=True)
class Side:
    """The server at its moment. Read-only by nature: it is in recovery."""

    port: int

    def owner(self) -> psycopg.Connection:
        role = as_owner()
        return psycopg.connect(
            host=cluster.HOST,
            port=self.port,
            dbname=settings.DATABASE.name,
            user=role.name,
            password=role.password,
            autocommit=True,
        )


@contextmanager
def wound_to(backup: Backup, moment: dt.datetime) -> Iterator[Side]:
    """Start the server for the block. Nothing is left of it afterwards. Raises BackupError."""
    version = (backup.folder / "pg" / "PG_VERSION").read_text().strip()
    if version != str(POSTGRES):
        raise BackupError(
            f"备份属于 PostgreSQL {version}，内置程序是 {POSTGRES}：请按 cms/operations/restore.md 恢复"
        )
    place = Path(settings.DATA) / "side"
    shutil.rmtree(place, ignore_errors=True)
    tools, name = programs(), f"gongkai-side-{backup.name}"
    try:
        place.mkdir(mode=0o700)
        _lay_out(backup, moment, place / "pg", tools)
        port = cluster.free_port()
        _start(place, port, name, tools)
        side = Side(port)
        _await(side, place, moment)
        yield side
    finally:
        if (place / "pg").exists():
            log = place / "stop.log"
            tools.run("pg_ctl", "-m", "immediate", "-w", "-t", "60", "stop", within=place / "pg", log=log)
        processes.end(name, tools.user)
        shutil.rmtree(place, ignore_errors=True)


def _lay_out(backup: Backup, moment: dt.datetime, folder: Path, tools: Programs) -> None:
    """The backup's files, and beside them in the same folder what the server may read: it may enter no other."""
    shutil.copytree(backup.folder / "pg", folder, symlinks=True)
    (folder / WAL).mkdir()
    for path in segments(backup):
        shutil.copy(path, folder / WAL / path.name.removesuffix(".partial"))
    shutil.rmtree(folder / "log", ignore_errors=True)
    text = RECOVERY.format(wal=WAL, moment=moment.astimezone(dt.UTC).isoformat(sep=" "))
    (folder / "postgresql.auto.conf").write_text(text)
    (folder / "recovery.signal").touch()
    folder.chmod(0o700)
    for path in (folder, *folder.rglob("*")):
        tools.user.own(path)


def _start(place: Path, port: int, name: str, tools: Programs) -> None:
    options = f"-c cluster_name={name} -c port={port} -c logging_collector=off"
    arguments = ("-w", "-t", str(SECONDS), "-o", options, "start")
    log = place / "server.log"
    if tools.run("pg_ctl", *arguments, within=place / "pg", log=log) != 0:
        raise BackupError(f"不能恢复到这一时刻：{_reason(log)}")


def _reason(log: Path) -> str:
    text = log.read_text(errors="replace")
    if "recovery ended before configured recovery target" in text:
        return "日志还没有到那一时刻"
    return cluster.reason(text)


def _await(side: Side, place: Path, moment: dt.datetime) -> None:
    """Until the server has stopped at its moment."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        try:
            with side.owner() as connection:
                if connection.execute(PAUSED).fetchone() == (True,):
                    return
        except psycopg.OperationalError as error:
            if not (place / "pg" / "postmaster.pid").exists():
                raise BackupError(f"不能恢复到 {local(moment)}：{_reason(place / 'server.log')}") from error
        time.sleep(POLL)
    raise BackupError(f"{SECONDS} 秒内没有恢复到 {local(moment)}，详见 {place / 'server.log'}")
