"""抽查: a share of what was published in a week is drawn and looked at. The draw is at the centre, each case in its unit."""

from __future__ import annotations

import datetime as dt
import secrets
from collections import defaultdict
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from cms.moderation.actions.raising import PRODUCT, office, raise_case
from cms.moderation.drawing import draw, hash_of
from cms.moderation.models import ModerationCase, SampleDraw
from cms.moderation.rules import share
from cms.moderation.signals import Described, Published, answers, described, population
from cms.moderation.states import Why
from cms.procedure.actions import Person
from cms.registry.models import District
from tenants.audit.actions import record
from tenants.audit.kinds import AuditKind

WEEK = dt.timedelta(days=7)


class NotADemonstration(RuntimeError):
    """Somebody tried to choose the seed of a sample in a real district."""


def last_week(now: dt.datetime) -> tuple[str, dt.datetime, dt.datetime]:
    """(2026-W47, its Monday, the next Monday): the last whole week in the district's time."""
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    until = today - dt.timedelta(days=today.weekday())
    after = until - WEEK
    year, week, _day = after.isocalendar()
    return f"{year}-W{week:02}", after, until


def _strata(after: dt.datetime, until: dt.datetime) -> dict[tuple[str, str], list[Published]]:
    """What was published, by unit kind and level."""
    found: dict[tuple[str, str], list[Published]] = defaultdict(list)
    for rows in answers(population, after=after, until=until):
        for row in rows or ():
            found[row.kind, row.level].append(row)
    return found


def draw_period(
    now: dt.datetime | None = None, *, seeds: Callable[[str], str] | None = None
) -> list[SampleDraw]:
    """Draw from last week, once for each unit kind and level. Runs at the centre; drawn already: nothing.

    All draws of a week are written together, or none: a second look would find other entries withdrawn, and another
    seed could be chosen until it suits. Seeds are nobody's choice; a demonstration alone hands in its own, by stratum
    ("VILLAGE/NORMAL"). Raises NotADemonstration.
    """
    if seeds and not District.objects.filter(is_demo=True).exists():
        raise NotADemonstration("only the demonstration may choose the seed of a sample")
    period, after, until = last_week(now or timezone.now())
    if SampleDraw.objects.filter(period=period).exists():
        return []
    with transaction.atomic():
        made = [
            _draw(
                rows,
                period=period,
                after=after,
                until=until,
                kind=kind,
                level=level,
                seed=seeds(f"{kind}/{level}") if seeds else secrets.token_hex(16),
            )
            for (kind, level), rows in sorted(_strata(after, until).items())
        ]
        kept = [row for row in made if row is not None]
        if kept:
            detail = {"draws": {str(row.pk): row.seed for row in kept}}
            record(kind=AuditKind.SAMPLE_DRAWN, subject=period, actor_name=PRODUCT, detail=detail)
    return kept


def _draw(
    rows: list[Published],
    *,
    period: str,
    after: dt.datetime,
    until: dt.datetime,
    kind: str,
    level: str,
    seed: str,
) -> SampleDraw | None:
    part = share(kind=kind, level=level)
    if not part.value:
        return None
    keys = sorted({str(row.entry) for row in rows})
    return SampleDraw.objects.create(
        period=period,
        after=after,
        until=until,
        kind=kind,
        level=level,
        share=part.value,
        basis=part.basis,
        seed=seed,
        population=keys,
        population_hash=hash_of(keys),
        drawn=draw(seed, keys, part.value),
    )


def raise_drawn(entry: str, *, draw: str) -> ModerationCase | None:
    """A case about a public entry that was drawn. Runs in its unit's tenant; made already: that one.

    None for an entry that is not public any more.
    """
    found = ModerationCase.objects.filter(draw=draw, entry=entry).first()
    if found is not None:
        return found
    told = next((one for one in answers(described, entry=entry) if one), None)
    return _raise(told, entry, draw) if told else None


def _raise(told: Described, entry: str, draw: str) -> ModerationCase:
    with transaction.atomic():
        return raise_case(
            to=office(),
            why=Why.SAMPLED,
            by=Person(PRODUCT),
            draw=draw,
            entry=entry,
            plan=told.plan,
            title=told.title,
            item_code=told.item_code,
            item_title=told.item_title,
            level=told.level,
            content_hash=told.content_hash,
            snapshot=told.snapshot,
        )
