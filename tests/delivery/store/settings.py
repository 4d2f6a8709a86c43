"""Settings of a web server that a test starts: on the database that the test names."""

import os

from cms.settings.test import *  # noqa: F403 -- how Django settings build on each other

for _alias in DATABASES.values():  # noqa: F405 -- from base
    _alias["NAME"] = os.environ["STORE_DATABASE"]
object.__setattr__(DATABASE, "name", os.environ["STORE_DATABASE"])  # noqa: F405 -- from base
