"""WSGI, not ASGI: the tenant is bound to the thread's database connection."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.prod")
application = get_wsgi_application()
