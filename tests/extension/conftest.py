"""The sample plugin, turned on where a test says so."""

import pytest

from cms.extension import actions
from cms.extension.actions import By
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.extension.sample.breaking import BROKEN

OFFICE = By("测试", office=True)


def turned(slug, verb, plugin="sample"):
    """A verb on a site. What the site's next request sees is what the ledger says."""
    with tenant_scope(Tenant.objects.get(slug=slug)):
        return getattr(actions, verb)(plugin, by=OFFICE)


@pytest.fixture
def turn(db):
    """turn("ta", "enable"), undone after the test."""
    return turned


@pytest.fixture
def broken():
    """broken.add("panel admin_home"): the sample fails there."""
    yield BROKEN
    BROKEN.clear()
