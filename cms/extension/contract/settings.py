"""Settings of the contract's tests: a cluster of their own in .gongkai-test of the folder they are run in."""

import os
from pathlib import Path

from cms.settings.env import data_folder
from tenants import embedded

os.environ["DATA"] = os.environ.get("TEST_DATA") or str(Path.cwd() / ".gongkai-test")
os.environ.pop("DATABASE_URL", None)
# Before the settings are read: they hold the port it answers on.
embedded.ensure_data_folder(data_folder())
embedded.start(data_folder())

from cms.settings.base import *  # noqa: E402, F403 -- as said above; how Django settings build on each other

BASE_HOST = "localhost"
STATIC_ROOT = None  # type: ignore[assignment]  # they are served from where they lie
WHITENOISE_USE_FINDERS = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A test sees what a task did at once.
TASKS = {"default": {"BACKEND": "tenants.tasks.backends.TenantImmediateBackend", "QUEUES": TASK_QUEUES}}  # noqa: F405 -- from base
