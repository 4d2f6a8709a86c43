from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TasksConfig(AppConfig):
    name = "tenants.tasks"
    label = "tasks"
    verbose_name = _("后台任务")

    def ready(self) -> None:
        from tenants.tasks import housekeeping  # noqa: F401, PLC0415 -- registers its jobs once models exist
