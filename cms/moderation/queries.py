"""Reads of cases and holds that more than one surface needs."""

from __future__ import annotations

import uuid

from django.db.models import Q, QuerySet
from django.utils import timezone

from cms.moderation.models import Hold, ModerationCase
from cms.moderation.states import OPEN, CaseState, Why
from cms.registry.guidance import GUIDE
from cms.registry.models import Unit
from tenants.context import current


def eyes() -> str:
    """The database alias through which the bound tenant sees the cases of others.

    The office as itself: a case may be a draft, which the reader of the public pages does not see.
    """
    return "default" if current().is_central else GUIDE


def light(rows: QuerySet[ModerationCase]) -> QuerySet[ModerationCase]:
    """Without the snapshots, which a list has no use for."""
    return rows.defer("snapshot").select_related("unit__tenant", "to")


def received(unit: Unit, *, using: str) -> QuerySet[ModerationCase]:
    """Cases addressed to a unit, as far as the reader sees them."""
    return ModerationCase.objects.using(using).filter(to=unit)


def waiting(rows: QuerySet[ModerationCase]) -> QuerySet[ModerationCase]:
    """Those still to be decided, the first due first."""
    return rows.filter(state__in=OPEN).order_by("due_at", "uuid")


def own_cases() -> QuerySet[ModerationCase]:
    """The bound unit's own, the newest first."""
    return ModerationCase.objects.filter(schema_name=current().schema_name).order_by("-raised_at", "uuid")


def to_correct(rows: QuerySet[ModerationCase]) -> QuerySet[ModerationCase]:
    """Findings in what is public that the unit has not answered yet."""
    return rows.filter(why=Why.SAMPLED, state=CaseState.RETURNED, answered_at=None)


def holds_in_force() -> QuerySet[Hold]:
    return Hold.objects.filter(lifted_at=None, until__gte=timezone.localdate())


def hold_on(unit: Unit, item_code: str) -> Hold | None:
    """The hold that keeps an item of a unit back today, the longest first; None when it may go public. One query.

    Asked by whoever publishes, in the transaction that publishes.
    """
    fits = (Q(unit=unit) | Q(unit=None)) & (Q(item_code=item_code) | Q(item_code=""))
    return holds_in_force().filter(fits).order_by("-until", "uuid").first()


def let_through(plan: uuid.UUID) -> bool:
    """Whether the office said that a hold does not keep this plan of the bound unit back. One query."""
    return ModerationCase.objects.filter(plan=plan, why=Why.HELD, state=CaseState.PASSED).exists()
