"""An installation whose centre turned the showcase off when only the plugin's own code told the units of it."""

from __future__ import annotations

from importlib import import_module

import pytest

from cms.extension import actions
from cms.extension.actions import By
from plugins.showcase import showing
from plugins.showcase.ledger.models import Window
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.roles import owner_connection
from tests.registry.conftest import own_copy  # noqa: F401 -- the fixture

MIGRATION = import_module("plugins.showcase.ledger.migrations.0006_as_switched")
OFFICE = By("区委办公室", office=True)


def open_to_units() -> bool:
    with tenant_scope(Tenant.objects.get(slug="ta")):
        return showing.is_open()


def mend() -> None:
    with owner_connection() as owner:
        owner.execute(MIGRATION.TELL)


@pytest.mark.usefixtures("own_copy")
def test_the_upgrade_tells_units_how_the_switch_stands():
    with tenant_scope(Tenant.objects.get(slug="central")):
        actions.enable("showcase", by=OFFICE)
        actions.disable("showcase", by=OFFICE)
        # As it was left: open, for nobody told of what came after.
        Window.objects.create(is_open=True)
    assert open_to_units()
    mend()
    assert not open_to_units()
    with tenant_scope(Tenant.objects.get(slug="central")):
        actions.enable("showcase", by=OFFICE)
    mend()
    assert open_to_units(), "what is on is not called off"
