from django.utils.translation import gettext_lazy as _

from cms.extension import Audience, Plugin


class Noticeboard(Plugin):
    name = "plugins.noticeboard"
    slug = "noticeboard"
    title = _("公示栏海报")
    summary = _("把最新公开的内容做成海报（A4、A3）贴在公示栏里，扫码可以看全文、核对海报是不是最新。")
    audience = Audience.UNIT
