"""Who looks, through which eyes, at which units. The screens ask here and nowhere else; PostgreSQL agrees by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.http import Http404

from cms.obligations.models import Obligation
from cms.registry.guidance import guided_units, guides_anyone
from cms.registry.models import DisclosureLine, Unit
from cms.registry.office.screens import CENTRAL, OfficePolicy, eyes
from cms.registry.queries import DirectoryEntry, directory, in_service, placement
from tenants.context import current

OVERSEE = "filing.oversee_units"
"""The right of people in a unit that guides others. The office's is the right to the register."""


@dataclass(frozen=True)
class Scope:
    """Units in service that somebody answers for. Read when they are asked for: the heat map of a district is not."""

    using: str
    read: Callable[[], Mapping[int, DirectoryEntry]]
    line: DisclosureLine | None = None

    @cached_property
    def units(self) -> Mapping[int, DirectoryEntry]:
        """By primary key, in the order of the register."""
        return self.read()

    @property
    def is_district(self) -> bool:
        return self.using == CENTRAL and self.line is None

    @property
    def lines(self) -> list[DisclosureLine]:
        """The lines of its units, each once."""
        found = {entry.line.pk: entry.line for entry in self.units.values() if entry.line}
        return sorted(found.values(), key=lambda line: line.code)

    def entry(self, slug: str) -> DirectoryEntry:
        """A unit of it by its slug. Raises Http404. Of a district it reads that one alone."""
        if self.is_district:
            unit = Unit.objects.using(self.using).select_related("tenant").filter(slug=slug).first()
            found = placement(unit) if unit and in_service(unit) else None
        else:
            found = next((entry for entry in self.units.values() if entry.unit.slug == slug), None)
        if found is None:
            raise Http404
        return found


def may_oversee_district(user) -> bool:
    return OfficePolicy(Obligation).user_has_permission(user, "view")


def may_guide(user) -> bool:
    """Somebody with the right, in a unit that guides others today. One query."""
    return not current().is_central and user.has_perm(OVERSEE) and guides_anyone()


def scope_of(user, *, line: str | None = None) -> Scope:
    """What a person may look at on the bound site, narrowed to a line by its code.

    Raises Http404 where the bound unit guides nobody, and for a line that it has nothing to do with; PermissionDenied.
    """
    everyone = _district(user) if current().is_central else _guided(user)
    if line is None:
        return everyone
    found = DisclosureLine.objects.using(everyone.using).filter(code=line).first()
    if found is None:
        raise Http404
    narrowed = Scope(everyone.using, lambda: _of_line(everyone, found), found)
    if everyone.using != CENTRAL and not narrowed.units:
        raise Http404
    return narrowed


def _of_line(scope: Scope, line: DisclosureLine) -> dict[int, DirectoryEntry]:
    return {key: entry for key, entry in scope.units.items() if entry.line == line}


def only(scope: Scope, entry: DirectoryEntry) -> Scope:
    """One unit of a scope."""
    return Scope(scope.using, lambda: {entry.unit.pk: entry}, entry.line)


def _district(user) -> Scope:
    if not may_oversee_district(user):
        raise PermissionDenied
    return Scope(CENTRAL, lambda: _in_service(directory(using=CENTRAL)))


def _guided(user) -> Scope:
    if not guides_anyone():
        raise Http404
    if not user.has_perm(OVERSEE):
        raise PermissionDenied
    return Scope(eyes(), _entries_guided)


def _entries_guided() -> dict[int, DirectoryEntry]:
    return _in_service(directory(using=eyes(), units=[unit.pk for unit in guided_units()]))


def _in_service(entries: Mapping[int, DirectoryEntry]) -> dict[int, DirectoryEntry]:
    return {key: entry for key, entry in entries.items() if in_service(entry.unit)}
