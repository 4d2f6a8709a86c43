"""What can be found in a text, and how grave it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """A hard finding blocks until it is masked or a reviewer overrules it with a reason; a soft one is only shown."""

    HARD = "HARD", _("必须处理")
    SOFT = "SOFT", _("请核对")


class Kind(TextChoices):
    IDENTITY = "IDENTITY", _("身份证号")
    CARD = "CARD", _("银行卡号")
    PHONE = "PHONE", _("手机号码")
    MARK = "MARK", _("密级标志")
    INTERNAL = "INTERNAL", _("内部资料标志")
    WITHHELD = "WITHHELD", _("不予公开标志")


@dataclass(frozen=True)
class Finding:
    """Characters `start` to `end` of a text. `masked` is what may stand there instead; '' where only leaving it out helps."""

    kind: Kind
    level: Level
    start: int
    end: int
    text: str
    why: str
    masked: str = ""

    def overlaps(self, other: Finding) -> bool:
        return self.start < other.end and other.start < self.end
