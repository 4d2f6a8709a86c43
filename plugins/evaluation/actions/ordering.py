"""A count is ordered and runs in the background: a district of a thousand units takes a minute, and nobody waits for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from cms.extension import By, task
from plugins.evaluation.actions.counting import AT_ONCE, Counted, count
from plugins.evaluation.ledger.models import CountRun, Period
from plugins.evaluation.states import Refused, RunState, after


def last_run(period: Period) -> CountRun | None:
    """The newest order. One query."""
    return CountRun.objects.filter(period=period).first()


def order(period: Period, *, by: By, why: str) -> CountRun:
    """Have a period counted by the next worker. Raises Refused, also while it is being counted."""
    after("count", period.state, period.get_state_display())
    last = last_run(period)
    if last and last.is_silent:
        _end(last, RunState.FAILED, _("很久没有动静，按中断处理"))
    try:
        with transaction.atomic():
            made = CountRun.objects.create(period=period, why=why[:300], by=by.identity, by_name=by.name)
            count_period.enqueue(str(made.pk))
    except IntegrityError:
        raise Refused(_("这个周期正在计分，算完以后再办")) from None
    made.refresh_from_db()
    return made


@task(idempotent=True, tries=2, label=_later("评价计分"))
def count_period(run: str) -> None:
    """At the centre. Counting twice is counting once: what does not change is not noted."""
    found = CountRun.objects.select_related("period__scheme").filter(pk=run).first()
    if found is None or found.pk != getattr(last_run(found.period), "pk", None):
        return  # another was ordered since
    _told(found, state=RunState.RUNNING, done=0, error="")
    try:
        by = By(found.by_name, found.by, office=True)
        count(found.period, by=by, why=found.why, watch=lambda units, total: _watched(found, units, total))
    except Refused as refusal:
        _end(found, RunState.FAILED, str(refusal))
    except Exception:
        _end(found, RunState.FAILED, _("系统出错。得分和证据都没有变，请再试一次；还不行，请告诉技术人员"))
        raise
    else:
        _end(found, RunState.DONE)


def _watched(run: CountRun, units: Iterable[Counted], total: int) -> Iterator[Counted]:
    _told(run, units=total)
    for number, one in enumerate(units, 1):
        yield one
        if number % AT_ONCE == 0 or number == total:
            _told(run, done=number)


def _told(run: CountRun, **values: object) -> None:
    """How far it is, outside of any transaction of the count."""
    CountRun.objects.filter(pk=run.pk).update(told_at=timezone.now(), **values)


def _end(run: CountRun, state: RunState, error: str = "") -> None:
    _told(run, state=state, error=error[:300])
