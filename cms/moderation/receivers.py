"""What the procedure says about plans that go up, heard in its own transaction."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from cms.moderation.actions.raising import close, raise_for
from cms.procedure import signals
from cms.procedure.models import Plan


@receiver(signals.raised, dispatch_uid="moderation.raise")
def raise_a_case(sender: Any, plan: Plan, step: str, **_rest: Any) -> None:
    raise_for(plan, step=step)


@receiver(signals.closed, dispatch_uid="moderation.close")
def close_the_case(sender: Any, plan: Plan, **_rest: Any) -> None:
    """What was decided is closed already; what waits about the plan is void."""
    close(plan.pk)
