"""What is on where, as this process knows it: read once for each change, and asked of no database in between.

A site carries a mark (`Tenant.switched`) that the database renews, in the same transaction, with every change of a
row. Whoever binds the site reads the mark anyway. Rows are kept under the mark that was read with them, in one
statement, so what is kept is never older than the site it is used for: not in another process, nor after a rollback.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cms.extension.plugin import Audience
from cms.extension.registry import Registry
from cms.extension.states import PluginState
from tenants.context import connection
from tenants.models import Tenant

Row = tuple[PluginState, dict[str, Any]]
ROWS = """
    SELECT t.switched, p.slug, p.state, p.settings FROM public.tenants_tenant t
      LEFT JOIN public.extension_tenantplugin p ON p.schema_name = t.schema_name WHERE t.schema_name = %s
"""
OF_TENANT, ANEW = "_plugins", "_plugins_anew"


@dataclass(frozen=True)
class Standing:
    """Of one site."""

    rows: Mapping[str, Row]
    """Slug → state and settings, as they are written down."""
    states: Mapping[str, PluginState]
    """Slug → what comes of it, of those that are not off: see `_state`."""


NOTHING = Standing({}, {})


@dataclass(frozen=True)
class _Kept:
    mark: uuid.UUID | None
    registry: Registry
    standing: Standing


_kept: dict[str, _Kept] = {}
"""Schema → the newest that this process read."""


def standing_of(tenant: Tenant, registry: Registry) -> Standing:
    """Of the site that is bound. At most one query for each time it was bound, and mostly none."""
    known: Standing | None = tenant.__dict__.get(OF_TENANT)
    if known is None:
        known = _remembered(tenant, registry) or _read(tenant, registry)
        tenant.__dict__[OF_TENANT] = known
    return known


def forget(tenant: Tenant) -> None:
    """It has changed in the open transaction: the mark that the site came with says nothing any more."""
    tenant.__dict__.pop(OF_TENANT, None)
    tenant.__dict__[ANEW] = True


def _remembered(tenant: Tenant, registry: Registry) -> Standing | None:
    kept = _kept.get(tenant.schema_name)
    if (
        kept is None
        or kept.registry is not registry
        or kept.mark != tenant.switched
        or ANEW in tenant.__dict__
    ):
        return None
    return kept.standing


def _read(tenant: Tenant, registry: Registry) -> Standing:
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [tenant.schema_name])
        found = cursor.fetchall()
    rows = {slug: (PluginState(state), json.loads(kept)) for _mark, slug, state, kept in found if slug}
    made = Standing(rows, _states(rows, registry, central=tenant.is_central))
    if found:
        _kept[tenant.schema_name] = _Kept(found[0][0], registry, made)
    return made


def _states(rows: Mapping[str, Row], registry: Registry, *, central: bool) -> dict[str, PluginState]:
    kind = Audience.CENTRAL if central else Audience.UNIT
    found = {slug: _state(slug, rows, registry, kind) for slug in rows}
    return {slug: state for slug, state in found.items() if state != PluginState.OFF}


def _state(slug: str, rows: Mapping[str, Row], registry: Registry, kind: Audience) -> PluginState:
    """One that failed, or is for other sites, is off whatever its row says; none is more on than what it needs."""
    plugin = registry.plugins.get(slug)
    if plugin is None or slug not in registry.brought or not plugin.audience & kind or slug not in rows:
        return PluginState.OFF
    states = [rows[slug][0], *(_state(other, rows, registry, kind) for other in plugin.requires)]
    return next(one for one in (PluginState.OFF, PluginState.FROZEN, PluginState.ACTIVE) if one in states)
