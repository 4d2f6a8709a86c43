"""Who runs the server: PostgreSQL refuses root, so as root a system user without rights does."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tenants.embedded.folder import DataFolderError

NAME = "gongkai"


@dataclass(frozen=True)
class ServerUser:
    """How to start a program as the user that owns the database files.

    `prefix` is put before its command line; uid and gid are None when that is ourselves.
    """

    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None

    def own(self, path: Path) -> None:
        """Give a folder of the data folder to the server's user."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


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


def _reaches(prefix: tuple[str, ...], paths: list[Path]) -> bool:
    """Whether a program started with the prefix can read the paths."""
    tests = [part for path in paths for part in ("-r", str(path), "-a")][:-1]
    return subprocess.run([*prefix, "test", *tests], capture_output=True, check=False).returncode == 0


def server_user(*paths: Path) -> ServerUser:
    """The user for the server, able to reach `paths`. Raises DataFolderError.

    Below a folder like /root, which only root may enter, the user gets the one capability that lets it pass
    (CAP_DAC_READ_SEARCH). No permission of any folder is changed.
    """
    if os.geteuid() != 0:
        return ServerUser()
    account = _account()
    setpriv = shutil.which("setpriv")
    if not setpriv:
        raise DataFolderError("以 root 运行需要 setpriv（util-linux）：请安装它，或用普通用户运行")
    change = (setpriv, f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups")
    passing = (*change, "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
    for prefix in (change, passing):
        if _reaches(prefix, list(paths)):
            return ServerUser(prefix, account.pw_uid, account.pw_gid)
    raise DataFolderError(
        "运行数据库的系统用户进不了这个文件夹，请用 DATA=/var/lib/gongkai 并把程序放在它能读的地方"
    )
