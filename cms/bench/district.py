"""A district of many units in the ledger alone: registered catalogs, and what a year brings them.

The office and one town have real sites, for somebody signs in there. The other units have the row of a tenant and an
empty schema: the engine and the desks read nothing but the ledger, and a thousand sites would take minutes to make.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator

from django.db import connection
from psycopg import sql

from cms.bench.planting import open_units
from cms.catalog.vocabulary import ApprovalLevel, DisclosureScope, Frequency, TimingKind
from cms.filing.models import FiledItem, Filing
from cms.filing.states import FilingState
from cms.obligations.models import Occasion
from cms.obligations.states import DutyKind
from cms.registry.actions import load
from cms.registry.models import Unit
from cms.registry.sites import Address
from cms.registry.vocabulary import UnitKind, UnitLevel
from cms.registry.workbook import District, LineRow, UnitRow
from tenants.context import tenant_scope
from tenants.models import Tenant, schema_name_of
from tenants.progress import progress
from tenants.roles import configured, owner_connection

TOWN = "town"
GROUP = 50
"""Units of a line, which lie below one town."""
TIMINGS = (
    *((TimingKind.STANDING, Frequency.ON_CHANGE),) * 4,
    (TimingKind.PERIODIC, Frequency.MONTHLY),
    *((TimingKind.PERIODIC, Frequency.QUARTERLY),) * 2,
    (TimingKind.PERIODIC, Frequency.HALF_YEARLY),
    (TimingKind.PERIODIC, Frequency.YEARLY),
    (TimingKind.IMMEDIATE, Frequency.ON_EVENT),
)
"""The kinds of time limit in turn, as in the six catalogs: four of ten stand, five are periodic, one follows events."""
EVENTS = 4
"""Events a year that an immediate item is due for."""
TENANT = """
    INSERT INTO public.tenants_tenant
           (uuid, schema_name, slug, title, state, is_central, theme, media_key, release, works_from, ring, cell, note,
            created_at)
    SELECT %s, %s, %s, %s, 'active', false, 'base', %s, release, works_from, 2, 'local', '', now()
      FROM public.tenants_tenant WHERE is_central
 RETURNING id
"""
DOMAIN = "INSERT INTO public.tenants_domain (domain, tenant_id, is_primary) VALUES (%s, %s, true)"
# What a year brings: of ten obligations that fell due seven are public in time and one late, one is declared nil,
# one stays open; one in a hundred is waived.
PUBLISHED = """
    INSERT INTO public.obligations_evidence (uuid, schema_name, entry_uuid, item_code, period_key, "on")
    SELECT gen_random_uuid(), schema_name, gen_random_uuid(), item_code, period_key,
           CASE WHEN n %% 10 < 7 THEN due_on - 3 ELSE due_on + 5 END
      FROM (SELECT *, row_number() OVER (ORDER BY item_code, due_on) AS n FROM public.obligations_obligation
             WHERE schema_name = %(schema)s AND due_on < %(today)s) o
     WHERE n %% 10 < 8
"""
DECLARED = """
    INSERT INTO public.obligations_nildeclaration
           (uuid, schema_name, unit_id, item_code, item_title, period_key, period_label, reason, state, proposed_by,
            proposed_on, decided_by, decided_on, approved, note)
    SELECT gen_random_uuid(), schema_name, unit_id, item_code, item_title, period_key, period_label, '本期没有发生',
           'APPROVED', gen_random_uuid(), due_on - 5, gen_random_uuid(), due_on - 4, true, ''
      FROM (SELECT *, row_number() OVER (ORDER BY item_code, due_on) AS n FROM public.obligations_obligation
             WHERE schema_name = %(schema)s AND due_on < %(today)s) o
     WHERE n %% 10 = 8
"""
WAIVED = """
    INSERT INTO public.obligations_waiver (uuid, schema_name, item_code, period_key, reason, "on")
    SELECT gen_random_uuid(), schema_name, item_code, period_key, '测速', due_on - 1
      FROM (SELECT *, row_number() OVER (ORDER BY item_code, due_on) AS n FROM public.obligations_obligation
             WHERE schema_name = %(schema)s AND due_on < %(today)s) o
     WHERE n %% 100 = 99
"""
HAPPENED = (PUBLISHED, DECLARED, WAIVED)


def found(address: Address) -> Tenant:
    """The office and the town, with their sites. Returns the office's."""
    return open_units([TOWN], address)["central"]


def settle(central: Tenant, numbers: range, address: Address) -> list[Tenant]:
    """Units of these numbers in the register, each with an empty schema: town, villages, town, villages …"""
    with tenant_scope(central):
        office = Unit.objects.get(tenant=central).name
        rows = [_unit(number, office) for number in numbers]
        names = dict.fromkeys(row.line_name for row in rows)
        lines = [LineRow(name, name, office, "", 1) for name in names]
        load(District("", lines, rows, []))
        _give_schemas([row for row in rows if row.slug != TOWN], address)
        tenants = {tenant.slug: tenant for tenant in Tenant.objects.filter(slug__in=[r.slug for r in rows])}
        for unit in Unit.objects.filter(slug__in=tenants, tenant=None):
            Unit.objects.filter(pk=unit.pk).update(tenant=tenants[unit.slug])
    return [tenants[row.slug] for row in rows]


def _unit(number: int, office: str) -> UnitRow:
    group, place = divmod(number, GROUP)
    line, town = f"B{group + 1:02d}", f"测速镇{group + 1}党委"
    order = number + 10
    if place == 0:
        slug = TOWN if number == 0 else f"town{group + 1}"
        return UnitRow(town, slug, UnitKind.TOWN, UnitLevel.TOWNSHIP, line, office, "", "", order, order)
    kind, level = UnitKind.VILLAGE, UnitLevel.VILLAGE
    return UnitRow(f"测速村{number}党支部", f"village{number}", kind, level, line, town, "", "", order, order)


def _give_schemas(rows: list[UnitRow], address: Address) -> None:
    app = sql.Identifier(configured().app.name)
    with owner_connection() as owner:
        for row in rows:
            key = uuid.uuid4()
            schema = schema_name_of(key)
            made = owner.execute(TENANT, [key, schema, row.slug, row.name, schema]).fetchone()
            owner.execute(DOMAIN, [address.host(row.slug), made and made[0]])
            owner.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
            owner.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(sql.Identifier(schema), app))


def register_catalogs(tenants: list[Tenant], items: int, *, since: dt.date, until: dt.date) -> None:
    """A registered catalog for each, and the events of its immediate items, spread over the time."""
    units = {unit.tenant_id: unit for unit in Unit.objects.filter(tenant__in=tenants)}
    for tenant in progress(tenants, label="登记目录", total=len(tenants)):
        with tenant_scope(tenant):
            filing = Filing.objects.create(
                unit=units[tenant.pk], number=1, title="测速公开目录", state=FilingState.REGISTERED, digest="0" * 64,
                register_number=f"测备{tenant.slug}号", filed_on=since, registered_on=since,
            )  # fmt: skip
            FiledItem.objects.bulk_create(_items(filing, items))
            Occasion.objects.bulk_create(_events(items, since, until))


def _timing(number: int) -> tuple[TimingKind, Frequency]:
    return TIMINGS[number % len(TIMINGS)]


def _items(filing: Filing, items: int) -> Iterator[FiledItem]:
    for number in range(items):
        timing, frequency = _timing(number)
        yield FiledItem(
            filing=filing,
            code=f"CS-{number + 1:02d}",
            section=f"测速第{number // 6 + 1}类",
            title=f"测速公开事项{number + 1}",
            scope=DisclosureScope.SOCIETY,
            timing=timing,
            frequency=frequency,
            due_workdays=10,
            approval_level=ApprovalLevel.NORMAL,
            order=number,
        )


def _events(items: int, since: dt.date, until: dt.date) -> Iterator[Occasion]:
    step = max((until - since).days // EVENTS, 1)
    for number in range(items):
        if _timing(number)[0] != TimingKind.IMMEDIATE:
            continue
        for event in range(EVENTS):
            day = since + dt.timedelta(days=event * step)
            yield Occasion(
                item_code=f"CS-{number + 1:02d}", kind=DutyKind.EVENT, key=day.isoformat(), label=f"第{event + 1}件",
                on=day, recorded_on=day,
            )  # fmt: skip


def live_a_year(tenants: list[Tenant], *, today: dt.date) -> None:
    """What was published, declared and waived of all that fell due until a day."""
    for tenant in progress(tenants, label="一年的公开", total=len(tenants)):
        with tenant_scope(tenant), connection.cursor() as cursor:
            for statement in HAPPENED:
                cursor.execute(statement, {"schema": tenant.schema_name, "today": today})
