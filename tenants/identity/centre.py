"""The one way to a person's secrets: for a moment, with the central tenant bound."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tenants.context import tenant_scope
from tenants.models import Tenant


class NoCentre(RuntimeError):
    """The installation has no central site yet, where people's credentials are kept. The message says what to do."""

    for_people = True


@contextmanager
def at_the_centre() -> Iterator[Tenant]:
    """Bind the central tenant inside the block. Must not be entered from within a unit's transaction.

    PostgreSQL shows factors, attempts and hand-offs to nobody else (Access.CENTRE). Raises NoCentre.
    """
    central = Tenant.objects.filter(is_central=True).first()
    if central is None:
        raise NoCentre("还没有中心站点，人员的凭据无处存放：请先运行 cms district load")
    with tenant_scope(central):
        yield central
