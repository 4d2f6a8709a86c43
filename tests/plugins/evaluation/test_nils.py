"""本期无此事项 is drawn and judged like anything else, and what was found of it counts."""

from fractions import Fraction
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from cms.extension import By, NilDeclaration, Unit, actions
from plugins.evaluation.actions import samples
from plugins.evaluation.actions.opening import open_year
from plugins.evaluation.gathering import Sources
from plugins.evaluation.ledger.models import Draw, NilSample
from plugins.evaluation.queries import evidence_of
from plugins.evaluation.sampling.drawing import drawn
from plugins.evaluation.states import Refused
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tenants.models import Tenant
from tests.people import browser
from tests.plugins.evaluation.made import later, row, score, year
from tests.plugins.evaluation.strategies_pages import changed, missed, of
from tests.registry.conftest import copied

TODAY = timezone.localdate()
OFFICE = By("区委办", office=True)
ONE, TWO, THREE = (By(f"评审{n}", UUID(int=n)) for n in (1, 2, 3))
SHEET = f"/admin/x/evaluation/periods/{TODAY.year}/samples/ta/NIL/"


def bound(slug):
    return tenant_scope(Tenant.objects.get(slug=slug))


@pytest.fixture(scope="module")
def period(django_db_setup, django_db_blocker):
    """Really committed: the office reads what units declared by a connection of its own."""
    with django_db_blocker.unblock(), copied("nils"):
        for slug in ("central", "ta"):
            with bound(slug):
                actions.enable("evaluation", by=OFFICE)
        with bound("central"):
            yield open_year(TODAY.year, by=OFFICE)


@pytest.fixture(scope="module")
def declared(period):
    """Four that were approved and one that was taken back again."""
    unit = Unit.objects.select_related("tenant").get(slug="ta")
    with bound("ta"):
        for n in range(5):
            NilDeclaration.objects.create(
                unit=unit, item_code="TS-02", item_title="进展", period_key=f"2001-Q{n}", period_label=f"第{n}期",
                reason="没有新开工", state="APPROVED", proposed_by=UUID(int=7), decided_on=TODAY, approved=True,
                ended_on=TODAY if n == 4 else None,
            )  # fmt: skip
    return unit


def judge(unit, period, by, *quarters):
    for key, value in zip(Draw.objects.get().drawn, quarters, strict=True):
        samples.judge(unit, period, indicator="NIL", item=key, quarters=value, by=by)


def found(unit, period):
    rows = evidence_of([unit], period, as_of=TODAY, sources=Sources())["ta"]
    return {one["period"]: one["sample"] for one in rows if one["kind"] == "nil"}


def test_the_sheet_asks_whether_it_is_true(declared, period):
    with pytest.raises(Refused, match="没有抽中"), bound("central"):
        samples.judge(declared, period, indicator="NIL", quarters=4, by=ONE)
    clerk = browser("central", Role.OFFICE_CLERK)
    assert "是否属实" in clerk.get("/admin/x/evaluation/samples/").content.decode()
    before = clerk.get(SHEET).content.decode()
    assert "抽几件" in before and 'name="quarters"' not in before
    after = clerk.post(f"{SHEET}draw/", {"size": "3"}, follow=True).content.decode()
    assert after.count("没有新开工") == 3 and after.count("不属实") == 3 and "3/4" not in after


def test_what_two_found_of_each_that_was_drawn_is_evidence(declared, period):
    with bound("central"):
        draw = Draw.objects.get(indicator="NIL")
        assert (draw.population, len(draw.drawn)) == (4, 3)
        with pytest.raises(Refused, match="属实或者不属实"):
            judge(declared, period, ONE, 2, 2, 2)
        judge(declared, period, ONE, 4, 0, 4)
        judge(declared, period, TWO, 4, 0, 0)
        with pytest.raises(Refused, match="第三人"):
            samples.settle(declared, period, indicator="NIL", by=OFFICE)
        samples.judge(declared, period, indicator="NIL", item=draw.drawn[2], quarters=0, by=THREE)
        samples.settle(declared, period, indicator="NIL", by=OFFICE)
        with pytest.raises(Refused, match="已经计入"):
            samples.settle(declared, period, indicator="NIL", by=OFFICE)
        with pytest.raises(DatabaseError, match="keeps what was"), transaction.atomic():
            NilSample.objects.update(borne_out=True)
    first, second, third = (key.partition("/")[2] for key in draw.drawn)
    (other,) = {f"2001-Q{n}" for n in range(4)} - {first, second, third}
    with bound("ta"):
        assert found(declared, period) == {first: "borne_out", second: "false", third: "false", other: None}
    with bound("tb"):
        assert not NilSample.objects.exists()


def everything_declared(rows):
    """Nothing of what was missed is told, but that there was nothing to tell. (rows, keys of those that are not true)"""
    rows = [one | {"sample": None} if one["kind"] == "nil" else one for one in rows]
    false = set()
    for one in missed(rows):
        told = later(one["due_on"], -2)
        rows = changed(rows, one, nil_on=told)
        rows = [*rows, row("nil", item=one["item"], period=one["period"], decided_on=told, sample=None)]
        false.add(f"{one['item']}/{one['period']}")
    return rows, false


def sampled(rows, false, seed, size):
    keys = [f"{one['item']}/{one['period']}" for one in of(rows, "nil")]
    chosen = set(drawn(seed, keys, size))
    found = {key: "false" if key in false else "borne_out" for key in chosen}
    return [
        one | {"sample": found.get(f"{one['item']}/{one['period']}")} if one["kind"] == "nil" else one
        for one in rows
    ]


def total(rows):
    return Fraction(score(rows)["total"])


@pytest.mark.parametrize("manner", ["average", "late"])
def test_declaring_everything_nil_pays_only_until_somebody_draws(manner):
    honest = total([one | {"sample": None} if one["kind"] == "nil" else one for one in year(manner)])
    gamed, false = everything_declared(year(manner))
    assert total(gamed) > honest
    # A sample that finds only wrong ones takes away all that they gave, and what was true besides.
    wrong = [one | {"sample": "false"} if one["kind"] == "nil" and f"{one['item']}/{one['period']}" in false else one
             for one in gamed]  # fmt: skip
    assert total(wrong) < honest
    # A sample may be lucky. By the lot of fifty seeds it does not pay.
    for size in (1, 5):
        gains = [total(sampled(gamed, false, str(seed), size)) - honest for seed in range(50)]
        assert sum(gains) <= 0
