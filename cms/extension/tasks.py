"""Background work of plugins: runs in the site that ordered it, and only while the plugin is on there."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django_tasks import task as django_task
from django_tasks.base import Task

from cms.extension import gate
from cms.extension.registry import registry


def task(**options: Any) -> Callable[[Callable[..., Any]], Task]:
    """Declare a task of a plugin. `options` as of tenants/tasks/task.py: idempotent, transactional, tries, label.

    One that was ordered and comes to its turn when the plugin is frozen or off does nothing.
    """

    def declare(function: Callable[..., Any]) -> Task:
        @functools.wraps(function)
        def gated(*args: Any, **kwargs: Any) -> Any:
            slug = registry().owner(function.__module__)
            if not gate.active(slug):
                return None
            with gate.noted(slug, f"task {options.get('label') or function.__name__}"):
                return function(*args, **kwargs)

        gated.gated_by_plugin = True  # type: ignore[attr-defined]  # what the registry looks for
        made: Task = django_task(**options)(gated)
        return made

    return declare
