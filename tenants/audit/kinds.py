"""What the audit records: one name for each kind of event, on one screen."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AuditKind(TextChoices):
    SITE_ADDED = "site.added", _("建立站点")
    SITE_RENAMED = "site.renamed", _("站点更名")
    SITE_ARCHIVED = "site.archived", _("站点归档")
    SITE_RESTORED = "site.restored", _("站点恢复")
    SITE_SUCCEEDED = "site.succeeded", _("单位合并或分设")
    SITE_DELETED = "site.deleted", _("站点删除")
    SITE_EXPORTED = "site.exported", _("导出数据包")
    SITE_IMPORTED = "site.imported", _("导入数据包")
    TASK_RETRIED = "task.retried", _("重做任务")
