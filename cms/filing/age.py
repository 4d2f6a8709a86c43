"""How long something has waited, in working days.

The calendar belongs to a room further down the flow (cms/obligations), so it is named in the settings.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils.module_loading import import_string


def workdays_waited(since: dt.date, today: dt.date) -> int:
    """Working days after `since` up to and including `today`."""
    return max(import_string(settings.WORKDAYS_BETWEEN)(since, today), 0)
