"""The data folder: what we recognise as ours, and the secrets in it."""

from __future__ import annotations

import json
import os
import secrets as random
import shutil
import tempfile
from pathlib import Path

FORMAT = 1
POSTGRES = 18
MARKER = "gongkai.json"
SECRETS = "secrets.json"
NEEDED_BYTES = 1 << 30
SECRET_NAMES = ("superuser_password", "owner_password", "app_password", "central_password", "secret_key")


class DataFolderError(RuntimeError):
    """The data folder or its database cannot be used. The message is one line that says what to do."""


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w") as file:
        file.write(text)
    Path(name).replace(path)


def _marker(data: Path) -> dict[str, int]:
    try:
        return json.loads((data / MARKER).read_text())
    except (OSError, ValueError) as error:
        raise DataFolderError(f"读不懂 {data / MARKER}，请用 DATA= 换一个文件夹") from error


def _check_owner(data: Path) -> None:
    ours = os.geteuid() in (0, data.stat().st_uid)
    if not ours or not os.access(data, os.W_OK | os.X_OK):
        raise DataFolderError(f"文件夹 {data} 属于别的用户，请用 DATA= 换一个文件夹")


def _check_marker(data: Path) -> None:
    found = _marker(data)
    if found.get("format") != FORMAT:
        raise DataFolderError(
            f"文件夹 {data} 由另一版本的程序建立（格式 {found.get('format')}），请使用那个版本"
        )
    if found.get("postgres") != POSTGRES:
        raise DataFolderError(
            f"文件夹 {data} 的数据属于 PostgreSQL {found.get('postgres')}，本程序带的是 {POSTGRES}，请先迁移"
        )


def ensure_data_folder(data: Path) -> None:
    """Make the folder ours, or recognise it as ours. Raises DataFolderError; changes nothing in that case."""
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataFolderError(
            f"不能建立文件夹 {data}（{error.strerror}），请用 DATA= 换一个文件夹"
        ) from error
    _check_owner(data)
    if (data / MARKER).exists():
        _check_marker(data)
        return
    if any(data.iterdir()):
        raise DataFolderError(f"文件夹 {data} 不是空的，也不是本程序建立的，请用 DATA= 换一个文件夹")
    if shutil.disk_usage(data).free < NEEDED_BYTES:
        raise DataFolderError(f"{data} 所在的磁盘剩余不足 1 GB，请腾出空间或用 DATA= 换一个文件夹")
    write_private(data / MARKER, json.dumps({"format": FORMAT, "postgres": POSTGRES}))


def secrets(data: Path) -> dict[str, str]:
    """The passwords and the secret key of this installation, made once. Mode 0600."""
    path = data / SECRETS
    if not path.exists():
        ensure_data_folder(data)
        made = {name: random.token_urlsafe(24) for name in SECRET_NAMES}
        made["secret_key"] = random.token_urlsafe(48)
        write_private(path, json.dumps(made, indent=1))
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise DataFolderError(f"读不到 {path}，请检查它的权限和内容") from error
