from django.utils.translation import gettext_lazy as _

from cms.extension import Audience, Plugin
from plugins.evaluation.settings import Settings


class Evaluation(Plugin):
    name = "plugins.evaluation"
    slug = "evaluation"
    title = _("评价")
    summary = _("按公布的评价标准，由平台上已有的记录算出得分；单位随时自查，谁都可以重算。")
    audience = Audience.BOTH
    settings_model = Settings
