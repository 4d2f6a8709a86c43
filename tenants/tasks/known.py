"""Tasks that libraries bring: which queue they go to, and whether they may be tried again.

A task that is in neither list and declares nothing runs once; when its worker dies it is left to a person.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django_tasks.base import Task

from tenants.tasks.task import TenantTask, Traits, UnknownTask, task_at


def _index(label: Any) -> Traits:
    # Alone: each refreshes the whole index of its unit, and two at once deadlock, which the library logs and forgets.
    return Traits(label=label, queue="index", transactional=True, gone_is_done=True, alone=True)


KNOWN: dict[str, Traits] = {
    "wagtail.tasks.update_reference_index_task": _index(_("更新引用关系")),
    "modelsearch.tasks.insert_or_update_object_task": _index(_("更新搜索索引")),
    # A file that is gone already is not missed by any storage.
    "wagtail.tasks.delete_file_from_storage_task": Traits(
        label=_("删除文件"), queue="media", idempotent=True
    ),
    "wagtail.images.tasks.set_image_focal_point_task": Traits(
        label=_("识别图片焦点"), queue="media", idempotent=True, gone_is_done=True
    ),
    "wagtail.contrib.frontend_cache.tasks.purge_urls_from_cache_task": Traits(
        label=_("刷新页面缓存"), queue="publish", idempotent=True
    ),
}


def traits_of(task: Task) -> Traits:
    """What is known of a task. What it declares itself comes second: a library's declares nothing."""
    known = KNOWN.get(task.module_path)
    if known is not None:
        return known
    if isinstance(task, TenantTask):
        return Traits(
            label=task.label,
            queue=task.queue_name,
            idempotent=task.idempotent,
            transactional=task.transactional,
            tries=task.tries,
        )
    return Traits(queue=task.queue_name)


def label_of(path: str) -> Any:
    """What people read for a task; the name of its function when it has no words, or is not known here."""
    try:
        found = traits_of(task_at(path)).label
    except UnknownTask:
        found = ""
    return found or path.rpartition(".")[2]
