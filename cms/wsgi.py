"""WSGI, not ASGI: the tenant is bound to the thread's database connection."""

import os

from cms.delivery.refusals import application as django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.prod")
django_application = django()

from cms.delivery.store import in_front_of  # noqa: E402 -- Django is set up by the line before

application = in_front_of(django_application)
