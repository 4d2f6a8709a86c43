"""This year is being evaluated, in a district where two units and the centre have it on."""

import pytest
from django.utils import timezone

from cms.extension import By
from plugins.evaluation.actions import counting
from plugins.evaluation.actions.opening import open_year
from tenants.context import tenant_scope


@pytest.fixture
def on(turn):
    for slug in ("central", "ta", "tb"):
        turn(slug, "enable", "evaluation")


@pytest.fixture
def period(on, tenant):
    with tenant_scope(tenant("central")):
        return open_year(timezone.localdate().year, by=By("区委办", office=True))


@pytest.fixture
def crooked(monkeypatch):
    """The evidence of ta says two things of one unit."""
    honest = counting.evidence_of

    def told(units, *args, **asked):
        found = honest(units, *args, **asked)
        rows = found["ta"]
        rows.append(next(row for row in rows if row["kind"] == "unit") | {"level": "VILLAGE"})
        return found

    monkeypatch.setattr(counting, "evidence_of", told)
