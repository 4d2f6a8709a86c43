"""A developer's machine and the demonstration: plain HTTP on *.localhost."""

from cms.settings import variables
from cms.settings.base import *  # noqa: F403 -- how Django settings build on each other

DEBUG = variables.DEBUG.given()
# Static files are served from where they lie; there is no folder that they were collected in.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
BASE_HOST = "localhost"
# Demonstration accounts share a printed password; nobody should have to enrol a telephone to look at them.
DEMONSTRATION = True
SECOND_FACTOR_ROLES = []
