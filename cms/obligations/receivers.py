"""A catalog was registered: what it promises is due from that day."""

import datetime as dt

from django.dispatch import receiver

from cms.filing.signals import registered
from cms.obligations.actions import expect


@receiver(registered, dispatch_uid="obligations.registered")
def expect_the_year(filing, **kwargs):
    """Until the end of the next January, by which the last periods of the year fall due."""
    since = filing.registered_on
    expect(filing, since=since, until=dt.date(since.year + 1, 1, 31))
