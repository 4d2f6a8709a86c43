"""The data folder: what we recognise as ours, and the secrets in it."""

from __future__ import annotations

import fcntl
import json
import os
import secrets as random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

FORMAT = 1
POSTGRES = 18
MARKER = "gongkai.json"
SECRETS = "secrets.json"
"""What the web and the workers need: their passwords and the key that signs sessions."""
OWNER_SECRETS = "owner.json"
"""What only migrating and provisioning need. A production web server may be refused this file."""
PACKAGE_SECRETS = "package-key.json"
"""The key that signs packages of units. Needed on the command line alone."""
NEEDED_BYTES = 1 << 30
IGNORED = ("lost+found", ".gongkai")
"""Names that do not make a folder someone else's: a fresh disk has the first, our locks begin with the second."""


class DataFolderError(RuntimeError):
    """The data folder or its database cannot be used. The message is one line that says what to do."""


def write_private(path: Path, text: str, *, own: Callable[[int], None] = lambda handle: None) -> None:
    """Write a file that only its owner reads, whole or not at all. `own` may give it to another owner."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".gongkai.{path.name}.")
    try:
        with os.fdopen(handle, "w") as file:
            own(handle)
            file.write(text)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def held(data: Path, purpose: str, *, wait: bool = True) -> Iterator[None]:
    """Hold one of the folder's locks, over all processes. Raises BlockingIOError when it is not to wait.

    The lock goes when the last process that inherited it by a fork is gone, however it ended.
    """
    with (data / f".gongkai.{purpose}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield


def _check_owner(data: Path) -> None:
    """The one who established the folder is the only one who may use it: root's files would lock him out."""
    mine = os.access(data, os.W_OK | os.X_OK)
    if mine and (data / MARKER).exists():
        mine = (data / MARKER).stat().st_uid == os.geteuid()
    if not mine:
        raise DataFolderError(f"文件夹 {data} 属于别的用户，请用那个用户运行，或用 DATA= 换一个文件夹")


def _check_marker(data: Path) -> None:
    try:
        found = json.loads((data / MARKER).read_text())
        written, postgres = found["format"], found["postgres"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataFolderError(f"读不懂 {data / MARKER}，请用 DATA= 换一个文件夹") from error
    if written != FORMAT:
        raise DataFolderError(f"文件夹 {data} 由另一版本的程序建立（格式 {written}），请使用那个版本")
    if postgres != POSTGRES:
        raise DataFolderError(
            f"文件夹 {data} 的数据属于 PostgreSQL {postgres}，本程序带的是 {POSTGRES}，请先迁移"
        )


def is_ours(data: Path) -> bool:
    """Whether the folder is one that we established. Raises DataFolderError when it is somebody else's.

    False: there is nothing yet, or an empty folder.
    """
    try:
        if not data.exists():
            return False
        if not data.is_dir():
            raise DataFolderError(f"{data} 不是文件夹，请用 DATA= 换一个")
        _check_owner(data)
        if (data / MARKER).exists():
            _check_marker(data)
            return True
        foreign = any(not path.name.startswith(IGNORED) for path in data.iterdir())
        # Looked for once more: another process may have made the folder ours while we were looking.
        if foreign and not (data / MARKER).exists():
            raise DataFolderError(f"文件夹 {data} 不是空的，也不是本程序建立的，请用 DATA= 换一个文件夹")
    except PermissionError as error:
        raise DataFolderError(f"文件夹 {data} 不许本用户进入，请用 DATA= 换一个文件夹") from error
    return foreign


def ensure_data_folder(data: Path) -> None:
    """Make the folder ours, or recognise it as ours. Raises DataFolderError; changes nothing in that case."""
    if is_ours(data):
        return
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataFolderError(
            f"不能建立文件夹 {data}（{error.strerror}），请用 DATA= 换一个文件夹"
        ) from error
    if shutil.disk_usage(data).free < NEEDED_BYTES:
        raise DataFolderError(f"{data} 所在的磁盘剩余不足 1 GB，请腾出空间或用 DATA= 换一个文件夹")
    data.chmod(0o700)
    write_private(data / MARKER, json.dumps({"format": FORMAT, "postgres": POSTGRES}))


def _kept(data: Path, name: str, make: Callable[[], dict[str, str]]) -> dict[str, str]:
    """The content of a file of secrets, made once even when two processes ask at the same moment."""
    path = data / name
    if not path.exists():
        ensure_data_folder(data)
        with held(data, "secrets"):
            if not path.exists():
                write_private(path, json.dumps(make(), indent=1))
    known = _read(path)
    if make().keys() <= known.keys():
        return known
    with held(data, "secrets"):  # made by a release that needed fewer
        known = make() | _read(path)
        write_private(path, json.dumps(known, indent=1))
    return known


def _read(path: Path) -> dict[str, str]:
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise DataFolderError(f"读不到 {path}，请检查它的权限和内容") from error


def secrets(data: Path) -> dict[str, str]:
    """app_, central_, worker_ and guide_password and secret_key of this installation, made once. Mode 0600."""
    return _kept(
        data,
        SECRETS,
        lambda: {
            "app_password": random.token_urlsafe(24),
            "central_password": random.token_urlsafe(24),
            "worker_password": random.token_urlsafe(24),
            "guide_password": random.token_urlsafe(24),
            "secret_key": random.token_urlsafe(48),
        },
    )


def owner_secrets(data: Path) -> dict[str, str]:
    """superuser_password (of the embedded server) and owner_password, made once. Mode 0600."""
    return _kept(
        data,
        OWNER_SECRETS,
        lambda: {
            "superuser_password": random.token_urlsafe(24),
            "owner_password": random.token_urlsafe(24),
        },
    )


def package_secrets(data: Path) -> dict[str, str]:
    """signing_key of this installation (Ed25519, hex), made once. Mode 0600."""
    return _kept(data, PACKAGE_SECRETS, lambda: {"signing_key": random.token_hex(32)})


def clear(data: Path) -> None:
    """Delete everything in a folder of ours. The marker goes last, so that a broken-off attempt can be repeated."""
    for path in data.iterdir():
        if path.name == MARKER:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    (data / MARKER).unlink(missing_ok=True)
    try:
        data.rmdir()
    except OSError:
        return  # a mount point, or a folder in a place where we may not delete: empty is enough
