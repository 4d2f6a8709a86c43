"""Reads of the directory that more than one surface needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.registry.models import DisclosureLine, LineLead, LineMembership, Subordination, Unit, UnitSuccession
from tenants.states import IN_SERVICE

DEFAULT = "default"


@dataclass
class DirectoryEntry:
    """A unit with its line and superior of the day."""

    unit: Unit
    line: DisclosureLine | None = None
    superior: Unit | None = None


class NoSuchUnit(LookupError):
    """No unit with a site answers to a word. The text says what to do."""

    for_people = True


def unit_named(word: str) -> Unit:
    """The unit with a slug or a name, which has a site. Raises NoSuchUnit."""
    units = Unit.objects.select_related("tenant")
    unit = units.filter(slug=word).first() or units.filter(name=word).first()
    if unit is None:
        raise NoSuchUnit(_("没有站点标识或名称为“%(word)s”的单位，可用 cms unit list 查看") % {"word": word})
    if unit.tenant is None:
        raise NoSuchUnit(_("单位“%(name)s”还没有站点，请先运行 cms district load") % {"name": unit.name})
    return unit


def in_service(unit: Unit) -> bool:
    """Whether the district counts on a unit: its site runs, or it has none yet. Needs the unit's tenant."""
    return unit.tenant is None or unit.tenant.state in IN_SERVICE


def directory(
    *, using: str = DEFAULT, on: dt.date | None = None, units: Iterable[int] | None = None
) -> dict[int, DirectoryEntry]:
    """Every unit by primary key (or only some), in the order of the register, with line and superior. Three queries."""
    above = Subordination.objects.using(using).in_force(on)
    lines = LineMembership.objects.using(using).in_force(on)
    rows = Unit.objects.using(using).select_related("tenant")
    wanted = None if units is None else {*units}
    if wanted is not None:
        above, lines = above.filter(unit__in=wanted), lines.filter(unit__in=wanted)
    pairs = list(above.values_list("unit_id", "superior_id"))
    if wanted is not None:
        rows = rows.filter(pk__in=wanted.union(superior for _unit, superior in pairs))
    entries = {unit.pk: DirectoryEntry(unit) for unit in rows}
    for key, line in _lines_of_units(lines):
        entries[key].line = line
    for key, superior in pairs:
        entries[key].superior = entries[superior].unit
    return {key: entry for key, entry in entries.items() if wanted is None or key in wanted}


def _lines_of_units(rows: QuerySet[LineMembership]) -> Iterator[tuple[int, DisclosureLine]]:
    """(unit, its line): one object for each line, not for each unit of it. A district has thousands of them."""
    known: dict[int, DisclosureLine] = {}
    names = [field.attname for field in DisclosureLine._meta.concrete_fields]
    for key, *line in rows.values_list("unit_id", *(f"line__{name}" for name in names)):
        if line[0] not in known:
            known[line[0]] = DisclosureLine.from_db(rows.db, names, line)
        yield key, known[line[0]]


def leads(*, using: str = DEFAULT, on: dt.date | None = None) -> dict[int, Unit]:
    """Lead unit by the primary key of its line."""
    rows = LineLead.objects.using(using).in_force(on).select_related("lead__tenant")
    return {row.line_id: row.lead for row in rows}


def placement(unit: Unit) -> DirectoryEntry:
    """One unit with its line and superior of today. Two queries."""
    line = LineMembership.objects.in_force().filter(unit=unit).select_related("line").first()
    above = Subordination.objects.in_force().filter(unit=unit).select_related("superior__tenant").first()
    return DirectoryEntry(unit, line.line if line else None, above.superior if above else None)


def units_below(schema_name: str, *, using: str = DEFAULT) -> set[int]:
    """Primary keys of the units directly below the one of a site today. One query."""
    rows = Subordination.objects.using(using).in_force().filter(superior__tenant__schema_name=schema_name)
    return set(rows.values_list("unit_id", flat=True))


@dataclass(frozen=True)
class Successions:
    """Reorganisations that hold: what came after a unit, and what was before it, by the unit's primary key."""

    after: dict[int, list[UnitSuccession]]
    before: dict[int, list[UnitSuccession]]


def successions(*, using: str = DEFAULT) -> Successions:
    """Every reorganisation that holds. One query."""
    found = Successions({}, {})
    rows = UnitSuccession.objects.using(using).filter(undone_on=None)
    for row in rows.select_related("predecessor__tenant", "successor__tenant"):
        found.after.setdefault(row.predecessor_id, []).append(row)
        found.before.setdefault(row.successor_id, []).append(row)
    return found


@dataclass(frozen=True)
class Standing:
    """What a site says of its unit on every page: who it is, its line, its superior, the district. '' for none."""

    name: str
    kind: str
    portal_url: str
    line_code: str
    line: str
    superior: str
    host: str
    superior_host: str
    central_host: str
    district: str
    icp: str
    site_code: str
    police: str
    data_licence: str
    data_licence_name: str
    is_demo: bool
    contact: dict[str, str]
    """Where the unit is reached, every field of PublicContact."""


# Every public page asks this, so it is one question. Written out, for composing it anew each time costs the
# page more than PostgreSQL's answer does.
STANDING = """
    SELECT coalesce(u.name, t.title), coalesce(u.kind, ''), coalesce(u.portal_url, ''),
           coalesce(l.code, ''), coalesce(l.name, ''), coalesce(s.name, ''),
           coalesce(own.domain, ''), coalesce(above.domain, ''), coalesce(centre.domain, ''),
           coalesce(d.name, ''), coalesce(d.icp, ''), coalesce(d.site_code, ''), coalesce(d.police, ''),
           coalesce(d.data_licence, ''), coalesce(d.data_licence_name, ''), coalesce(d.is_demo, false),
           json_build_object(
               'office', coalesce(k.office, ''), 'telephone', coalesce(k.telephone, ''),
               'address', coalesce(k.address, ''), 'email', coalesce(k.email, ''), 'hours', coalesce(k.hours, '')
           )
      FROM public.tenants_tenant t
      LEFT JOIN public.registry_unit u ON u.tenant_id = t.id
      LEFT JOIN public.registry_linemembership m ON m.unit_id = u.id
           AND m.valid_from <= %(on)s AND (m.valid_until IS NULL OR m.valid_until > %(on)s)
      LEFT JOIN public.registry_disclosureline l ON l.id = m.line_id
      LEFT JOIN public.registry_subordination b ON b.unit_id = u.id
           AND b.valid_from <= %(on)s AND (b.valid_until IS NULL OR b.valid_until > %(on)s)
      LEFT JOIN public.registry_unit s ON s.id = b.superior_id
      LEFT JOIN public.tenants_tenant c ON c.is_central
      LEFT JOIN public.tenants_domain own ON own.tenant_id = t.id AND own.is_primary
      LEFT JOIN public.tenants_domain above ON above.tenant_id = s.tenant_id AND above.is_primary
      LEFT JOIN public.tenants_domain centre ON centre.tenant_id = c.id AND centre.is_primary
      LEFT JOIN public.registry_district d ON d.id = 1
      LEFT JOIN public.registry_publiccontact k ON k.schema_name = t.schema_name
     WHERE t.id = %(tenant)s
     LIMIT 1
"""


def standing(tenant: int, *, on: dt.date | None = None) -> Standing:
    """How a tenant's unit stands on a day (today), by the tenant's primary key. One query."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, {"tenant": tenant, "on": on or timezone.localdate()})
        return Standing(*cursor.fetchone())
