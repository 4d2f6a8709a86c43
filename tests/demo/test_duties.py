"""In a few units of the demonstration something is late, declared, excused and recorded; the same after a second load."""

import datetime as dt

import pytest
from django.utils import timezone

from cms.demo import duties, loader
from cms.obligations.models import Evidence, NilDeclaration, Obligation, Occasion
from cms.obligations.states import NilState, ObligationState
from cms.publication.models import Entry
from cms.registry.models import District, Unit
from tenants.context import tenant_scope

pytestmark = pytest.mark.django_db(databases=["default", "central"])
PATH = loader.DATA / "catalogs" / "chengguan.xlsx"
TODAY = timezone.localdate()
EARLY = TODAY.timetuple().tm_yday < 60
"""Too little has fallen due this year for one of everything."""


@pytest.fixture
def few(monkeypatch, tenant):
    monkeypatch.setattr(duties, "FEW", ("village",))
    with tenant_scope(tenant("central")):
        District.objects.update(is_demo=True)
    unit = Unit.objects.select_related("tenant").get(slug="village")
    load(unit)
    with tenant_scope(unit.tenant):
        yield unit


def load(unit: Unit) -> int:
    filing = loader.file_catalog(unit, PATH, today=TODAY)
    made = loader.fill(unit, filing, PATH, today=TODAY)
    loader.settle(today=TODAY)
    return made


def told() -> list[tuple]:
    return [
        (row.item_code, row.period_key, row.state, row.due_on)
        for row in Obligation.objects.order_by("item_code", "period_key")
    ]


def test_a_second_load_adds_nothing(few):
    before, entries = told(), Entry.objects.count()
    assert before
    if not EARLY:
        one_of_everything()
    assert load(few) == 0
    assert (told(), Entry.objects.count()) == (before, entries)


def one_of_everything() -> None:
    states = {state for _code, _key, state, _due in told()}
    assert {
        ObligationState.OVERDUE,
        ObligationState.NIL,
        ObligationState.WAIVED,
        ObligationState.SOON,
        ObligationState.MET,
    } <= states
    assert set(NilDeclaration.objects.values_list("state", flat=True)) == {
        NilState.PROPOSED,
        NilState.APPROVED,
    }
    recorded = {(row.item_code, row.key) for row in Occasion.objects.all()}
    assert recorded & set(Evidence.objects.values_list("item_code", "period_key")), "some are published"
    week = Obligation.objects.filter(met_on=None, due_on__range=(TODAY, TODAY + dt.timedelta(days=7)))
    assert week.exists()
