"""A developer's machine and the demonstration: plain HTTP on *.localhost."""

import os

from cms.settings.base import *  # noqa: F403

DEBUG = os.environ.get("DEBUG") == "1"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
BASE_HOST = "localhost"
