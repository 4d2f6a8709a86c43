"""Giving units their sites: provisioning in parallel, and keeping a site's name that of its unit."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from psycopg import sql
from wagtail.models import Revision, Site

from cms.registry.models import Unit
from cms.registry.vocabulary import UnitKind
from tenants import fingerprint
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.progress import progress
from tenants.provision import Blueprint, NewTenant, analyze_catalogs, provision, read_blueprint
from tenants.roles import configured, owner_connection
from tenants.states import TenantState

CONNECTIONS = 2
WITHOUT_SCHEMA = (TenantState.DELETING, TenantState.DELETED)
FORGET = "UPDATE public.tenants_tenant SET cache_version = cache_version + 1 WHERE id = %s"
PRIMARY_HOSTS = """
    SELECT t.id, t.schema_name, t.state, t.slug, d.domain FROM public.tenants_tenant t
      JOIN public.tenants_domain d ON d.tenant_id = t.id AND d.is_primary
"""
SITE_ANSWERS = (
    "UPDATE {site} SET hostname = {h}, port = {p} WHERE (hostname, port) IS DISTINCT FROM ({h}, {p})"
)
MOVED = """
    UPDATE public.tenants_domain SET domain = left(domain, -length(%(old)s)) || %(new)s
     WHERE tenant_id = %(tenant)s AND domain LIKE '%%' || %(old)s
"""


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
    roles, local = configured(), threading.local()

    def work(new: NewTenant) -> str:
        if not hasattr(local, "owner"):
            local.owner = stack.enter_context(owner_connection(autocommit=True))
        provision(new, owner=local.owner, blueprint=blueprint, roles=roles)
        return new.slug

    # The pool closes first: no site is being made when the connections go.
    with ExitStack() as stack, ThreadPoolExecutor(CONNECTIONS) as pool:
        running = [pool.submit(work, new) for new in wanted]
        try:
            made = [task.result() for task in progress(running, label="建立站点", total=len(running))]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    with owner_connection(autocommit=True) as owner:
        analyze_catalogs(owner)
    return made


def rename_sites() -> list[str]:
    """Give sites whose unit was renamed the new name. Schema and addresses stay. Returns their slugs.

    A title that the unit has chosen itself is left alone.
    """
    renamed = [
        unit
        for unit in Unit.objects.select_related("tenant").exclude(tenant__state__in=WITHOUT_SCHEMA)
        if unit.tenant and unit.tenant.title != unit.name
    ]
    for unit in renamed:
        with tenant_scope(unit.tenant), transaction.atomic():
            _retitle(unit.tenant.title, unit.name)
        # Last: a run that ends before this line does it again.
        with owner_connection() as owner:
            owner.execute(
                "UPDATE public.tenants_tenant SET title = %s WHERE id = %s", [unit.name, unit.tenant_id]
            )
    return [unit.slug for unit in renamed]


def _retitle(old: str, new: str) -> None:
    """The bound tenant's site and home page, and the draft that an editor of the home page would open."""
    site = Site.objects.select_related("root_page").get(is_default_site=True)
    if site.site_name == old:
        site.site_name = new
        site.save(update_fields=["site_name"])
    home = site.root_page.specific
    if home.title == old:
        home.title = new
        home.draft_title = new if home.draft_title == old else home.draft_title
        home.save()
    draft = home.latest_revision
    if draft and draft.content.get("title") == old:
        Revision.objects.filter(pk=draft.pk).update(content=draft.content | {"title": new}, object_str=new)


def answer_on(address: Address) -> int:
    """Tell every site the port and base name it is reached under now. Returns how many changed.

    Former addresses move along, and what any process has cached of the addresses of a site is forgotten.
    """
    changed = 0
    with owner_connection() as owner:
        rows = owner.execute(PRIMARY_HOSTS).fetchall()
        for tenant, schema, state, slug, host in rows:
            wanted = address.host(slug)
            if wanted != host:
                _move_hosts(owner, tenant, slug, host, address)
            if state not in WITHOUT_SCHEMA:
                done = owner.execute(
                    sql.SQL(SITE_ANSWERS).format(
                        site=sql.Identifier(schema, "wagtailcore_site"),
                        h=sql.Literal(wanted),
                        p=sql.Literal(address.port),
                    )
                )
                changed += done.rowcount
                if done.rowcount:
                    owner.execute(FORGET, [tenant])
    return changed


def _move_hosts(owner: Any, tenant: int, slug: str, host: str, address: Address) -> None:
    """The primary host of a site, and those of its former ones that have the same base name."""
    former = host.removeprefix(f"{slug}.")
    owner.execute(MOVED, {"old": f".{former}", "new": f".{address.base}", "tenant": tenant})
    owner.execute(
        "UPDATE public.tenants_domain SET domain = %s WHERE tenant_id = %s AND is_primary",
        [address.host(slug), tenant],
    )
