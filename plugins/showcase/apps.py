from django.apps import apps
from django.utils.translation import gettext_lazy as _

from cms.extension import Audience, Plugin, current


class Showcase(Plugin):
    name = "plugins.showcase"
    slug = "showcase"
    title = _("最佳实践")
    summary = _("各条线推选、联合评估、公示通报党务公开最佳实践单位，并把可复制的做法展示出来供各单位采用。")
    audience = Audience.BOTH

    def on_enable(self) -> None:
        _open(True)

    def on_disable(self) -> None:
        _open(False)


def _open(is_open: bool) -> None:
    """What units show of the centre's showcase goes when the centre turns it off: they do not see its switch."""
    if current().is_central:
        # By name: models are not there when this module is read.
        apps.get_model("showcase_ledger", "Window").objects.create(is_open=is_open)
