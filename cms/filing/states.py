"""The states of a filed catalog version, and which verb leads where."""

from django.db.models import TextChoices
from django.utils.translation import gettext as _now
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
VERBS = {"register": _("登记"), "return": _("退回"), "supersede": _("替代")}


class NotInState(ValueError):
    """The verb does not lead anywhere from the state the filing is in. The text says which states it needs."""

    for_people = True


def after(verb: str, state: str) -> FilingState:
    """The state that a verb leads to. Raises NotInState."""
    allowed, target = TRANSITIONS[verb]
    if state not in allowed:
        text = _now("目录的状态是“%(state)s”，不能%(verb)s：只有“%(allowed)s”的可以")
        needed = "、".join(str(FilingState(value).label) for value in sorted(allowed))
        raise NotInState(text % {"state": FilingState(state).label, "verb": VERBS[verb], "allowed": needed})
    return target
