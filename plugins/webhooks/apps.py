from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebhooksConfig(AppConfig):
    name = "plugins.webhooks"
    label = "webhooks"
    verbose_name = _("推送通知（Webhook）")

    def ready(self) -> None:
        from plugins.webhooks import receivers, tasks  # noqa: F401, PLC0415 -- they name themselves once models exist
