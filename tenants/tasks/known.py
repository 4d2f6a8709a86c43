"""Tasks that libraries bring: which queue they go to, and whether they may be tried again.

A task that is in neither list and declares nothing runs once; when its worker dies it is left to a person.
"""

from __future__ import annotations

from django_tasks.base import Task

from tenants.tasks.task import TenantTask, Traits

INDEX = Traits(queue="index", transactional=True, gone_is_done=True)

KNOWN: dict[str, Traits] = {
    "wagtail.tasks.update_reference_index_task": INDEX,
    "modelsearch.tasks.insert_or_update_object_task": INDEX,
    # A file that is gone already is not missed by any storage.
    "wagtail.tasks.delete_file_from_storage_task": Traits(queue="media", idempotent=True),
    "wagtail.images.tasks.set_image_focal_point_task": Traits(
        queue="media", idempotent=True, gone_is_done=True
    ),
    "wagtail.contrib.frontend_cache.tasks.purge_urls_from_cache_task": Traits(
        queue="publish", idempotent=True
    ),
}


def traits_of(task: Task) -> Traits:
    """What is known of a task. What it declares itself comes second: a library's declares nothing."""
    known = KNOWN.get(task.module_path)
    if known is not None:
        return known
    if isinstance(task, TenantTask):
        return Traits(
            queue=task.queue_name,
            idempotent=task.idempotent,
            transactional=task.transactional,
            tries=task.tries,
        )
    return Traits(queue=task.queue_name)
