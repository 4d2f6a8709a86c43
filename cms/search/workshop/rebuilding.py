"""The index of a unit's own schema made anew: after an upgrade from a release that could not find Chinese."""

from __future__ import annotations

from django.core.management import call_command
from django.utils.translation import gettext_lazy as _
from django_tasks import task


@task(queue_name="index", transactional=True, label=_("重建后台搜索索引"))
def rebuild_workshop() -> None:
    """Of the bound tenant: everything that is searched in its admin, and nothing that is no longer there."""
    call_command("update_index", verbosity=0)
