"""The test run: a cluster of its own in .data-test, cheap password hashing."""

import os
from dataclasses import replace

from cms.settings.env import ROOT, data_folder
from tenants import embedded

os.environ["DATA"] = os.environ.get("TEST_DATA") or str(ROOT / ".data-test" / "cluster")
if os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
else:
    os.environ.pop("DATABASE_URL", None)
    # Before the settings are read: they hold the port it answers on.
    embedded.ensure_data_folder(data_folder())
    embedded.start(data_folder())

from cms.extension import discovery
from cms.settings import apps
from cms.settings.base import *  # noqa: F403 -- how Django settings build on each other

# One plugin that brings everything is always there, and on nowhere: every test sees that off is off.
_SAMPLE = [
    replace(one, distribution="sample")
    for one in discovery.in_tree(ROOT / "tests/extension", "tests.extension")
]
PLUGINS = [*PLUGINS, *_SAMPLE]  # noqa: F405 -- from base
TENANT_APPS, SHARED_APPS, INSTALLED_APPS = apps.lists(PLUGINS)
TENANT_FOREIGN_APPS = apps.foreign(PLUGINS)

BASE_HOST = "localhost"
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A test sees what a task did at once. The tests of the queue choose the queue themselves.
TASKS = {"default": {"BACKEND": "tenants.tasks.backends.TenantImmediateBackend", "QUEUES": TASK_QUEUES}}  # noqa: F405 -- from base
