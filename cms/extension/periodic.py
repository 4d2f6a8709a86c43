"""Periodic tasks of plugins: one job each, which orders the task for the sites where the plugin is on, and no other."""

from __future__ import annotations

from functools import partial
from typing import Any

from cms.extension.registry import Registry, when_built
from tenants.tasks.periodic import Job, Window, add, register

WHERE_ON = """
    SELECT p.schema_name FROM public.extension_tenantplugin p
      JOIN public.tenants_tenant t ON t.schema_name = p.schema_name
     WHERE p.slug = %s AND p.state = 'ACTIVE' AND t.state = 'active' ORDER BY p.schema_name
"""


def where_on(cursor: Any, slug: str) -> list[str]:
    """Schemas of the sites where a plugin is on. Asked as the worker."""
    cursor.execute(WHERE_ON, [slug])
    return [row[0] for row in cursor.fetchall()]


def _order(slug: str, task: Any, cursor: Any, window: Window) -> None:
    add(task, where_on(cursor, slug))


@when_built
def declare(registry: Registry) -> None:
    for slug, one in registry.each("periodic"):
        register(Job(f"{slug}:{one.task.module_path}", one.rhythm, partial(_order, slug, one.task)))
