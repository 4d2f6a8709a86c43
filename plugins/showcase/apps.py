from django.utils.translation import gettext_lazy as _

from cms.extension import Audience, Plugin


class Showcase(Plugin):
    name = "plugins.showcase"
    slug = "showcase"
    title = _("最佳实践")
    summary = _("各条线推选、联合评估、公示通报党务公开最佳实践单位，并把可复制的做法展示出来供各单位采用。")
    audience = Audience.BOTH
