"""The verbs of backup: make one, receive what happened since, prove that one is whole."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
from itertools import pairwise
from pathlib import Path

import psycopg
from django.conf import settings

from tenants.backup import places
from tenants.backup.manifest import check_manifest
from tenants.backup.places import Backup, BackupError
from tenants.backup.tools import bytes_of, run_connected
from tenants.embedded import held
from tenants.installation import admin_connection
from tenants.package.media import INCOMING, LEAVING, check_on_disk

SLOT = "gongkai_backup"
SEGMENT = re.compile(r"^[0-9A-F]{24}(\.|$)")
SLOT_STATE = "SELECT wal_status FROM pg_replication_slots WHERE slot_name = %s"


def make(*, durable: bool = True) -> Backup:
    """A base backup of the database and of all files. Raises BackupError; leaves nothing half-made.

    Unless `durable`, it is left to the system when the files reach the disk.

    The slot is there before: from then on the server keeps what happens until it was received, so nothing is
    missing between the backup and the moment that is asked for later.
    """
    check_on_disk()
    places.bases().mkdir(parents=True, exist_ok=True, mode=0o700)
    with held(Path(settings.DATA), "backup"):
        _ensure_slot()
        started = dt.datetime.now(dt.UTC)
        name = started.strftime("%Y%m%dT%H%M%SZ")
        making = places.bases() / f".making-{name}"
        for left in places.bases().glob(".making-*"):
            shutil.rmtree(left)
        try:
            making.mkdir(mode=0o700)
            form = ["-Fp", "-X", "stream", "-c", "fast", "--manifest-checksums=SHA256"]
            form += [] if durable else ["--no-sync"]
            run_connected("pg_basebackup", "-D", str(making / "pg"), *form)
            files = _keep_media(making / "media")
            finished = dt.datetime.now(dt.UTC)
            backup = Backup(
                name=name,
                started=started.isoformat(timespec="milliseconds"),
                finished=finished.isoformat(timespec="milliseconds"),
                first_wal=_first_wal(making / "pg"),
                bytes=bytes_of(making),
                media_files=files,
            )
            places.write_about(making, backup)
            making.rename(backup.folder)
        except BaseException:
            shutil.rmtree(making, ignore_errors=True)
            raise
    catch_up()
    return backup


def _ensure_slot() -> None:
    with admin_connection(autocommit=True) as admin:
        row = admin.execute(SLOT_STATE, [SLOT]).fetchone()
        if row and row[0] == "lost":
            # The server could not keep what nobody fetched. What came before is complete, and a new backup follows.
            admin.execute("SELECT pg_drop_replication_slot(%s)", [SLOT])
            row = None
        try:
            if row is None:
                admin.execute("SELECT pg_create_physical_replication_slot(%s, true)", [SLOT])
        except psycopg.errors.InsufficientPrivilege as error:
            user = admin.info.user
            raise BackupError(f"角色 {user} 不能做备份：请先 ALTER ROLE {user} REPLICATION") from error


def _first_wal(folder: Path) -> str:
    """The file in which the backup began, from the label that pg_basebackup leaves."""
    label = (folder / "backup_label").read_text()
    return label.split("(file ", 1)[1].split(")", 1)[0]


def _keep_media(target: Path) -> int:
    """Copy the media folder. What the backup before has already, with the same length and time, is linked to it."""
    source = Path(settings.MEDIA_ROOT)
    last = next(reversed(places.all_backups()), None)
    known, count = (last.folder / "media" if last else None), 0
    target.mkdir(mode=0o700)
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source)
        if not path.is_file() or path.is_symlink() or name.parts[0].startswith((INCOMING, LEAVING)):
            continue
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        same = known and _same(path, known / name)
        if same:
            os.link(same, target / name)
        else:
            shutil.copy2(path, target / name)
        count += 1
    return count


def _same(path: Path, kept: Path) -> Path | None:
    try:
        one, other = path.stat(), kept.stat()
    except OSError:
        return None
    return kept if (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns) else None


def catch_up() -> None:
    """Receive everything that happened until now. Raises BackupError.

    Runs to its end, so it may be called every few minutes; `cms backup follow` receives without a pause.
    """
    places.wal().mkdir(parents=True, exist_ok=True, mode=0o700)
    with held(Path(settings.DATA), "wal"):
        with admin_connection(autocommit=True) as admin:
            row = admin.execute(SLOT_STATE, [SLOT]).fetchone()
            if row is None:
                raise BackupError("还没有备份，请先运行 cms backup make")
            if row[0] == "lost":
                raise BackupError("日志没有及时接收，服务器已不再保留：请马上运行 cms backup make 重新开始")
            # A transaction that ends after every moment that can be asked for: winding forward stops at it.
            admin.execute("SELECT pg_current_xact_id()")
            switched = admin.execute("SELECT pg_switch_wal()").fetchone()
        run_connected(
            "pg_receivewal", "-D", str(places.wal()), "-S", SLOT, "-E", str(switched and switched[0]), "-n"
        )


def follow() -> None:
    """Receive what happens as it happens, until interrupted."""
    places.wal().mkdir(parents=True, exist_ok=True, mode=0o700)
    with held(Path(settings.DATA), "wal"):
        run_connected("pg_receivewal", "-D", str(places.wal()), "-S", SLOT, "--synchronous")


def prune(*, keep: int) -> list[str]:
    """Forget all but the newest `keep` backups, and the WAL that only they needed. Returns the names of those.

    What is left can still be wound forward from the oldest of them. Raises BackupError for less than one.
    """
    if keep < 1:
        raise BackupError("至少要留一份备份")
    with held(Path(settings.DATA), "backup"), held(Path(settings.DATA), "wal"):
        gone, kept = places.all_backups()[:-keep], places.all_backups()[-keep:]
        for backup in gone:
            # Away with the name first: one that is half removed must not look whole.
            leaving = places.bases() / f".making-{backup.name}"
            backup.folder.rename(leaving)
            shutil.rmtree(leaving)
        for path in places.wal().glob("*"):
            # As pg_archivecleanup compares: the place in the log, whatever the timeline.
            if SEGMENT.match(path.name) and kept and path.name[8:24] < kept[0].first_wal[8:24]:
                path.unlink()
    return [backup.name for backup in gone]


def verify(backup: Backup) -> None:
    """Compare every file of a backup with its manifest, and see that no WAL is missing since. Raises BackupError."""
    wrong = check_manifest(backup.folder / "pg")
    if wrong:
        more = f" 等 {len(wrong)} 个" if len(wrong) > 1 else ""
        raise BackupError(f"备份 {backup.name} 已损坏：{wrong[0]}{more}，请再做一份")
    received = [path.name.partition(".")[0] for path in segments(backup)]
    if not received or received[0] > backup.first_wal:
        raise BackupError(f"备份 {backup.name} 之后的日志不全，缺 {backup.first_wal}")
    for one, following in pairwise(received):
        if _number(following) != _number(one) + 1:
            raise BackupError(f"备份 {backup.name} 之后的日志不全，{one} 之后缺一段")


def segments(backup: Backup) -> list[Path]:
    """WAL files since a backup began, in order; the last may be unfinished (.partial)."""
    found = [path for path in places.wal().iterdir() if len(path.name.partition(".")[0]) == 24]
    return sorted(path for path in found if path.name[:24] >= backup.first_wal)


def _number(name: str) -> int:
    """Which segment of 16 MB it is: eight hexadecimal digits of the timeline, then 32 bits and 8."""
    return int(name[8:16], 16) * 256 + int(name[16:24], 16)
