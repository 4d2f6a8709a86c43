"""The states of a tenant, and what its addresses answer in each."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TenantState(TextChoices):
    ACTIVE = "active", _("运行")
    MIGRATING = "migrating", _("升级中")
    ARCHIVED = "archived", _("已归档")
    DELETING = "deleting", _("删除中")
    DELETED = "deleted", _("已删除")


# HTTP status of every address of a tenant in a state that does not serve.
ANSWERS = {
    TenantState.MIGRATING: 503,
    TenantState.ARCHIVED: 410,
    TenantState.DELETING: 410,
    TenantState.DELETED: 410,
}
