"""The server: start, stop, find again. It outlives who started it, and holds none of his files."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tenants.embedded import cluster, processes
from tenants.embedded.folder import (
    OWNER_SECRETS,
    DataFolderError,
    ensure_data_folder,
    held,
    is_ours,
    owner_secrets,
)
from tenants.embedded.programs import Programs, programs
from tenants.embedded.user import server_user

DATABASE = "gongkai"
START_SECONDS = 600
"""Recovery after a crash with many schemas takes a minute and more; giving up early would only make it worse."""
ATTEMPTS = 3
POLL = 0.1


@dataclass(frozen=True)
class Server:
    """Where an embedded server answers."""

    data: Path
    port: int
    host: str = cluster.HOST
    database: str = DATABASE
    superuser: str = cluster.SUPERUSER

    @property
    def password(self) -> str:
        """The superuser's. Read when it is asked for: the web never does."""
        return owner_secrets(self.data)["superuser_password"]

    @property
    def dsn(self) -> str:
        return self.to(self.database)

    def to(self, database: str) -> str:
        """Connection string to a database of this server, as its superuser."""
        return make_conninfo(
            host=self.host, port=self.port, user=self.superuser, password=self.password, dbname=database
        )


def locate(data: Path) -> Server | None:
    """Where the server of a data folder would answer, or None when it has never been started. Asks nobody."""
    port, _name = cluster.settings(data)
    return None if port is None else Server(data, port)


def _postmaster(data: Path) -> int | None:
    return processes.postmaster(cluster.folder(data), server_user(), cluster.settings(data)[1])


def _answers(server: Server) -> bool:
    try:
        psycopg.connect(server.to("postgres"), connect_timeout=5).close()
    except psycopg.OperationalError as error:
        if "authentication failed" in str(error):
            raise DataFolderError(
                f"数据库不认 {server.data / OWNER_SECRETS} 里的密码，请恢复这个文件"
            ) from error
        return False
    return True


def status(data: Path) -> Server | None:
    """The server when it runs and answers, else None. Raises DataFolderError for somebody else's folder."""
    server = locate(data) if is_ours(data) else None
    if server is None or _postmaster(data) is None or not _answers(server):
        return None
    return server


class _Sayings:
    """What was written to the logs from now on."""

    def __init__(self, data: Path) -> None:
        self.own = cluster.logs(data) / "server.log"
        self.own.unlink(missing_ok=True)
        self.folder = cluster.folder(data) / "log"
        self.before = {path: path.stat().st_size for path in self.folder.glob("*.log")}

    def texts(self) -> list[str]:
        found = [self.own.read_bytes()] if self.own.exists() else []
        found += [path.read_bytes()[self.before.get(path, 0) :] for path in self.folder.glob("*.log")]
        return [text.decode(errors="replace") for text in found]


def _launch(data: Path, tools: Programs) -> None:
    """Start the server under a name of its own, again with another port when someone took it meanwhile."""
    (cluster.folder(data) / "postmaster.pid").unlink(missing_ok=True)
    for attempt in range(1, ATTEMPTS + 1):
        name, said = cluster.configure(data, tools.user), _Sayings(data)
        arguments = ("-w", "-t", str(START_SECONDS), "-o", f"-c cluster_name={name}", "start")
        try:
            code = tools.run("pg_ctl", *arguments, within=cluster.folder(data), log=said.own)
        except BaseException:
            processes.end(name, tools.user, patience=0)
            raise
        if code == 0:
            return
        texts = said.texts()
        if attempt == ATTEMPTS or not any("Address already in use" in text for text in texts):
            raise DataFolderError(f"数据库没有启动：{cluster.reason(*texts)}")


def _await(data: Path) -> Server:
    """Wait for a server that somebody else started or that is recovering. Raises DataFolderError."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and _postmaster(data) is not None:
        server = status(data)
        if server:
            return server
        time.sleep(POLL)
    raise DataFolderError(f"数据库没有应答，详见 {cluster.folder(data) / 'log'}")


def _create_database(server: Server) -> None:
    with psycopg.connect(server.to("postgres"), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not found:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def start(data: Path) -> Server:
    """Start the folder's server, or take over the one that runs already. Raises DataFolderError.

    Waits for recovery after a crash. The server is detached: it outlives us and holds none of our files.
    """
    ensure_data_folder(data)
    with held(data, "server"):
        if _postmaster(data) is None:
            tools = programs()
            if not cluster.folder(data).exists():
                cluster.initialise(data, tools)
            cluster.check(data)
            processes.end(cluster.settings(data)[1], tools.user)
            _launch(data, tools)
        server = _await(data)
        _create_database(server)
        return server


def revive(data: Path) -> bool:
    """Start the server again when it was killed, not when it was stopped. Returns whether it was started.

    For a process that serves and looks once in a while. Raises DataFolderError.
    """
    killed = (cluster.folder(data) / "postmaster.pid").exists() and _postmaster(data) is None
    if killed:
        start(data)
    return killed


def settle(data: Path) -> None:
    """Ask the server to write everything to its files, and do not wait for it.

    After many schemas were made that takes a while, and a stop that comes later does not have to.
    """
    server = locate(data)
    if server is None:
        return
    connection = psycopg.connect(server.dsn, autocommit=True)
    connection.pgconn.send_query(b"CHECKPOINT")
    connection.pgconn.flush()
    connection.close()


def stop(data: Path, *, timeout: float = 60) -> bool:
    """Stop the server after ending its sessions. Returns whether one was running. Raises DataFolderError.

    A server that cannot say goodbye (a full disk) is stopped without: the next start recovers what was committed.
    """
    if not is_ours(data):
        return False
    with held(data, "server"):
        _port, name = cluster.settings(data)
        if _postmaster(data) is None:
            return processes.end(name, server_user())
        log, tools = cluster.logs(data) / "stop.log", programs()
        for mode, seconds in (("fast", timeout), ("immediate", 15.0)):
            log.unlink(missing_ok=True)
            arguments = ("-m", mode, "-w", "-t", str(int(seconds)), "stop")
            tools.run("pg_ctl", *arguments, within=cluster.folder(data), log=log)
            if _postmaster(data) is None:
                processes.end(name, tools.user)
                return True
        raise DataFolderError(f"数据库没有停下来：{cluster.reason(log.read_text(errors='replace'))}")
