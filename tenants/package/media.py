"""A unit's files on disk: read for a package, and taken in beside their place until everything else is there."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from tenants.package.form import PackageError

INCOMING = ".incoming-"
LEAVING = ".leaving-"
CHUNK = 1 << 20


def check_on_disk() -> None:
    """Raises PackageError where files lie in a bucket: a package without them would only look whole."""
    if settings.S3:
        raise PackageError(
            "媒体文件在 S3 存储桶里：本命令只处理数据文件夹里的媒体，请按 cms/operations/restore.md 办理"
        )


def folder_of(media_key: str) -> Path:
    """Where the files of a tenant are. It need not exist."""
    return Path(settings.MEDIA_ROOT) / media_key


def files_in(folder: Path) -> dict[str, Path]:
    """Path below the folder → file, in order. Links and special files are not content and are passed over."""
    found = {}
    for root, folders, names in os.walk(folder):
        folders.sort()
        for name in names:
            path = Path(root, name)
            if path.is_file() and not path.is_symlink():
                found[path.relative_to(folder).as_posix()] = path
    return dict(sorted(found.items()))


def digest_of(path: Path) -> tuple[int, str]:
    """Length and SHA-256 of a file."""
    digest, length = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            length += len(chunk)
    return length, digest.hexdigest()


class Incoming:
    """A folder beside the media folders. `settle` gives it its name; whatever goes wrong before, it is removed."""

    def __init__(self, media_key: str) -> None:
        self.final = folder_of(media_key)
        self.folder = self.final.with_name(INCOMING + media_key)
        self.settled = False

    def __enter__(self) -> Incoming:
        # Left by one that was killed: the key is that of a tenant who is not there yet.
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        return self

    def write(self, name: str, parts: Iterable[bytes]) -> None:
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            for part in parts:
                file.write(part)

    def settle(self) -> None:
        """Put the files in their place. Raises PackageError when something is there."""
        if self.final.exists():
            raise PackageError(f"文件夹 {self.final} 已经存在，它不属于任何站点，请先移走")
        self.folder.rename(self.final)
        self.settled = True

    def undo(self) -> None:
        shutil.rmtree(self.final if self.settled else self.folder, ignore_errors=True)

    def __exit__(self, kind: object, *rest: object) -> None:
        if kind is not None or not self.settled:
            self.undo()


def purge(media_key: str) -> None:
    """Remove a tenant's files. Can be repeated after it was broken off."""
    folder = folder_of(media_key)
    leaving = folder.with_name(LEAVING + media_key)
    if folder.exists() and not leaving.exists():
        folder.rename(leaving)
    for path in (leaving, folder):
        if path.exists():
            shutil.rmtree(path)


def unfinished() -> list[Path]:
    """Folders that imports which were killed left behind."""
    return sorted(Path(settings.MEDIA_ROOT).glob(f"{INCOMING}*"))


def tidy() -> None:
    """Remove them. The caller knows that no import is under way."""
    for folder in unfinished():
        shutil.rmtree(folder)
