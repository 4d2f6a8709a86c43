"""Who runs the server: PostgreSQL refuses root, so as root a system user without any rights does."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenants.embedded.folder import DataFolderError

NAME = "gongkai"


@dataclass(frozen=True)
class ServerUser:
    """The user that owns the database files. uid and gid are None when that is ourselves."""

    uid: int | None = None
    gid: int | None = None

    def own(self, path: Path | int) -> None:
        """Give a folder, or an open file, of the data folder to the server's user."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def becoming(self) -> dict[str, Any]:
        """Arguments of subprocess.run that start a program as this user, without root's groups and capabilities."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    @property
    def effective(self) -> int:
        return os.geteuid() if self.uid is None else self.uid


def _account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        pass
    if shutil.which("useradd"):
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME],
            capture_output=True,
            check=False,
        )
    for name in (NAME, "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise DataFolderError("没有可以运行数据库的普通用户：请用普通用户运行，或建立系统用户 gongkai")


def server_user() -> ServerUser:
    """Ourselves, or the system user when we are root. Raises DataFolderError."""
    if os.geteuid() != 0:
        return ServerUser()
    account = _account()
    return ServerUser(account.pw_uid, account.pw_gid)
