"""抽查“本期无此事项”: declarations are drawn and judged as other things are, and what was found of each is evidence.

Those that nobody drew are believed as far as the drawn ones turned out true (engine/cells.py), so a sample that finds them
wrong takes away what all of them gave.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cms.extension import NilDeclaration, Unit, reader
from plugins.evaluation.ledger.models import NilSample, Period
from plugins.evaluation.reviewing import Panel
from plugins.evaluation.sampling.agreement import FULL, settled

NIL = "NIL"
"""In the place of an indicator's code."""
TITLE = _("“本期无此事项”是否属实")
TRUE_OR_NOT = (0, FULL)


def key_of(row: NilDeclaration) -> str:
    return f"{row.item_code}/{row.period_key}"


def declared(unit: Unit, period: Period) -> dict[str, NilDeclaration]:
    """Key "item/period" → what was approved in the period and still stands. One query."""
    rows = NilDeclaration.objects.using(reader()).filter(
        schema_name=unit.tenant.schema_name, approved=True, ended_on=None,
        decided_on__gte=period.since, decided_on__lte=period.until,
    )  # fmt: skip
    return {key_of(row): row for row in rows}


def found_of(unit: Unit, period: Period) -> list[NilSample]:
    """What was found of those that were drawn; none before it is settled. One query."""
    return list(NilSample.objects.filter(unit=unit, period=period))


def enter(unit: Unit, period: Period, panel: Panel) -> list[NilSample]:
    """Each drawn declaration with what its reviewers agree on. Within the transaction of whoever settles."""
    made = []
    for key, found in panel.items.items():
        item, _slash, part = key.partition("/")
        one, other = settled(*(each.quarters for each in found[:3]))
        made.append(
            NilSample(
                schema_name=unit.tenant.schema_name, unit=unit, period=period, item_code=item, period_key=part,
                borne_out=one + other > FULL,
            )
        )  # fmt: skip
    return NilSample.objects.bulk_create(made)
