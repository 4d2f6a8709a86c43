"""Giving units their sites: provisioning in parallel, and keeping a site's name that of its unit."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from cms.registry.models import Unit
from cms.registry.vocabulary import UnitKind
from tenants import fingerprint
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.progress import progress
from tenants.provision import Blueprint, NewTenant, analyze_catalogs, provision, read_blueprint
from tenants.roles import configured, owner_connection

CONNECTIONS = 2


@dataclass(frozen=True)
class Address:
    """Where sites answer: <slug>.<base>:<port>."""

    base: str
    port: int

    def host(self, slug: str) -> str:
        return f"{slug}.{self.base}"


def _new(unit: Any, address: Address) -> NewTenant:
    return NewTenant(
        slug=unit.slug,
        title=unit.name,
        host=address.host(unit.slug),
        port=address.port,
        is_central=unit.kind == UnitKind.COMMITTEE,
    )


def open_central(unit: Any, address: Address) -> Tenant:
    """The central tenant, made when it is missing: the register is written from there."""
    found = Tenant.objects.filter(is_central=True).first()
    if found:
        return found
    with owner_connection() as owner:
        blueprint = read_blueprint(owner, fingerprint.of_code())
        provision(_new(unit, address), owner=owner, blueprint=blueprint, roles=configured())
    return Tenant.objects.get(is_central=True)


def open_sites(central: Tenant, address: Address) -> list[str]:
    """Make a site for every unit of the register that has none. Returns their slugs. Resumable."""
    missing = list(Unit.objects.filter(tenant=None))
    with owner_connection() as owner:
        blueprint = read_blueprint(owner, fingerprint.of_code())
    wanted = [_new(unit, address) for unit in missing]
    made = _provision_all(wanted, blueprint)
    by_slug = {tenant.slug: tenant for tenant in Tenant.objects.filter(slug__in=made)}
    with tenant_scope(central):
        for unit in missing:
            Unit.objects.filter(pk=unit.pk).update(tenant=by_slug[unit.slug])
    return made


def _provision_all(wanted: list[NewTenant], blueprint: Blueprint) -> list[str]:
    if not wanted:
        return []
    roles = configured()

    def work(share: list[NewTenant]) -> Iterable[str]:
        with owner_connection(autocommit=True) as owner:
            for new in share:
                provision(new, owner=owner, blueprint=blueprint, roles=roles)
                yield new.slug

    shares = [wanted[start::CONNECTIONS] for start in range(CONNECTIONS)]
    made: list[str] = []
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        running = [pool.submit(list, work(share)) for share in shares]
        for task in progress(running, label="建立站点", total=len(running)):
            made += task.result()
    with owner_connection(autocommit=True) as owner:
        analyze_catalogs(owner)
    return made


RETITLE = """
    UPDATE {schema}.wagtailcore_site SET site_name = {title};
    UPDATE {schema}.wagtailcore_page SET title = {title}, draft_title = {title} WHERE depth = 2;
    UPDATE public.tenants_tenant SET title = {title} WHERE schema_name = {name};
"""


def rename_sites() -> list[str]:
    """Give sites whose unit was renamed the new name. Schema and addresses stay. Returns their slugs."""
    renamed = [unit for unit in Unit.objects.select_related("tenant") if unit.tenant and unit.tenant.title != unit.name]
    with owner_connection() as owner:
        for unit in renamed:
            _retitle(owner, unit.tenant.schema_name, unit.name)
    return [unit.slug for unit in renamed]


def _retitle(owner: psycopg.Connection, schema: str, title: str) -> None:
    owner.execute(
        sql.SQL(RETITLE).format(schema=sql.Identifier(schema), name=sql.Literal(schema), title=sql.Literal(title))
    )


def answer_on(address: Address) -> int:
    """Tell every site the port and base name it is reached under now. Returns how many changed."""
    changed = 0
    with owner_connection() as owner:
        rows = owner.execute(
            "SELECT t.schema_name, t.slug, d.id, d.domain FROM tenants_tenant t"
            " JOIN tenants_domain d ON d.tenant_id = t.id AND d.is_primary"
        ).fetchall()
        for schema, slug, domain, host in rows:
            wanted = address.host(slug)
            if wanted != host:
                owner.execute("UPDATE tenants_domain SET domain = %s WHERE id = %s", [wanted, domain])
            site = sql.Identifier(schema, "wagtailcore_site")
            done = owner.execute(
                sql.SQL("UPDATE {} SET hostname = {h}, port = {p} WHERE (hostname, port) IS DISTINCT FROM ({h}, {p})").format(
                    site, h=sql.Literal(wanted), p=sql.Literal(address.port)
                )
            )
            changed += done.rowcount
    return changed
