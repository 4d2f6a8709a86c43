"""What the office, a lead and a unit see of each other's evidence and scores: really committed, for each reads by itself."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from cms.extension import actions
from cms.extension.actions import By
from cms.registry.models import Unit
from plugins.evaluation import offers
from plugins.evaluation.actions import counting, standards
from plugins.evaluation.engine.reading import read
from plugins.evaluation.engine.schemes import default_data
from plugins.evaluation.gathering import Asked, Sources, gather
from plugins.evaluation.ledger.models import Scheme, Score
from plugins.evaluation.queries import CENTRAL
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.roles import owner_connection
from tests import sample
from tests.registry.conftest import copied

OFFICE = By("区委办", office=True)
TODAY = timezone.localdate()
SINCE, UNTIL = dt.date(TODAY.year, 1, 1), dt.date(TODAY.year, 12, 31)
LONG = "第二季度新建停车位三十个，改造老旧小区两处，居民反映的路灯问题已经解决，下一步继续做好排水管网改造。"


def bound(slug):
    return tenant_scope(Tenant.objects.get(slug=slug))


@pytest.fixture(scope="module")
def period(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), copied("evaluation"):
        for slug in ("central", "ta", "tb"):
            with bound(slug):
                actions.enable("evaluation", by=OFFICE)
        with bound("ta"), transaction.atomic():
            sample.article("TS-02", "停车位建设", LONG)
        with bound("central"):
            scheme = standards.publish(standards.bring_in(default_data(), by=OFFICE), by=OFFICE)
            made = standards.open_period(
                code="now", title="本年度", since=SINCE, until=UNTIL, scheme=scheme, by=OFFICE
            )
            counting.count(made, by=OFFICE)
        yield made


def asked(slugs, sources):
    units = Unit.objects.select_related("tenant").filter(slug__in=slugs)
    return Asked({unit.tenant.schema_name: unit for unit in units}, SINCE, UNTIL, TODAY, sources)


def test_the_office_may_ask_what_a_unit_would_have_scored_on_a_day(period):
    before = SINCE - dt.timedelta(days=1)
    with bound("central"):
        kept = offers.standing(unit_slug="ta")
        told = {day: offers.standing_on(unit_slug="ta", day=day.isoformat()) for day in (TODAY, SINCE)}
        assert offers.standing_on(unit_slug="ta", day=before.isoformat()) is None
        assert offers.standing_on(unit_slug="nobody", day=TODAY.isoformat()) is None
    assert told[TODAY]["indicators"] == kept["indicators"] and told[TODAY]["total"] == kept["total"]
    reasons = {one["code"]: one["reason"] for one in told[SINCE]["indicators"]}
    assert told[SINCE]["as_of"] == SINCE.isoformat() and reasons["A302"] == "nothing_published"
    with bound("ta"):
        assert offers.standing_on(unit_slug="tb", day=TODAY.isoformat()) is None


def test_the_unit_and_the_office_read_the_same_evidence(period):
    with bound("ta"):
        own = gather(asked(["ta"], Sources()))["ta"]
    with bound("central"):
        office = gather(asked(["ta", "tb"], CENTRAL))
    assert sorted(map(repr, own)) == sorted(map(repr, office["ta"]))
    assert {row["kind"] for row in own} >= {"unit", "route", "filing", "item", "duty", "version", "step"}
    read([*office["ta"], *office["tb"]])  # raises with every row that the engine would not take


def test_a_unit_asking_for_another_gets_nothing_of_it(period):
    with bound("ta"):
        found = gather(asked(["tb"], Sources()))["tb"]
    assert {row["kind"] for row in found} <= {"unit", "route", "filing"}
    assert not [row for row in found if row["kind"] == "filing" and row["filed_on"]]
    assert sample.CANARY not in repr(found)


def test_a_score_is_seen_by_its_unit_and_its_lead_and_nobody_else(period):
    def seen(using="default"):
        return set(Score.objects.using(using).values_list("schema_name", flat=True))

    schema = dict(Tenant.objects.values_list("slug", "schema_name"))
    for slug in ("ta", "tb", "village"):
        with bound(slug):
            assert seen() == {schema[slug]}
    with bound("ta"):  # leads the line of the village, and is above it
        assert seen("guide") == {schema["village"]}
    with bound("tb"):
        assert seen("guide") == set()
    with bound("central"):
        assert len(seen()) == 3
        with pytest.raises(DatabaseError, match="permission denied"):
            seen("central")  # the reader behind the public pages


def test_a_unit_writes_no_score(period):
    with bound("ta"):
        assert Score.objects.update(total=100) == 0
        row = Score.objects.get()
        with pytest.raises(DatabaseError, match="row-level security"):
            Score.objects.create(
                schema_name=row.schema_name,
                unit_id=row.unit_id,
                period=period,
                kind="LIVE",
                as_of=TODAY,
                body={},
            )


def test_without_row_security_every_score_would_show(period):
    """The control: with the policies off the same query finds the others."""
    with owner_connection() as owner:
        owner.execute("ALTER TABLE public.evaluation_ledger_score NO FORCE ROW LEVEL SECURITY")
        found = owner.execute(
            "SELECT count(DISTINCT schema_name) FROM public.evaluation_ledger_score"
        ).fetchone()
        owner.rollback()
    assert found == (3,)


def test_what_is_published_or_final_does_not_change_even_for_the_office(period):
    def undone(model, **values):
        with bound("central"), pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
            if model is Score:
                Score.objects.update(kind="FINAL")  # a counted one becomes final, and then:
            model.objects.update(**values)

    undone(Scheme, title="改")
    undone(Score, total=100)
    with bound("central"):
        Score.objects.update(total=99)  # the control: what is only counted may be counted again
