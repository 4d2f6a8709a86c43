"""The states of a catalog version on its unit's desk, and which verb leads where.

What became of a version that was filed is the register's to say (cms.filing). Filed is frozen: a version that comes
back, for whatever reason, is corrected in a new one that starts from it.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class CompilingState(TextChoices):
    COMPILING = "COMPILING", _("编制中")
    FILED = "FILED", _("已报送")


TRANSITIONS = {
    "edit": (CompilingState.COMPILING, CompilingState.COMPILING),
    "discard": (CompilingState.COMPILING, None),
    "file": (CompilingState.COMPILING, CompilingState.FILED),
}
"""verb → (state it is possible in, state it leads to; None where the version is gone). Filing is cms.filing's verb."""
VERBS = {"edit": _("修改"), "discard": _("放弃"), "file": _("报送")}


class CannotCompile(ValueError):
    """What was asked of the unit's catalog is not possible. The text says why, and what to do instead."""

    for_people = True


class NotOpen(CannotCompile):
    """The version is in a state in which the verb is not possible."""


def after(verb: str, state: str) -> CompilingState | None:
    """The state that a verb leads to. Raises NotOpen."""
    needed, target = TRANSITIONS[verb]
    if state != needed:
        text = _now("目录的状态是“%(state)s”，不能%(verb)s：只有“%(needed)s”的可以")
        said = {"state": CompilingState(state).label, "verb": VERBS[verb], "needed": needed.label}
        raise NotOpen(text % said)
    return target
