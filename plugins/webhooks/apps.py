from django.utils.translation import gettext_lazy as _

from cms.extension import Audience, Plugin


class Webhooks(Plugin):
    name = "plugins.webhooks"
    slug = "webhooks"
    title = _("推送通知")
    summary = _("内容公开、更新、更正或撤回时，自动通知别的系统（Webhook）。")
    audience = Audience.UNIT

    def ready(self) -> None:
        from plugins.webhooks import tasks  # noqa: F401, PLC0415 -- it names what falls due, once models exist

    def on_enable(self) -> None:
        from plugins.webhooks.actions import resume  # noqa: PLC0415 -- models exist by then

        resume()

    def on_arrival(self) -> None:
        from plugins.webhooks.actions import stop_all  # noqa: PLC0415 -- likewise

        stop_all()
