"""Plans in lists: what waits for a person, and what became of those that they proposed. Constant queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.pages.admin.waiting import Waiting
from cms.pages.presentation import period_label
from cms.procedure.ledger.models import StepRecord
from cms.procedure.models import Plan
from cms.procedure.queries import next_step
from cms.procedure.rights import NotYours, Powers
from cms.procedure.states import PlanKind, PlanState
from cms.procedure.steps import Outcome, StepKind
from tenants.context import current_schema

LATER = (PlanState.APPROVED, PlanState.PUBLISHED)
MINE = 50


@dataclass
class PlanRow:
    """One plan as a line: where it stands, and since when."""

    plan: Plan
    title: str
    period: str
    step: str | None
    standing: str
    since: dt.datetime
    giver: str = ""
    """On whose behalf this person decides; '' their own."""
    late: bool = False

    @property
    def url(self) -> str:
        return reverse("procedure:plan", args=[self.plan.pk])

    @property
    def by(self) -> str:
        return self.plan.proposed_by.get_full_name() if self.plan.proposed_by else ""

    @property
    def label(self) -> str:
        return str(StepKind(self.step).label) if self.step else ""


def records_by_plan(plans: Iterable[Plan]) -> dict[Any, list[StepRecord]]:
    """One query."""
    rows = StepRecord.objects.filter(schema_name=current_schema(), plan__in=[plan.pk for plan in plans])
    found: dict[Any, list[StepRecord]] = defaultdict(list)
    for row in rows.order_by("at", "uuid"):
        found[row.plan].append(row)
    return found


def standing_of(plan: Plan, step: str | None, records: list[StepRecord]) -> str:
    """Where a plan stands, in a few words."""
    label = StepKind(step).label if step else ""
    if plan.state == PlanState.OPEN and step:
        return _("等待%(step)s") % {"step": label}
    if plan.kind == PlanKind.EMERGENCY and plan.state in LATER and step:
        refused = records and records[-1].outcome == Outcome.RETURNED
        return (_("补办%(step)s没有通过") if refused else _("待补办%(step)s")) % {"step": label}
    if plan.state == PlanState.APPROVED and plan.publish_at:
        moment = timezone.localtime(plan.publish_at)
        return _("已批准，%(at)s 公开") % {"at": f"{moment:%Y-%m-%d %H:%M}"}
    return str(plan.get_state_display())


def _row(plan: Plan, records: list[StepRecord]) -> PlanRow:
    content, step = plan.revision.content, next_step(plan, records)
    since = records[-1].at if records else plan.proposed_at
    late = plan.kind == PlanKind.EMERGENCY and bool(plan.follow_up_by and plan.follow_up_by < timezone.now())
    period = period_label(content.get("period_key", ""))
    return PlanRow(plan, content["title"], period, step, standing_of(plan, step, records), since, late=late)


def waiting(user: Any) -> list[PlanRow]:
    """Plans at a step that this person may take, the longest waiting first. Who has their hand in a plan already is
    not shown it; a step after an emergency that was refused waits for nobody."""
    later = Q(kind=PlanKind.EMERGENCY, state__in=LATER, follow_up_by__isnull=False)
    plans = list(
        Plan.objects.filter(Q(state=PlanState.OPEN) | later).select_related("revision", "proposed_by")
    )
    records, powers, found = records_by_plan(plans), Powers(user), []
    for plan in plans:
        row = _row(plan, records[plan.pk])
        if row.step is None or (plan.state in LATER and records[plan.pk][-1].outcome == Outcome.RETURNED):
            continue
        try:
            row.giver, _exception = powers.check(row.step, plan, records[plan.pk])
        except NotYours:
            continue
        found.append(row)
    return sorted(found, key=lambda row: (row.since, str(row.plan.pk)))


def mine(user: Any) -> list[PlanRow]:
    """What this person proposed, the newest first."""
    plans = Plan.objects.filter(proposed_by=user).select_related("revision", "proposed_by")[:MINE]
    records = records_by_plan(plans)
    return [_row(plan, records[plan.pk]) for plan in plans]


def for_the_home_page(user: Any) -> list[Waiting]:
    """What the panel on the home page shows of them."""
    return [
        Waiting(row.title, row.period, row.by, row.since, row.url, step=row.label, giver=row.giver)
        for row in waiting(user)
    ]
