"""Public answers as bytes ready to go, served before Django is asked. `cms/decisions/0041-the-response-store.md` says
why an old version is never given after a new one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings

from cms.delivery.store.wrapper import Store

__all__ = ["Store", "in_front_of"]


def in_front_of(application: Callable[..., Any]) -> Callable[..., Any]:
    """WSGI: the store before Django's application, as STORE says; the application itself when it is off."""
    return Store(application, room=settings.STORE_BYTES) if settings.STORE != "off" else application
