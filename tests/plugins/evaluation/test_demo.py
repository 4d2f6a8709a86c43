"""What units of the simulated year hand in: all of what is asked for, most of it, or the plan alone; once."""

import datetime as dt

import pytest

from plugins.evaluation.demo import EVENTS
from plugins.evaluation.ledger.models import Document, DocumentRuling
from plugins.evaluation.states import Mechanism
from tenants.context import tenant_scope

pytestmark = pytest.mark.django_db(databases=["default", "central"])
DAY = dt.date(2026, 3, 20)
MOST = set(Mechanism) - {Mechanism.SENTIMENT, Mechanism.EMERGENCY}


@pytest.mark.parametrize(
    ("diligent", "middling", "expected"),
    [(["village"], [], set(Mechanism)), ([], ["village"], MOST), (["ta"], ["tb"], {Mechanism.PLAN})],
)
def test_units_hand_in_as_they_are(on, tenant, diligent, middling, expected):
    for _twice in range(2):
        with tenant_scope(tenant("central")):
            EVENTS["documents handed in"](DAY, {"diligent": diligent, "middling": middling})
    with tenant_scope(tenant("village")):
        found = list(Document.objects.values_list("mechanism", flat=True))
        assert sorted(found) == sorted(expected)
        assert DocumentRuling.objects.filter(accepted=True).count() == len(found)
