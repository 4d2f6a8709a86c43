from typing import Any

from django.utils.translation import gettext_lazy as _

from cms.extension import Audience, Plugin
from plugins.embed.choices import Choices


class Embed(Plugin):
    name = "plugins.embed"
    slug = "embed"
    title = _("嵌入到门户")
    summary = _("在已有的门户网站里显示最新公开、公开目录、一个事项或一条内容，不用脚本，也不用内嵌框。")
    audience = Audience.BOTH
    settings_model: Any = Choices
