from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FreshnessConfig(AppConfig):
    name = "tenants.freshness"
    label = "freshness"
    verbose_name = _("变更标记")

    def ready(self) -> None:
        from tenants.freshness import housekeeping  # noqa: F401, PLC0415 -- registers its job once models exist
