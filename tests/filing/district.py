"""What the tests of filing do in the small district: compile and file for a unit, and enter a site in a role."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from cms.catalog.actions import take_in
from cms.catalog.importing import CatalogDocument
from cms.catalog.importing.words import table
from cms.catalog.models import CatalogVersion
from cms.catalog.rows import CatalogRow
from cms.filing.actions import submit
from cms.filing.models import Filing
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole
from tenants.models import Tenant
from tests import sample
from tests.people import browser


def compiled(*rows, title: str = "目录") -> CatalogVersion:
    """A working version in the bound tenant."""
    return take_in(CatalogDocument(items=list(rows) or sample.rows(), title=title), source="t.xlsx")


def whole(code: str, title: str, *, kind: str = "TOWN", **values) -> CatalogRow:
    """An item that names every matter that a kind of unit has to have: with it a small catalog can be filed."""
    blocks = [block["words"][0] for block in table("mandatory")["block"] if kind in block["kinds"]]
    return sample.row(code, title, **{"content": "、".join(blocks)} | values)


class District:
    """What the tests of filing do in the small district: file for a unit, and enter a site in a role."""

    def __init__(self) -> None:
        self.browsers: dict[tuple[str, MemberRole], Client] = {}

    def tenant(self, slug: str) -> Tenant:
        return Tenant.objects.get(slug=slug)

    def at(self, slug: str, role: MemberRole) -> Client:
        if (slug, role) not in self.browsers:
            self.browsers[slug, role] = browser(slug, role)
        return self.browsers[slug, role]

    def file(self, slug: str, *rows, **how) -> Filing:
        """Compile and file for a unit."""
        with tenant_scope(self.tenant(slug)):
            return submit(compiled(*rows), reason="调整", **how)

    def now(self, slug: str, filing: Filing) -> Filing:
        """The filing as the ledger has it."""
        with tenant_scope(self.tenant(slug)):
            return Filing.objects.get(pk=filing.pk)

    def done(self, slug: str, act: Callable, filing: Filing, **how) -> Filing:
        """A verb in the unit's tenant."""
        with tenant_scope(self.tenant(slug)):
            return act(Filing.objects.get(pk=filing.pk), **how)
