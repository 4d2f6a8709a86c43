"""What is told: the type, when it happened, which entry in which version, and where to read it. No content."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _


class EventType(TextChoices):
    """Hierarchical names, letters and full stops, as the specification recommends. A promise to receivers."""

    PUBLISHED = "entry.published", _("公开")
    CHANGED = "entry.changed", _("更新")
    CORRECTED = "entry.corrected", _("更正")
    WITHDRAWN = "entry.withdrawn", _("撤回")
    REMOVED = "entry.removed", _("紧急移除")
    REGISTERED = "catalog.registered", _("目录登记")


@dataclass(frozen=True)
class Event:
    """A line of the public record, as webhooks tell it. `key` is the same each time it is told; `at` is ISO text."""

    type: EventType
    key: str
    at: str
    site: str
    """Slug of the unit's site."""
    entry: str = ""
    version: int | None = None
    content_hash: str = ""
    url: str = ""
    """Where the API answers for it: with the entry, or with 410 and what is known when it has left."""

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Event:
        """From what a task carries. Raises ValueError for a type or a moment that there is none of."""
        event = cls(**plain | {"type": EventType(plain["type"])})
        if parse_datetime(event.at) is None:
            raise ValueError(event.at)
        return event

    def body(self) -> str:
        """JSON, the same bytes every time: they are signed."""
        data = {
            "site": self.site, "entry": self.entry, "version": self.version,
            "content_hash": self.content_hash, "url": self.url,
        }  # fmt: skip
        told = {"type": str(self.type), "timestamp": self.at, "data": {k: v for k, v in data.items() if v}}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
