"""The states of a media registration, and which verb leads where. The admin and the tests read the same table."""

from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class MediaState(TextChoices):
    DRAFT = "DRAFT", _("未报送")
    SUBMITTED = "SUBMITTED", _("已报送")
    RETURNED = "RETURNED", _("退回补正")
    REGISTERED = "REGISTERED", _("已备案")
    LAPSED = "LAPSED", _("备案失效")
    ENDED = "ENDED", _("已停办")


class MediaVerb(TextChoices):
    """What is done to a registration. The office's own are in BY_OFFICE; the calendar alone lets one lapse."""

    SUBMIT = "submit", _("报送备案")
    WITHDRAW = "withdraw", _("撤回修改")
    AMEND = "amend", _("报送变更")
    CONFIRM = "confirm", _("年度确认")
    END = "end", _("报告停办")
    REGISTER = "register", _("予以备案")
    RETURN = "return", _("退回补正")
    LAPSE = "lapse", _("备案失效")


S = MediaState
TRANSITIONS: dict[str, tuple[set[str], MediaState]] = {
    MediaVerb.SUBMIT: ({S.DRAFT, S.RETURNED}, S.SUBMITTED),
    MediaVerb.WITHDRAW: ({S.SUBMITTED}, S.DRAFT),
    MediaVerb.AMEND: ({S.REGISTERED, S.LAPSED}, S.SUBMITTED),
    MediaVerb.CONFIRM: ({S.REGISTERED, S.LAPSED}, S.REGISTERED),
    MediaVerb.END: ({S.DRAFT, S.SUBMITTED, S.RETURNED, S.REGISTERED, S.LAPSED}, S.ENDED),
    MediaVerb.REGISTER: ({S.SUBMITTED}, S.REGISTERED),
    MediaVerb.RETURN: ({S.SUBMITTED}, S.RETURNED),
    MediaVerb.LAPSE: ({S.REGISTERED}, S.LAPSED),
}
BY_OFFICE = frozenset({MediaVerb.REGISTER, MediaVerb.RETURN})
BY_UNIT = frozenset({MediaVerb.SUBMIT, MediaVerb.WITHDRAW, MediaVerb.AMEND, MediaVerb.CONFIRM, MediaVerb.END})
EDITABLE = frozenset({S.DRAFT, S.RETURNED, S.REGISTERED, S.LAPSED})
"""What a unit may change. In the last two the change goes to the office again."""
ALIVE = frozenset({S.REGISTERED, S.LAPSED, S.SUBMITTED})
"""Known to the office and not ended: these are the addresses that are looked at."""


class MediaRefused(ValueError):
    """The verb leads nowhere from here. The text says what would."""

    for_people = True


def after(verb: str, state: str) -> MediaState:
    """The state that a verb leads to. Raises MediaRefused."""
    allowed, target = TRANSITIONS[verb]
    if state not in allowed:
        text = _now("备案的状态是“%(state)s”，不能%(verb)s：只有“%(allowed)s”的可以")
        needed = "、".join(str(MediaState(value).label) for value in MediaState.values if value in allowed)
        words = {"state": MediaState(state).label, "verb": MediaVerb(verb).label, "allowed": needed}
        raise MediaRefused(text % words)
    return target
