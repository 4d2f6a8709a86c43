"""What this plugin orders for later."""

import uuid

from django.utils.translation import gettext_lazy as _

from cms.extension import handles, task
from plugins.showcase.actions.adopting import DUE, remeasure


@task(idempotent=True, label=_("采用半年后的数据"))
def measure_again(adoption: str, due_at: str) -> None:
    remeasure(uuid.UUID(adoption))


handles(DUE, measure_again)
TASKS = [measure_again]
