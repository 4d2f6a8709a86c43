"""What runs in the background: each unit's pages are looked at every night, and then every unit's score is computed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cms.extension import Daily, Periodic, current, task
from plugins.evaluation.actions import counting, scanning
from plugins.evaluation.actions.ordering import count_period
from plugins.evaluation.queries import period_of


@task(idempotent=True, label=_("检查公开的页面"))
def scan_pages() -> None:
    """In a unit. The centre has no column of its own to be judged."""
    if not current().is_central:
        scanning.scan()


@task(idempotent=True, label=_("更新各单位自查得分"))
def refresh_scores() -> None:
    """At the centre, for all units."""
    period = period_of() if current().is_central else None
    if period is not None:
        counting.refresh(period=period)


TASKS = [scan_pages, refresh_scores, count_period]
PERIODIC = [Periodic(scan_pages, Daily(1, 20)), Periodic(refresh_scores, Daily(5, 10))]
