"""A developer's machine and the demonstration: plain HTTP on *.localhost."""

import os

from cms.settings.base import *  # noqa: F403

DEBUG = os.environ.get("DEBUG") == "1"
# Static files are served from where they lie; there is no folder that they were collected in.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
BASE_HOST = "localhost"
