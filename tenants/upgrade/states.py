"""The states of a run of upgrades and of one tenant in it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RunState(TextChoices):
    RUNNING = "running", _("进行中")
    STOPPED = "stopped", _("中止，可以继续")
    FAILED = "failed", _("有站点失败")
    DONE = "done", _("完成")


class TenantStep(TextChoices):
    PENDING = "pending", _("等待")
    RUNNING = "running", _("进行中")
    DONE = "done", _("完成")
    FAILED = "failed", _("失败")


# What may follow what. A new run puts RUNNING (its worker was killed) and FAILED (somebody repaired it) back to PENDING.
TRANSITIONS = {
    TenantStep.PENDING: {TenantStep.RUNNING},
    TenantStep.RUNNING: {TenantStep.DONE, TenantStep.FAILED, TenantStep.PENDING},
    TenantStep.FAILED: {TenantStep.PENDING},
    TenantStep.DONE: set(),
}
