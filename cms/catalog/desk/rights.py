"""Who may read the unit's catalog versions, and who compiles."""

from __future__ import annotations

from typing import Any


def may_read(user: Any) -> bool:
    return user.has_perm("catalog.view_catalogversion") or may_compile(user)


def may_compile(user: Any) -> bool:
    return user.has_perm("catalog.compile_catalogversion")
