"""What is done without anybody asking: files that somebody looked at are forgotten after a day."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from cms.catalog.models import CatalogUpload
from tenants.tasks.periodic import each_tenant_daily


@each_tenant_daily
@task(idempotent=True, label=_("清理看过的目录文件"))
def forget_uploads() -> None:
    """Of the bound tenant. Until this ran they are not shown any more either (cms.catalog.desk.kept)."""
    CatalogUpload.objects.filter(read_at__lt=timezone.now() - CatalogUpload.KEPT).delete()
