"""What a serving process looks after: the embedded database, when somebody has killed it."""

from __future__ import annotations

import logging
import time

from django.conf import settings

from tenants import embedded

PAUSE = 30.0
"""Seconds until the next attempt after one that failed (a full disk)."""
log = logging.getLogger(__name__)
_not_before = 0.0


def keep_database() -> None:
    """Start the embedded database again after a kill. Says in the log what it did, or why it could not."""
    global _not_before
    if not settings.DATABASE.embedded or time.monotonic() < _not_before:
        return
    try:
        if embedded.revive(settings.DATA):
            log.warning("数据库被强行终止，已重新启动")
    except (embedded.DataFolderError, OSError) as error:
        _not_before = time.monotonic() + PAUSE
        log.error("%s", error)
