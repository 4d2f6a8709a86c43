"""What is owed without an entry: something happened, there was nothing to disclose, the office excused."""

from __future__ import annotations

from cms.demo.simulation.acts import Act
from cms.demo.simulation.playing.stage import CLERK, Stage, person
from cms.obligations import actions
from cms.obligations.models import Obligation


def occur(stage: Stage, act: Act) -> None:
    actions.occur(item_code=act.facts["code"], label=act.facts["label"], on=act.day, by_name=CLERK)


def _owed(act: Act) -> Obligation | None:
    """What the act is about, while it is open."""
    row = Obligation.objects.filter(item_code=act.facts["code"], period_key=act.facts["period"]).first()
    return row if row and row.is_open else None


def nil(stage: Stage, act: Act) -> None:
    """Proposed by one, approved by another."""
    row = _owed(act)
    if row:
        declaration = actions.propose_nil(
            obligation=row, reason=act.facts["reason"], by=person(f"{act.unit}/editor"), by_name=CLERK
        )
        actions.approve_nil(declaration=declaration, by=person(f"{act.unit}/leader"), by_name=CLERK)


def waive(stage: Stage, act: Act) -> None:
    row = _owed(act)
    if row:
        actions.waive(obligation=row.pk, reason=act.facts["reason"], by=person("central"), by_name=CLERK)
