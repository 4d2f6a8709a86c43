"""The database's own folder: made by initdb, configured for the loopback, recognised on a later start."""

from __future__ import annotations

import json
import secrets as random
import shutil
import socket
import tempfile
from pathlib import Path

from tenants.embedded import processes
from tenants.embedded.folder import POSTGRES, DataFolderError, owner_secrets, write_private
from tenants.embedded.programs import Programs
from tenants.embedded.user import ServerUser

HOST = "127.0.0.1"
SUPERUSER = "gongkai_root"
SETTINGS = "server.json"
NO_SPACE = "磁盘已满：请腾出空间，或用 DATA= 换一个文件夹"

CONFIGURATION = """
listen_addresses = '{host}'
port = {port}
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = 200
shared_buffers = 256MB
max_locks_per_transaction = 1024
recovery_init_sync_method = {sync}
max_slot_wal_keep_size = 16GB
autovacuum_naptime = '2min'
jit = off
logging_collector = on
log_directory = 'log'
log_filename = 'postgres-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_min_messages = warning
log_min_error_statement = panic
lc_messages = 'C'
timezone = 'UTC'
"""


def folder(data: Path) -> Path:
    """Where the database files are. It exists only after a complete initdb."""
    return data / "pg"


def logs(data: Path) -> Path:
    """What the tools say; what the running server says is in its own folder."""
    made = data / "log"
    made.mkdir(mode=0o700, exist_ok=True)
    return made


def settings(data: Path) -> tuple[int | None, str]:
    """(port, name) of the folder's server; (None, "") when it was never started."""
    try:
        kept = json.loads((data / SETTINGS).read_text())
        return kept["port"], kept.get("name", "")
    except (OSError, ValueError, KeyError):
        return None, ""


def reason(*texts: str) -> str:
    """The telling line of what the tools wrote, or what to do about it."""
    lines = [line.strip() for text in texts for line in text.splitlines()]
    if any("No space left" in line for line in lines):
        return NO_SPACE
    words = ("PANIC", "FATAL", "error:", "ERROR", "could not")
    told = [line for word in words for line in lines if word in line]
    return (told or [line for line in lines[::-1] if line] or ["原因不明"])[0]


def _initdb(data: Path, tools: Programs, making: Path, *locale: str) -> str:
    """Run initdb in an empty folder. Returns what it complained of, "" when it went well."""
    log, name = logs(data) / "initdb.log", _new_name()
    log.unlink(missing_ok=True)
    with tempfile.TemporaryFile("w+", dir=data) as password:
        password.write(owner_secrets(data)["superuser_password"])
        password.flush()
        password.seek(0)
        tools.user.own(password.fileno())
        access = ("--auth-local=scram-sha-256", "--auth-host=scram-sha-256", "--pwfile=/dev/stdin")
        common = ("-U", SUPERUSER, "--encoding=UTF8", "--data-checksums", "-c", f"cluster_name={name}")
        try:
            code = tools.run("initdb", *access, *common, *locale, within=making, log=log, stdin=password)
        finally:
            processes.end(name, tools.user)
    return (log.read_text(errors="replace") or "?") if code else ""


def initialise(data: Path, tools: Programs) -> None:
    """Make the database files beside their place and move them there when complete. Raises DataFolderError."""
    making = data / "pg.new"
    for locale in (
        ["--locale=C.UTF-8"],
        ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"],
    ):
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        tools.user.own(making)
        failed = _initdb(data, tools, making, *locale)
        if not failed:
            making.rename(folder(data))
            return
        if "locale" not in failed:
            break
    shutil.rmtree(making, ignore_errors=True)
    raise DataFolderError(f"数据库没有建成：{reason(failed)}")


def check(data: Path) -> None:
    """Raises DataFolderError when the database files are not such as this program may start."""
    try:
        version = (folder(data) / "PG_VERSION").read_text().strip()
    except OSError as error:
        raise DataFolderError(f"读不懂数据库文件夹 {folder(data)}，请用 DATA= 换一个文件夹") from error
    if version != str(POSTGRES):
        raise DataFolderError(f"{folder(data)} 属于 PostgreSQL {version}，本程序带的是 {POSTGRES}，请先迁移")


def _new_name() -> str:
    return f"gongkai-{random.token_hex(6)}"


def free_port() -> int:
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


def configure(data: Path, user: ServerUser) -> str:
    """Write the configuration, with the port of the last time when it is still to be had. Returns the name."""
    port, name = settings(data)
    if port is None or not _is_free(port):
        port = free_port()
    name = name or _new_name()
    sync = "syncfs" if Path("/proc/self").exists() else "fsync"
    # Replaced, never written into: as root we must not follow what the server's user may have put there.
    main = folder(data) / "postgresql.conf"
    write_private(main, CONFIGURATION.format(host=HOST, port=port, sync=sync), own=user.own)
    write_private(data / SETTINGS, json.dumps({"port": port, "name": name}))
    return name
