"""Where the store has its files: of one machine since it was started, of one database and one way of keeping."""

from __future__ import annotations

import hashlib
import os
import shutil
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import connections

from cms.delivery.policies import of_pages
from cms.delivery.store.disk import Disk
from cms.delivery.store.epochs import Epochs, log
from tenants.freshness import changes

BOOT = Path("/proc/sys/kernel/random/boot_id")
"""Times since the machine was started mean nothing to another, which may share the folder."""
FORM = "1"
"""Another when the file is laid out differently: during an upgrade two releases serve."""
_opened: dict[tuple[int, Path], Epochs] = {}
_opening = Lock()


@cache
def _boot() -> str:
    return BOOT.read_text() if BOOT.exists() else ""


def counters() -> Path:
    """The file of the counters (cms.delivery.store.epochs)."""
    chosen = connections["default"].settings_dict
    said = "\n".join(
        [FORM, settings.STORE, _boot(), str(chosen["HOST"]), str(chosen["PORT"]), str(chosen["NAME"])]
    )
    return Path(settings.DATA) / "store" / f"{hashlib.sha256(said.encode()).hexdigest()[:16]}.counters"


def disk() -> Disk | None:
    """Where answers stand as files, when they do; what was left of it is taken away when they do not. Raises OSError."""
    root = Path(settings.DATA) / "public"
    if settings.STORE == "disk":
        return Disk(root, policy=of_pages())
    shutil.rmtree(root / "kept", ignore_errors=True)
    return None


def epochs() -> Epochs:
    """The counters of this machine, opened once in each process. Raises OSError."""
    key = os.getpid(), counters()
    with _opening:
        if key not in _opened:
            _opened.clear()
            _opened[key] = Epochs(key[1])
            kept_files = disk()
            if kept_files:
                _opened[key].followers.append(kept_files.forget)
        return _opened[key]


def after_commit(connection: Any) -> None:
    """A command or a worker tells the web processes of its machine before it goes on; NOTIFY tells the others."""
    if connection.alias != "default" or not counters().exists():
        return
    try:
        shared = epochs()
    except OSError as error:
        log.warning("the web processes hear of a change a moment later: %s", error)
    else:
        shared.catch_up(connection)


def follow() -> None:
    if settings.STORE != "off" and after_commit not in changes.FOLLOWERS:
        changes.FOLLOWERS.append(after_commit)
