"""The sample plugin, turned on where a test says so."""

import pytest

from cms.extension import actions
from cms.extension.actions import By
from tenants.context import tenant_scope
from tests.extension.sample.breaking import BROKEN

OFFICE = By("测试", office=True)


@pytest.fixture
def turn(tenant):
    """turn("ta", "enable"): a verb on a site. What the site's next request sees is what the ledger says."""

    def do(slug, verb, plugin="sample"):
        with tenant_scope(tenant(slug)):
            return getattr(actions, verb)(plugin, by=OFFICE)

    return do


@pytest.fixture
def broken():
    """broken.add("panel admin_home"): the sample fails there."""
    yield BROKEN
    BROKEN.clear()
