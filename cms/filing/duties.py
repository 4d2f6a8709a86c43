"""应报、已报、逾期: which units owe the register a catalog, until when, and how each stands on a day.

Owed is the first catalog within so many days of joining, and from then on a new version or a confirmation in every
year. Nothing of this is kept: it follows from the register, the rules (cms/filing/rules.py) and the day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Max, TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cms.filing.models import Filing, FilingStep
from cms.filing.queries import addressee
from cms.filing.rules import Addressee, Rule, rules
from cms.filing.states import FilingState, StepKind
from cms.registry.models import Unit


class DutyState(TextChoices):
    DONE = "done", _("已登记")
    WAITING = "waiting", _("已报待办理")
    OPEN = "open", _("未报（未到期）")
    OVERDUE = "overdue", _("逾期")
    NONE = "none", _("不需报送")

    @property
    def is_filed(self) -> bool:
        return self in (DutyState.DONE, DutyState.WAITING)


@dataclass(frozen=True)
class Facts:
    """What the register knows of a unit's catalog: days, None where there is none."""

    registered_on: dt.date | None = None
    confirmed_on: dt.date | None = None
    waiting_since: dt.date | None = None
    returned_on: dt.date | None = None


@dataclass(frozen=True)
class Duty:
    """How a unit stands. `what` is in words; `due_on` None where nothing is owed."""

    state: DutyState
    what: str
    due_on: dt.date | None
    facts: Facts

    @property
    def key(self) -> str:
        """Names the duty itself, for a reminder that comes once."""
        return f"{self.due_on:%Y-%m-%d}" if self.due_on else ""


def duty_of(
    unit: Unit, facts: Facts, *, known: Mapping[str, Rule], joined: dt.date | None, today: dt.date
) -> Duty:
    """How a unit stands on a day. A pure function of what it is given."""
    if joined is None or addressee(unit, known=known) is Addressee.NOBODY:
        return Duty(DutyState.NONE, _now("不需报送目录"), None, facts)
    if facts.registered_on is None:
        due = joined + dt.timedelta(days=int(known["first_days"].value))
        return Duty(_state(facts, due, today), _now("首次报送目录"), due, facts)
    last = max(facts.registered_on, facts.confirmed_on or facts.registered_on)
    due = yearly_due(known, last.year + 1)
    if last.year >= today.year:
        return Duty(DutyState.DONE, _now("%(year)s年已登记或确认") % {"year": last.year}, due, facts)
    return Duty(
        _state(facts, due, today), _now("%(year)s年确认或调整目录") % {"year": last.year + 1}, due, facts
    )


def yearly_due(known: Mapping[str, Rule], year: int) -> dt.date:
    """The day of a year by which a registered catalog is to be confirmed."""
    month, day = map(int, str(known["yearly_by"].value).split("-"))
    first = dt.date(year, month, 1)
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return min(first + dt.timedelta(days=day - 1), following - dt.timedelta(days=1))


def _state(facts: Facts, due: dt.date, today: dt.date) -> DutyState:
    if facts.waiting_since:
        return DutyState.WAITING
    return DutyState.OVERDUE if today > due else DutyState.OPEN


def facts_by_unit(*, using: str, unit: int | None = None) -> dict[int, Facts]:
    """What the register knows, by the primary key of the unit, of all that the reader sees or of one. Two queries."""
    rows = Filing.objects.using(using).filter(**({"unit_id": unit} if unit else {}))
    days: dict[int, dict[str, dt.date]] = {}
    names = {FilingState.REGISTERED: "registered_on", FilingState.SUBMITTED: "waiting_since"}
    for key, state, filed, entered in rows.filter(state__in=names).values_list(
        "unit_id", "state", "filed_on", "registered_on"
    ):
        days.setdefault(key, {})[names[FilingState(state)]] = entered or filed
    steps = FilingStep.objects.using(using).filter(
        kind=StepKind.CONFIRM, filing__state=FilingState.REGISTERED
    )
    if unit:
        steps = steps.filter(filing__unit_id=unit)
    for key, last in steps.order_by().values_list("filing__unit_id").annotate(last=Max("on")):
        days.setdefault(key, {})["confirmed_on"] = last
    return {key: Facts(**values) for key, values in days.items()}


def joined_on(unit: Unit) -> dt.date | None:
    """The day on which a unit's site was made. Needs the unit's tenant."""
    return timezone.localtime(unit.tenant.created_at).date() if unit.tenant else None


def standing_of_unit(
    unit: Unit, *, known: Mapping[str, Rule] | None = None, today: dt.date | None = None
) -> Duty:
    """How the bound unit stands. Two queries, and one where the rules are not given."""
    facts = facts_by_unit(using="default", unit=unit.pk).get(unit.pk, Facts())
    return duty_of(
        unit, facts, known=known or rules(), joined=joined_on(unit), today=today or timezone.localdate()
    )
