"""Context of a unit's front page."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db.models import Max
from django.utils import timezone

from cms.filing.queries import registered
from cms.obligations.models import Obligation
from cms.pages import models
from cms.pages.presentation.column import catalog_card, tallies
from cms.pages.presentation.lists import LATEST, entry_rows, public_articles


def _due_soon(pages: dict[str, Any]) -> list[dict]:
    """What falls due next, overdue first."""
    today = timezone.localdate()
    rows = Obligation.objects.filter(met_on=None, nil=False, due_on__lte=today + dt.timedelta(days=31))
    return [
        {
            "title": row.item_title,
            "period_label": row.period_label,
            "url": pages[row.item_code].url if row.item_code in pages else "",
            "due": row.due_on,
            "state": row.state.value,
            "state_label": str(row.state.label),
        }
        for row in rows[:LATEST]
    ]


def home(page) -> dict:
    """Context of the unit's front page."""
    column_page = models.ColumnPage.objects.live().child_of(page).first()
    if column_page is None:
        return {"sections": [], "latest": [], "due_soon": [], "catalog": None, "tallies": tallies(None)}
    items = {item.code: item for item in models.ItemPage.objects.live().filter(withdrawn=False)}
    counted = defaultdict(lambda: [0, None])
    newest = dict(public_articles().order_by().values_list("item_code").annotate(Max("first_published_at")))
    for item in items.values():
        entry = counted[item.path[: -models.ItemPage.steplen]]
        entry[0] += 1
        latest = newest.get(item.code)
        entry[1] = max(filter(None, (entry[1], latest)), default=None)
    catalog = catalog_card(registered())
    return {
        "catalog": catalog and catalog | {"url": column_page.url},
        "sections": [
            {
                "title": section.title,
                "url": section.url,
                "count": counted[section.path][0],
                "latest": counted[section.path][1] and timezone.localtime(counted[section.path][1]).date(),
            }
            for section in models.SectionPage.objects.live().child_of(column_page)
        ],
        "latest": entry_rows(list(public_articles()[:LATEST])),
        "due_soon": _due_soon(items),
        "tallies": tallies(catalog),
    }
