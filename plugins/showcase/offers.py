"""What other plugins may ask: which units of a line are best-practice units by now."""

from __future__ import annotations

from plugins.showcase.showing import practices


def chosen(*, line: str) -> list[str]:
    """Slugs of units of a line (by its code) whose practice is online, the newest year first."""
    return list(practices().filter(line__code=line).values_list("unit__slug", flat=True))


OFFERS = {"chosen": chosen}
