"""Production: HTTPS in front, hashed static files, cookies that no other host can set."""

import os

from cms.settings.base import *  # noqa: F403

BASE_HOST = os.environ["BASE_HOST"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
STORAGES["staticfiles"]["BACKEND"] = "whitenoise.storage.CompressedManifestStaticFilesStorage"  # noqa: F405
for _alias in DATABASES.values():  # noqa: F405
    # Connections are renewed often because each keeps the catalog of every schema it has touched.
    _alias["OPTIONS"]["pool"] = {
        "min_size": 0,
        "max_size": 8,
        "max_lifetime": 300,
        "max_idle": 60,
        "timeout": 5,
    }
