"""What this plugin orders for later."""

import uuid

from cms.extension import handles, task
from plugins.showcase.actions.adopting import DUE, remeasure


@task(idempotent=True, label="采用半年后的数据")
def measure_again(adoption: str) -> None:
    remeasure(uuid.UUID(adoption))


handles(DUE, measure_again)
TASKS = [measure_again]
