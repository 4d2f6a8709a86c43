"""The states of a filed catalog version, and which verb leads where."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FilingState(TextChoices):
    SUBMITTED = "SUBMITTED", _("已报送")
    RETURNED = "RETURNED", _("退回修改")
    REGISTERED = "REGISTERED", _("已登记")
    SUPERSEDED = "SUPERSEDED", _("已被新版替代")


TRANSITIONS = {
    "register": ({FilingState.SUBMITTED}, FilingState.REGISTERED),
    "return": ({FilingState.SUBMITTED}, FilingState.RETURNED),
    "supersede": ({FilingState.REGISTERED}, FilingState.SUPERSEDED),
}
