"""Settings of a worker process that a test starts: the queue, on the database that the test names."""

import os

from cms.settings.test import *  # noqa: F403 -- how Django settings build on each other

TASKS = {"default": {"BACKEND": "tenants.tasks.backends.QueueBackend", "QUEUES": TASK_QUEUES}}  # noqa: F405 -- from base
for _alias in DATABASES.values():  # noqa: F405 -- from base
    _alias["NAME"] = os.environ["QUEUE_DATABASE"]
