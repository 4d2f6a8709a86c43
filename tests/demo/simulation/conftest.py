"""A district of two units, both good: then all that is due is done."""

from __future__ import annotations

import datetime as dt

import pytest

from cms.demo.simulation.characters import Character, Role
from cms.registry.models import District, Subordination
from tenants.context import tenant_scope


@pytest.fixture
def demo(tenant, monkeypatch):
    with tenant_scope(tenant("central")):
        District.objects.update(is_demo=True)
        Subordination.objects.update(valid_from=dt.date(2026, 1, 1))
    monkeypatch.setattr(
        "cms.demo.simulation.planning.cast",
        lambda units, **_: {one.slug: Role(Character.GOOD) for one in units},
    )
    monkeypatch.setattr("cms.demo.simulation.playing.office.publish_plan", lambda unit: None)


@pytest.fixture
def village(tenant):
    return tenant("village")
