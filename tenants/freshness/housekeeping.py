"""Lines that everybody has long read go."""

from __future__ import annotations

from typing import Any

from tenants.tasks.periodic import Every, Job, Window, register

DAY = 24 * 60


def _prune(cursor: Any, window: Window) -> None:
    cursor.execute("SELECT public.freshness_prune()")


register(Job("tenants.freshness.housekeeping.prune", Every(DAY), _prune))
