"""Reads of the register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from cms.filing.difference import Difference, diff
from cms.filing.digests import values_of
from cms.filing.models import FiledItem, Filing
from cms.filing.rules import Addressee, Rule, rules
from cms.filing.states import FilingState, StepKind
from cms.registry.models import Unit
from cms.registry.queries import placement
from cms.registry.vocabulary import UnitKind

DEFAULT = "default"


def registered(*, using: str = DEFAULT) -> Filing | None:
    """The catalog in force in the bound tenant."""
    return Filing.objects.using(using).filter(state=FilingState.REGISTERED).first()


def items_in_force(*, using: str = DEFAULT):
    """Items of every registered catalog the reader may see: one unit's, or the district's from the centre."""
    return FiledItem.objects.using(using).filter(filing__state=FilingState.REGISTERED)


def addressee(unit: Unit, *, known: Mapping[str, Rule] | None = None) -> Addressee:
    """Whom units of its kind file with, by the rule. One query where the rules are not given."""
    value = (known or rules())["addressee"].value
    return Addressee(value.get(unit.kind, Addressee.SUPERIOR))


def filed_with(unit: Unit) -> Unit | None:
    """Whom a unit files its catalog with: the office, or the organisation above it. None when it has none."""
    to = addressee(unit)
    if to is Addressee.OFFICE:
        return Unit.objects.filter(kind=UnitKind.COMMITTEE).first()
    return placement(unit).superior if to is Addressee.SUPERIOR else None


def holder_of(filing: Filing) -> Unit | None:
    """Whose register a filing belongs to: whom it was addressed to, or by the rule where that was not kept."""
    if filing.filed_with_id:
        return Unit.objects.filter(pk=filing.filed_with_id).first()
    return filed_with(Unit.objects.get(pk=filing.unit_id))


def addressed_to(unit: Unit) -> Q:
    """Filings that a unit receives. What the first release filed with the office does not say so."""
    mine = Q(filed_with_id=unit.pk)
    if unit.kind != UnitKind.COMMITTEE:
        return mine
    value = rules()["addressee"].value
    kinds = [kind for kind, to in value.items() if to == Addressee.OFFICE]
    return mine | Q(filed_with=None, unit__kind__in=kinds)


def received(unit: Unit, *, using: str) -> QuerySet[Filing]:
    """Filings addressed to a unit, as far as the reader sees them."""
    return Filing.objects.using(using).filter(addressed_to(unit)).select_related("unit__tenant", "filed_with")


def items_of(filing: Filing | None, *, using: str = DEFAULT) -> list[FiledItem]:
    """The items of a filing in its order. One query."""
    return list(filing.items.using(using).order_by("order")) if filing else []


def before(filing: Filing, *, using: str = DEFAULT) -> Filing | None:
    """The version that was in force before this one, or is while this one is not registered."""
    earlier = Filing.objects.using(using).filter(schema_name=filing.schema_name, number__lt=filing.number)
    return (
        earlier.filter(state__in=(FilingState.REGISTERED, FilingState.SUPERSEDED)).order_by("-number").first()
    )


def difference_of(filing: Filing, *, using: str = DEFAULT) -> tuple[Filing | None, Difference]:
    """The version before, and what this one changes against it. Three queries."""
    earlier = before(filing, using=using)
    old = [values_of(item) for item in items_of(earlier, using=using)]
    new = [values_of(item) for item in items_of(filing, using=using)]
    return earlier, diff(old, new, reasons=reasons_of_withdrawn(filing, using=using))


def reasons_of_withdrawn(filing: Filing, *, using: str = DEFAULT) -> dict[str, str]:
    """Why items of the version before are not in this one, by code."""
    step = filing.steps.using(using).filter(kind=StepKind.SUBMIT).first()
    found: dict[str, Any] = step.detail if step else {}
    return dict(found.get("withdrawn", {}))
