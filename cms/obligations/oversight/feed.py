"""动态准: what changed in a scope in the last days, from the steps that the ledger keeps. Five queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.filing.media.models import MediaStep
from cms.filing.models import FilingStep
from cms.filing.roster.models import RosterConfirmation
from cms.obligations.oversight.scope import Scope
from cms.registry.models import LineMembership, Subordination

DAYS, SHOWN = 30, 200


@dataclass(frozen=True)
class Change:
    on: dt.date
    unit: str
    text: str


def changes(scope: Scope, *, today: dt.date) -> list[Change]:
    """The newest first, at most SHOWN."""
    since, keys = today - dt.timedelta(days=DAYS), [*scope.units]
    found = [
        *_filed(scope.using, keys, since),
        *_media(scope.using, keys, since),
        *_words(scope.using, keys, since),
        *_register(scope.using, keys, since),
    ]
    return sorted(found, key=lambda change: change.on, reverse=True)[:SHOWN]


def _filed(using: str, keys: list[int], since: dt.date) -> Iterator[Change]:
    rows = FilingStep.objects.using(using).filter(on__gte=since, filing__unit_id__in=keys)
    for row in rows.select_related("filing__unit"):
        words = {"title": row.filing.title, "did": row.get_kind_display()}
        yield Change(row.on, row.filing.unit.name, _("目录《%(title)s》：%(did)s") % words)


def _media(using: str, keys: list[int], since: dt.date) -> Iterator[Change]:
    rows = MediaStep.objects.using(using).filter(at__date__gte=since, registration__unit_id__in=keys)
    for row in rows.select_related("registration__unit"):
        words = {"name": row.registration.name, "did": row.get_verb_display()}
        yield Change(
            timezone.localtime(row.at).date(),
            row.registration.unit.name,
            _("媒体“%(name)s”：%(did)s") % words,
        )


def _words(using: str, keys: list[int], since: dt.date) -> Iterator[Change]:
    rows = RosterConfirmation.objects.using(using).filter(on__gte=since, unit_id__in=keys)
    for row in rows.select_related("unit"):
        yield Change(row.on, row.unit.name, _("登记核对：%(word)s") % {"word": row.get_word_display()})


def _register(using: str, keys: list[int], since: dt.date) -> Iterator[Change]:
    """Lines and superiors that began or ended."""
    recent = Q(valid_from__gte=since) | Q(valid_until__gte=since)
    lines = (
        LineMembership.objects.using(using).filter(recent, unit_id__in=keys).select_related("unit", "line")
    )
    above = Subordination.objects.using(using).filter(recent, unit_id__in=keys)
    for row in lines:
        yield from _dated(row, since, row.unit.name, _("条线：%(name)s") % {"name": row.line.name})
    for row in above.select_related("unit", "superior"):
        yield from _dated(row, since, row.unit.name, _("上级：%(name)s") % {"name": row.superior.name})


def _dated(row, since: dt.date, unit: str, text: str) -> Iterator[Change]:
    if row.valid_from >= since:
        yield Change(row.valid_from, unit, _("登记：%(what)s") % {"what": text})
    if row.valid_until and row.valid_until >= since:
        yield Change(row.valid_until, unit, _("登记结束：%(what)s") % {"what": text})
