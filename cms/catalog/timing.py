"""A time limit in words, from its parts. The importer reads these words back to the same parts."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.catalog.vocabulary import Frequency, TimingKind

WORDS = {
    TimingKind.STANDING: gettext_lazy("长期公开，变更后%(days)s更新"),
    TimingKind.PERIODIC: gettext_lazy("%(every)s公开，%(after)s%(days)s"),
    TimingKind.PHASED: gettext_lazy("分阶段公开，每一阶段完成后%(days)s"),
    TimingKind.IMMEDIATE: gettext_lazy("审批通过后%(days)s公开"),
}


def said(*, timing: str, frequency: str, due_workdays: int | None, due_day: int | None = None) -> str:
    """每季度公开，期末后10个工作日内 · 每季度公开，次月20日前 · 长期公开，变更后5个工作日内更新."""
    after = _("期末后")
    if due_day and timing == TimingKind.PERIODIC:
        after, days = "", _("次月%(day)s日前") % {"day": due_day}
    elif due_workdays is not None:
        days = _("%(n)s个工作日内") % {"n": due_workdays}
    else:
        days = _("及时")
    return str(WORDS[TimingKind(timing)]) % {
        "days": days,
        "every": Frequency(frequency).label,
        "after": after,
    }
