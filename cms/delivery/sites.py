"""What `cms serve` serves. Apart from the server, which serves another application too (cms.bench.plain)."""

from __future__ import annotations

from django.db import connections

from cms.delivery.refusals import application as django_application
from cms.delivery.server import Application
from cms.delivery.store import in_front_of


def sites() -> Application:
    """Every site, portal and API."""
    application = in_front_of(django_application())
    # A connection opened before the fork would be shared by all the copies.
    connections.close_all()
    return application
