"""What the public learns of obligations: those of items that the catalog in force shows to everybody, and no person."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from cms.filing.models import FiledItem
from cms.filing.queries import items_in_force
from cms.obligations.models import NilDeclaration, Obligation
from cms.obligations.queries import still_open
from cms.obligations.states import NilState


def of_public_items(rows: QuerySet[Obligation]) -> QuerySet[Obligation]:
    """Rows of public items, with `public_title`: the title that the catalog in force gives the item.

    Not the title of the obligation, which may be older than the decision that the title itself is restricted.
    """
    said = items_in_force(using=rows.db).filter(
        FiledItem.public(), filing__schema_name=OuterRef("schema_name"), code=OuterRef("item_code")
    )
    return rows.filter(Exists(said)).annotate(public_title=Subquery(said.order_by().values("title")[:1]))


def with_next_due(rows: QuerySet[Obligation]) -> QuerySet[Obligation]:
    """Rows with `next_due`: the first day on which their item is, or was, due and nothing has answered yet."""
    waiting = Obligation.objects.using(rows.db).filter(
        still_open(), schema_name=OuterRef("schema_name"), item_code=OuterRef("item_code")
    )
    return rows.annotate(next_due=Subquery(waiting.order_by("due_on").values("due_on")[:1]))


def nil_reasons(rows: Iterable[Obligation], *, using: str) -> dict[tuple[str, str, str], str]:
    """(schema, item, period) → why a unit declared that there was nothing, of those rows. One query."""
    wanted = {(row.schema_name, row.item_code, row.period_key) for row in rows if row.nil}
    found = NilDeclaration.objects.using(using).filter(
        state=NilState.APPROVED,
        schema_name__in={schema for schema, _code, _key in wanted},
        item_code__in={code for _schema, code, _key in wanted},
    )
    reasons = {
        (schema, code, key): reason
        for schema, code, key, reason in found.values_list("schema_name", "item_code", "period_key", "reason")
    }
    return {key: reasons[key] for key in wanted & reasons.keys()}
