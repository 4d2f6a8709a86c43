"""One look at one registered address. A look that fails is a fact, and is not tried again before the next day."""

from __future__ import annotations

import datetime as dt
import uuid

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from cms.filing.media.models import MediaProbe, MediaRegistration, ProbeOutcome
from cms.filing.media.probing.dates import newest
from cms.filing.media.probing.fetching import Look, look
from cms.filing.media.states import ALIVE

REST = dt.timedelta(hours=20)
"""Between two looks at one registration, whoever orders them."""


@task(queue_name="export", idempotent=True, tries=1, label=_("访问备案的网址"))
def probe(key: str) -> str:
    """Look at one registered address and keep what was found. Returns the outcome, or '' when it was not asked."""
    row = MediaRegistration.objects.filter(pk=uuid.UUID(key), state__in=ALIVE).first()
    last = MediaProbe.objects.filter(registration=row).order_by("-at").first() if row else None
    if row is None or not row.address or (last and timezone.now() - last.at < REST):
        return ""
    return keep(row, look(row.address)).outcome


def keep(row: MediaRegistration, seen: Look) -> MediaProbe:
    """Write down a look, over the oldest of those that are kept."""
    now = timezone.now()
    reached = seen.outcome == ProbeOutcome.REACHED
    found, _made = MediaProbe.objects.update_or_create(
        registration=row,
        slot=timezone.localdate().toordinal() % MediaProbe.KEPT,
        defaults={
            "at": now,
            "url": row.address,
            "outcome": seen.outcome,
            "status": seen.status,
            "milliseconds": seen.milliseconds,
            "secure": seen.secure,
            "final_url": seen.final_url,
            "newest_on": newest(seen.text, today=timezone.localdate()) if reached else None,
            "detail": seen.detail[:200],
        },
    )
    return found
