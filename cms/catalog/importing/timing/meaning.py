"""What a time limit means: kind, frequency and due date. Where it leaves something open, that is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import gettext as _

from cms.catalog.importing.timing.scan import Day, Said, scan
from cms.catalog.vocabulary import Frequency, TimingKind

LONG_DAYS = 60
ONCE = (TimingKind.IMMEDIATE, Frequency.ON_EVENT)
KINDS = {
    "STANDING": (TimingKind.STANDING, Frequency.ON_CHANGE),
    "MONTHLY": (TimingKind.PERIODIC, Frequency.MONTHLY),
    "QUARTERLY": (TimingKind.PERIODIC, Frequency.QUARTERLY),
    "HALF_YEARLY": (TimingKind.PERIODIC, Frequency.HALF_YEARLY),
    "YEARLY": (TimingKind.PERIODIC, Frequency.YEARLY),
    "BY_STAGE": (TimingKind.PHASED, Frequency.BY_STAGE),
}
# So many times in a period is once in a shorter one.
SPLIT = {("YEARLY", 2): "HALF_YEARLY", ("YEARLY", 4): "QUARTERLY", ("YEARLY", 12): "MONTHLY"}
SPLIT |= {("HALF_YEARLY", 2): "QUARTERLY", ("HALF_YEARLY", 6): "MONTHLY", ("QUARTERLY", 3): "MONTHLY"}
SPLIT |= {("months", 1): "MONTHLY", ("months", 3): "QUARTERLY", ("months", 6): "HALF_YEARLY"}
SPLIT |= {("months", 12): "YEARLY"}
# The months that come after the periods of a frequency: only in these can a periodic item fall due.
AFTER = {
    Frequency.YEARLY: frozenset({1}),
    Frequency.HALF_YEARLY: frozenset({1, 7}),
    Frequency.QUARTERLY: frozenset({1, 4, 7, 10}),
    Frequency.MONTHLY: frozenset(range(1, 13)),
}


@dataclass
class TimeLimit:
    """What was understood. `findings` are (level, message): each is something that a person has to look at."""

    text: str
    kind: TimingKind | None = None
    frequency: Frequency | None = None
    due_workdays: int | None = None
    due_day: int | None = None
    notice: str | None = None
    findings: list[tuple[str, str]] = field(default_factory=list)

    def note(self, level: str, message: str, **parts) -> None:
        self.findings.append((level, message % {"text": self.text, **parts}))

    @property
    def is_doubted(self) -> bool:
        return any(level != "ok" for level, _message in self.findings)


@lru_cache(maxsize=1024)
def read_time_limit(text: str) -> TimeLimit:
    """Kind, frequency and due date of a time limit. Nothing is guessed without a finding that says so.

    Remembered, for a catalog says the same few limits again and again: not to be changed by who asks.
    """
    limit, said = TimeLimit(text), scan(text)
    limit.notice = said.notice
    _read_kind(limit, said)
    _read_days(limit, said)
    if limit.kind is not None:
        _read_due(limit, said)
        if said.left:
            limit.note(
                "doubt", _("公开时限“%(text)s”里没有读懂“%(left)s”，请核对"), left="、".join(said.left)
            )
    return limit


def _kinds(limit: TimeLimit, said: Said) -> Iterator[str]:
    """The kinds that are named, each once, and those that so many times in a period come to."""
    for name in KINDS:
        if name in said.kinds:
            yield name
    for period, count, text in said.times:
        if count == 1 and period in KINDS:
            yield period
        elif (period, count) in SPLIT:
            name = SPLIT[period, count]
            limit.note(
                "doubt", _("“%(times)s”按“%(every)s”理解，请核对"), times=text, every=KINDS[name][1].label
            )
            yield name
        else:
            said.not_listed.append(text)


def _read_kind(limit: TimeLimit, said: Said) -> None:
    found = [KINDS[name] for name in dict.fromkeys(_kinds(limit, said))]
    if said.not_listed:
        text = _("公开时限“%(text)s”的“%(word)s”登记不了：只有每月、每季度、每半年、每年，请改写")
        limit.note("error", text, word="、".join(said.not_listed))
    elif len(found) > 1:
        labels = "、".join(str(frequency.label) for _kind, frequency in found)
        limit.note("error", _("公开时限“%(text)s”有几种理解（%(said)s），请只写一种"), said=labels)
    elif found:
        limit.kind, limit.frequency = found[0]
        _check_manner(limit, said)
    else:
        _read_unnamed(limit, said)


def _check_manner(limit: TimeLimit, said: Said) -> None:
    """From when the days count is fixed by the kind; a time limit that counts from elsewhere says two things."""
    standing = limit.kind == TimingKind.STANDING
    from_event = "ON_EVENT" in said.manners and not (standing and "ON_CHANGE" in said.manners)
    from_change = "ON_CHANGE" in said.manners and not standing
    from_end = "AT_END" in said.manners and limit.kind != TimingKind.PERIODIC
    if from_event or from_change or from_end:
        start = _("变更") if from_change else _("期末") if from_end else _("审批通过（形成）")
        text = _("公开时限“%(text)s”又写了从%(start)s算起，登记为“%(every)s”，请核对")
        limit.note("doubt", text, start=start, every=limit.frequency.label)


def _read_unnamed(limit: TimeLimit, said: Said) -> None:
    """A time limit without a word for its kind: it may still say from when it counts, or which month."""
    if "ON_EVENT" in said.manners:
        limit.kind, limit.frequency = ONCE
        if "ON_CHANGE" in said.manners:
            limit.note("doubt", _("公开时限“%(text)s”既写形成又写变更，按“审批通过后”理解，请核对"))
    elif "ON_CHANGE" in said.manners:
        limit.kind, limit.frequency = KINDS["STANDING"]
        limit.note("doubt", _("公开时限“%(text)s”按“长期公开，变更时更新”理解，请核对"))
    elif _by_month(limit, said):
        limit.note(
            "doubt",
            _("公开时限“%(text)s”没有写多久一次，按“%(every)s”理解，请核对"),
            every=limit.frequency.label,
        )
    elif "AT_ONCE" in said.manners:
        limit.kind, limit.frequency = ONCE
    elif said.workdays and "AT_END" not in said.manners:
        limit.kind, limit.frequency = ONCE
        limit.note("doubt", _("公开时限“%(text)s”没有写从何时算起，按“审批通过后”理解，请核对"))
    else:
        limit.note("error", _("看不懂公开时限“%(text)s”") if limit.text else _("没有公开时限"))


def _by_month(limit: TimeLimit, said: Said) -> bool:
    """次月5日前 is monthly, 次年1月31日前 yearly, 次季度首月20日前 quarterly; the first of a month is of nobody knows what."""
    guess = {"next": "MONTHLY", "rough next": "MONTHLY", "next quarter": "QUARTERLY", "later": "YEARLY"}
    names = {guess[day.month] for day in said.days if day.month in guess}
    if len(names) != 1:
        return False
    limit.kind, limit.frequency = KINDS[names.pop()]
    return True


def _read_days(limit: TimeLimit, said: Said) -> None:
    """Working days, when one number is given."""
    days = [*dict.fromkeys(said.workdays)]
    if len(days) > 1:
        text = _("公开时限“%(text)s”写了几个工作日数（%(days)s），没有采用，请只写一个")
        limit.note("doubt", text, days="、".join(map(str, days)))
    elif days:
        limit.due_workdays = days[0]
        if days[0] > LONG_DAYS:
            limit.note("doubt", _("%(days)s个工作日过长，请核对"), days=days[0])
    for text in said.ranges:
        limit.note("doubt", _("“%(range)s”是一个幅度，按最迟的一天登记，请核对"), range=text)


def _read_due(limit: TimeLimit, said: Said) -> None:
    for text in said.calendar:
        message = _("“%(days)s”不是工作日数，没有采用，请改写成几个工作日内")
        limit.note("doubt", message, days=text)
    if said.days:
        _read_day_of_month(limit, said)
    elif limit.due_workdays is None and said.ends:
        text = _("“%(end)s”没有写期末后几个工作日，请补上")
        limit.note("doubt", text, end="、".join(said.ends))
    elif not (said.workdays or said.calendar):
        limit.note("warning", _("公开时限“%(text)s”没有写工作日数"))
    if limit.due_day and limit.due_workdays is not None:
        limit.due_day = limit.due_workdays = None
        limit.note("doubt", _("公开时限“%(text)s”既写了几日前，又写了工作日数，都没有采用，请只写一种"))


def _read_day_of_month(limit: TimeLimit, said: Said) -> None:
    """The day by which a periodic item is due, if it stands in the month after the period."""
    days = {day.day for day in said.days}
    months = frozenset().union(*(day.months for day in said.days))
    written = "、".join(dict.fromkeys(day.text for day in said.days))
    shorter = next((frequency for frequency, after in AFTER.items() if after == months), None)
    if limit.frequency == Frequency.YEARLY and shorter not in (None, Frequency.YEARLY):
        limit.frequency = shorter
        limit.note("doubt", _("“%(days)s”按“%(every)s”理解，请核对"), days=written, every=shorter.label)
    if limit.kind != TimingKind.PERIODIC:
        limit.note("doubt", _("“%(days)s”只能用于定期公开，没有采用，请核对"), days=written)
    elif len(days) > 1 or not 1 <= max(days) <= 31 or (months and months != AFTER[limit.frequency]):
        text = _("公开时限“%(text)s”的“%(days)s”登记不了：只能是期末后几个工作日，或每期之后第一个月的几日前")
        limit.note("error", text, days=written)
    elif not months and any(_lacks_month(limit, day) for day in said.days):
        limit.note("doubt", _("“%(days)s”没有写是哪个月，没有采用，请核对"), days=written)
    else:
        limit.due_day = max(days)
        _doubt_period(limit, said, written)


def _lacks_month(limit: TimeLimit, day: Day) -> bool:
    """A bare day is of each month; in a longer period nobody knows of which. The first month is of a longer one."""
    monthly = limit.frequency == Frequency.MONTHLY
    return (
        monthly if day.month in ("first", "next quarter") else day.month in ("bare", "rough") and not monthly
    )


def _doubt_period(limit: TimeLimit, said: Said, written: str) -> None:
    clear = said.previous or all(day.month in ("next", "next quarter", "later", "after") for day in said.days)
    if any(day.month.startswith("rough") for day in said.days):
        limit.note("doubt", _("“%(days)s”按%(day)s日前登记，请核对"), days=written, day=limit.due_day)
    if not clear:
        text = _("“%(days)s”按公开上一期（%(every)s）的情况理解，请核对")
        limit.note("doubt", text, days=written, every=limit.frequency.label)
