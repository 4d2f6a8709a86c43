"""The words of publication: what the record keeps, and how an entry leaves public sight."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RecordKind(TextChoices):
    """What a line of the public record is about."""

    PUBLISHED = "PUBLISHED", _("公开")
    CHANGED = "CHANGED", _("更新")
    CORRECTED = "CORRECTED", _("更正")
    WITHDRAWN = "WITHDRAWN", _("撤回")
    REMOVED = "REMOVED", _("紧急移除")
    REGISTERED = "REGISTERED", _("目录登记")
    BROUGHT = "BROUGHT", _("随站点迁入")


class Departure(TextChoices):
    """How an entry left public sight."""

    WITHDRAWN = "WITHDRAWN", _("撤回")
    REMOVED = "REMOVED", _("紧急移除")
    EXPIRED = "EXPIRED", _("到期撤下")
    OUT_OF_SCOPE = "OUT_OF_SCOPE", _("不再向社会公开")
    TAKEN_DOWN = "TAKEN_DOWN", _("撤下")


NAMELESS = (Departure.REMOVED, Departure.OUT_OF_SCOPE)
"""The title itself may be what must not be seen: the public gets neither it nor the item."""

STANDARD = {
    Departure.REMOVED: _("这条内容已紧急移除，公开单位正在核查。"),
    Departure.EXPIRED: _("公开期限已满，按公开方案撤下。"),
    Departure.OUT_OF_SCOPE: _("所属事项已调整，不再向社会公开。"),
    Departure.TAKEN_DOWN: _("公开单位撤下了这条内容。"),
}
"""What the public reads where nobody wrote an explanation for this one."""


class Refused(ValueError):
    """A verb of publication does not apply. The message says why, to the person who asked."""

    for_people = True


class NoticeRunning(Refused):
    """A notice is to be taken down before its period is over: that needs a reason of its own."""
