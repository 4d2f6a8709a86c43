"""The simulated moment: for all that ask Django, in a demonstration alone, and gone afterwards."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from django.utils.timezone import now as bound_by_name

from cms.demo.simulation import clock, days
from cms.publication import clock as ledger
from cms.registry.models import District
from tenants.audit.actions import record
from tenants.audit.kinds import AuditKind
from tenants.context import tenant_scope

pytestmark = pytest.mark.django_db
MOMENT = days.moment(dt.date(2026, 3, 5), 10 * 60)


@pytest.fixture
def demo(tenant):
    with tenant_scope(tenant("central")):
        District.objects.update(is_demo=True)


def test_everybody_who_asks_is_told_the_moment(demo):
    with clock.at(MOMENT):
        assert timezone.now() == bound_by_name() == ledger.now() == MOMENT
        assert timezone.localdate() == dt.date(2026, 3, 5)
        assert timezone.template_localtime(MOMENT).hour == 10
        assert ledger.is_set_back()


def test_moments_lie_within_each_other_and_end_also_when_something_fails(demo):
    real = timezone.now()
    with pytest.raises(ZeroDivisionError), clock.at(MOMENT):
        with clock.at(MOMENT + dt.timedelta(days=1)):
            assert timezone.localdate() == dt.date(2026, 3, 6)
        assert timezone.now() == MOMENT
        raise ZeroDivisionError
    assert real <= timezone.now() < real + dt.timedelta(minutes=5)
    assert not ledger.is_set_back()


def test_the_database_dates_the_audit_itself(demo, ta):
    with clock.at(MOMENT):
        row = record(kind=AuditKind.DEMO_SIMULATED)
    row.refresh_from_db()
    assert row.at - MOMENT > dt.timedelta(days=1)


def test_a_real_district_has_no_other_moment_than_now(db):
    with pytest.raises(ledger.NotADemonstration), clock.at(MOMENT):
        pass
    assert timezone.localdate() != dt.date(2026, 3, 5)
