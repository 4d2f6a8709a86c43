"""Where backups lie, and what there is.

backup/base/<moment>/pg     the database's files, as pg_basebackup left them, with its manifest
backup/base/<moment>/media  all media files; those that did not change are the same file as in the backup before
backup/base/<moment>/backup.json
backup/wal                  what happened since, received from the server
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

ABOUT = "backup.json"


class BackupError(RuntimeError):
    """A backup could not be made or used. The message says what to do."""

    for_people = True


@dataclass(frozen=True)
class Backup:
    """One base backup: it can be wound forward to any moment after `finished`."""

    name: str
    started: str
    finished: str
    first_wal: str
    """Name of the first WAL file that is needed besides the backup's own."""
    bytes: int
    media_files: int

    @property
    def folder(self) -> Path:
        return bases() / self.name

    @property
    def usable_from(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.finished)


def root() -> Path:
    return Path(settings.DATA) / "backup"


def bases() -> Path:
    return root() / "base"


def wal() -> Path:
    return root() / "wal"


def all_backups() -> list[Backup]:
    """Complete backups, the oldest first."""
    found = [json.loads(path.read_text()) for path in sorted(bases().glob(f"*/{ABOUT}"))]
    return [Backup(**one) for one in found]


def write_about(folder: Path, backup: Backup) -> None:
    (folder / ABOUT).write_text(json.dumps(asdict(backup), indent=1))


def before(moment: dt.datetime) -> Backup:
    """The newest backup from which a moment can be reached. Raises BackupError."""
    found = [one for one in all_backups() if one.usable_from <= moment]
    if not found:
        oldest = next(iter(all_backups()), None)
        told = (
            f"最早可以恢复到 {local(oldest.usable_from)}"
            if oldest
            else "还没有备份，请先运行 cms backup make"
        )
        raise BackupError(f"没有早于 {local(moment)} 的备份：{told}")
    return found[-1]


def local(moment: dt.datetime) -> str:
    """A moment as people of the district write it."""
    from django.utils import timezone  # noqa: PLC0415 -- keeps this module free of Django's settings while it loads

    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S")
