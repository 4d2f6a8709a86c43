"""Where the store has its files: of one machine since it was started, and of one database."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.db import connections

BOOT = Path("/proc/sys/kernel/random/boot_id")
"""Times since the machine was started mean nothing to another, which may share the folder."""
FORM = "1"
"""Another when the file is laid out differently: during an upgrade two releases serve."""


def counters() -> Path:
    """The file of the counters (cms.delivery.store.epochs)."""
    chosen = connections["default"].settings_dict
    boot = BOOT.read_text() if BOOT.exists() else ""
    said = "\n".join([FORM, boot, str(chosen["HOST"]), str(chosen["PORT"]), str(chosen["NAME"])])
    return Path(settings.DATA) / "store" / f"{hashlib.sha256(said.encode()).hexdigest()[:16]}.counters"
