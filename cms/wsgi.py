"""WSGI, not ASGI: the tenant is bound to the thread's database connection."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.prod")
django_application = get_wsgi_application()

from cms.delivery.store import in_front_of  # noqa: E402 -- Django is set up by the line before

application = in_front_of(django_application)
