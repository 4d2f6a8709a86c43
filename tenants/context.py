"""Which tenant the running code acts for, and the only place where that changes.

The binding is held twice, in a ContextVar and on the database connection, and every read compares the two:
a thread or a callback that has only one of them is a bug that must stop, not a page of another unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.db import connection as _django_connection

if TYPE_CHECKING:
    from tenants.models import Tenant

connection: Any = _django_connection
"""Our engine's connection (tenants.backend). Untyped, for Django's stubs do not know its methods."""
_bound: ContextVar[Any] = ContextVar("tenant", default=None)


class TenantNotBound(RuntimeError):
    """Code that needs a tenant ran without one."""


class TenantMismatch(RuntimeError):
    """The context and the database connection name different tenants."""


class SwitchInTransaction(RuntimeError):
    """A switch of tenant was asked for while a transaction was open."""


def current_or_none() -> Tenant | None:
    """The bound tenant, or None outside any tenant. Raises TenantMismatch."""
    tenant = _bound.get()
    name = tenant.schema_name if tenant is not None else "public"
    if connection.schema_name != name:
        raise TenantMismatch(f"context says {name}, connection says {connection.schema_name}")
    return tenant


def current() -> Tenant:
    """The bound tenant. Raises TenantNotBound, TenantMismatch."""
    tenant = current_or_none()
    if tenant is None:
        raise TenantNotBound("no tenant is bound; use tenant_scope()")
    return tenant


def current_schema() -> str:
    """Schema name of the bound tenant. Raises TenantNotBound."""
    return current().schema_name


def rebind(tenant: Tenant | None) -> Tenant | None:
    """Bind without any check and return what was bound before. For the middleware and the backend only."""
    previous = _bound.get()
    _bound.set(tenant)
    if tenant is None:
        connection.set_schema_to_public()
    else:
        connection.set_tenant(tenant)
    return previous


def _in_transaction() -> bool:
    """Whether a transaction of real work is open (the one that wraps a test does not count)."""
    blocks: list[Any] = connection.atomic_blocks
    return connection.in_atomic_block and any(not block._from_testcase for block in blocks)


@contextmanager
def tenant_scope(tenant: Tenant) -> Iterator[Tenant]:
    """Act for `tenant` inside the block, and for whoever was bound before after it.

    Pass ids, never model instances, in and out of the block. Entering the tenant that is already bound is
    allowed anywhere. Raises SwitchInTransaction when a transaction is open for another one.
    """
    before = current_or_none()
    if before is not None and before.schema_name == tenant.schema_name:
        yield before
        return
    if _in_transaction():
        raise SwitchInTransaction(f"cannot switch to {tenant.schema_name} inside a transaction")
    rebind(tenant)
    try:
        yield tenant
    finally:
        rebind(before)
