"""What is told when something became public, changed or left."""

from __future__ import annotations

from wagtail.models import Site

from cms.extension import Fact, Told, current
from plugins.webhooks.actions import tell
from plugins.webhooks.events import Event, EventType

TYPES = {fact: EventType[fact.name] for fact in Fact if fact.name in EventType.__members__}


def heard(told: Told) -> None:
    """May be called twice for one fact: the second time nothing is left to do."""
    root = Site.objects.get(is_default_site=True).root_url
    entry = str(told.entry or "")
    tell(
        Event(
            type=TYPES[told.fact], key=told.key, at=told.at.isoformat(), site=current().slug, entry=entry,
            version=told.version, content_hash=told.content_hash,
            url=f"{root}/api/v1/entries/{entry}" if entry else f"{root}/api/v1/catalog",
        )
    )  # fmt: skip


FACTS = dict.fromkeys(TYPES, (heard,))
