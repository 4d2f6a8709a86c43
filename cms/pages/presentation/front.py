"""Context of a unit's front page."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db.models import Max
from django.utils import timezone

from cms.filing.queries import registered
from cms.obligations.models import Obligation
from cms.obligations.public import of_public_items
from cms.obligations.queries import still_open
from cms.pages import models
from cms.pages.presentation.column import catalog_card, tallies
from cms.pages.presentation.lists import LATEST, entry_rows, public_articles
from cms.pages.serving import address


def _due_soon(urls: dict[str, str]) -> list[dict]:
    """What falls due next, overdue first."""
    until = timezone.localdate() + dt.timedelta(days=31)
    rows = of_public_items(Obligation.objects.filter(still_open(), due_on__lte=until))
    return [
        {
            "title": row.public_title,
            "period_label": row.period_label,
            "url": urls.get(row.item_code, ""),
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
    items = models.ItemPage.objects.live().filter(withdrawn=False).values_list("code", "path", "url_path")
    counted = defaultdict(lambda: [0, None])
    newest = dict(public_articles().order_by().values_list("item_code").annotate(Max("first_published_at")))
    for code, path, _url_path in items:
        entry = counted[path[: -models.ItemPage.steplen]]
        entry[0] += 1
        latest = newest.get(code)
        entry[1] = max(filter(None, (entry[1], latest)), default=None)
    catalog = catalog_card(registered())
    sections = (
        models.SectionPage.objects.live().child_of(column_page).values_list("title", "path", "url_path")
    )
    return {
        "catalog": catalog and catalog | {"url": column_page.url},
        "sections": [
            {
                "title": title,
                "url": address(url_path),
                "count": counted[path][0],
                "latest": counted[path][1] and timezone.localtime(counted[path][1]).date(),
            }
            for title, path, url_path in sections
            if counted[path][0]
        ],
        "latest": entry_rows(public_articles()[:LATEST]),
        "due_soon": _due_soon({code: address(url_path) for code, _path, url_path in items}),
        "tallies": tallies(catalog),
    }
