"""The facts of a unit, read from the ledger: a fixed number of queries, whatever there is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from cms.catalog.vocabulary import DisclosureScope
from cms.filing.models import FiledItem, Filing
from cms.filing.states import FilingState
from cms.obligations.facts import Answer, Declaration, Facts, Happening, Leave, Term, Written
from cms.obligations.models import Evidence, NilDeclaration, Obligation, Occasion, Waiver
from cms.obligations.queries import calendar
from cms.obligations.rules import configured
from tenants.context import current_schema

REGISTERED = (FilingState.REGISTERED, FilingState.SUPERSEDED)
SAID = ("code", "title", "timing", "frequency", "due_workdays", "due_day", "filing_id")


def gather(
    *,
    codes: Iterable[str] | None = None,
    schema: str | None = None,
    using: str = "default",
    today: dt.date | None = None,
) -> Facts:
    """What is known of the bound unit, or of another that the reader may see; of some items when `codes` are named."""
    own = {"schema_name": schema or current_schema()}
    named = None if codes is None else set(codes)

    def rows(model: Any, field: str, manager: str = "_default_manager") -> QuerySet:
        found = getattr(model, manager).using(using).filter(**own)
        return found if named is None else found.filter(**{f"{field}__in": named})

    return Facts(
        terms=_terms(Filing.objects.using(using).filter(**own), rows(FiledItem, "code")),
        answers=_answers(rows(Evidence, "item_code")),
        happenings=_happenings(rows(Occasion, "item_code")),
        declarations=_declarations(rows(NilDeclaration, "item_code")),
        leaves=_leaves(rows(Waiver, "item_code")),
        written=_written(rows(Obligation, "item_code", "everything"), today or timezone.localdate()),
        calendar=calendar(using=using),
        rules=configured(),
    )


def _terms(filings: QuerySet, items: QuerySet) -> tuple[Term, ...]:
    """What each registered version said of each public item, with the days it was in force."""
    versions = list(
        filings.filter(state__in=REGISTERED).order_by("registered_on", "number").values("pk", "registered_on")
    )
    days = [version["registered_on"] for version in versions]
    force = {
        version["pk"]: stretch for version, stretch in zip(versions, pairwise([*days, None]), strict=True)
    }
    public = items.filter(filing__in=force, scope=DisclosureScope.SOCIETY).order_by()
    return tuple(
        Term(code, title, timing, frequency, workdays, *force[filing], due_day=due_day)
        for code, title, timing, frequency, workdays, due_day, filing in public.values_list(*SAID)
    )


def _answers(rows: QuerySet) -> tuple[Answer, ...]:
    return tuple(
        Answer(*values) for values in rows.values_list("item_code", "period_key", "on", "entry_uuid", "until")
    )


def _happenings(rows: QuerySet) -> tuple[Happening, ...]:
    names = ("item_code", "key", "kind", "label", "on", "recorded_on", "cancelled_on")
    return tuple(Happening(*values) for values in rows.order_by().values_list(*names))


def _declarations(rows: QuerySet) -> tuple[Declaration, ...]:
    """Only those that were approved once, whatever became of them."""
    names = ("item_code", "period_key", "decided_on", "ended_on")
    decided = rows.filter(approved=True).order_by()
    return tuple(Declaration(*values) for values in decided.values_list(*names))


def _leaves(rows: QuerySet) -> tuple[Leave, ...]:
    return tuple(Leave(*values) for values in rows.values_list("item_code", "period_key", "on", "ended_on"))


def _written(rows: QuerySet, today: dt.date) -> tuple[Written, ...]:
    """Rows of the first release: they say nothing of why they are owed."""
    return tuple(
        Written(
            code=row.item_code,
            key=row.period_key,
            title=row.item_title,
            label=row.period_label,
            due_on=row.due_on,
            firm=row.met_on is not None or _was_nil(row) or row.due_on < today,
            nil=_was_nil(row),
        )
        for row in rows.filter(kind=None)
    )


def _was_nil(row: Obligation) -> bool:
    """Whether the first release itself marked it; what a declaration says has its day, and may be withdrawn."""
    return row.nil and row.nil_on is None
