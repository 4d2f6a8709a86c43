"""What the office does in the simulated year: samples drawn, looked at and answered, dated as the day; a named event told."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from cms.demo.simulation import clock, story
from cms.demo.simulation.acts import OFFICE, Act, Verb
from cms.demo.simulation.playing import OF_THE_OFFICE, Stage
from cms.demo.simulation.playing.stage import moment_of
from cms.moderation.actions import draw_period
from cms.moderation.actions.sampling import NotADemonstration
from cms.moderation.models import ModerationCase, SampleDraw
from cms.registry.models import District, Unit
from tenants.context import tenant_scope
from tenants.tasks.backends import inline

pytestmark = pytest.mark.django_db(databases=["default", "central"])


@pytest.fixture
def stage(tenant):
    with tenant_scope(tenant("central")):
        District.objects.update(is_demo=True)
    return Stage(2026, 7, {}, {unit.slug: unit for unit in Unit.objects.select_related("tenant")})


def do(stage: Stage, day: dt.date, minute: int, verb: Verb, **said) -> Act:
    act = Act(day, minute, OFFICE, verb, said)
    with clock.at(moment_of(act)), inline():
        OF_THE_OFFICE[verb](stage, act)
    return act


def monday() -> dt.date:
    """The next one: what is committed for the tests came out in the week before it."""
    today = timezone.localdate()
    return today + dt.timedelta(days=7 - today.weekday())


def test_a_sample_is_drawn_from_the_plans_seed_looked_at_and_answered(stage):
    drawn = do(stage, monday(), 8 * 60, Verb.DRAW, seed="abc")
    with tenant_scope(stage.office.tenant):
        draws = list(SampleDraw.objects.order_by("kind", "level").values_list("seed", "drawn_at", "drawn"))
        case = ModerationCase.objects.get(draw__in=SampleDraw.objects.values_list("pk", flat=True))
    assert draws and all(at == moment_of(drawn) for _seed, at, _keys in draws)
    assert case.raised_at == moment_of(drawn)
    do(stage, monday(), 8 * 60, Verb.DRAW, seed="other")
    with tenant_scope(stage.office.tenant):
        assert (
            list(SampleDraw.objects.order_by("kind", "level").values_list("seed", "drawn_at", "drawn"))
            == draws
        )

    stage.sorts = {case.entry: "hollow"}
    looked = do(stage, monday() + dt.timedelta(days=2), 17 * 60, Verb.LOOK)
    owner = next(unit for unit in stage.units.values() if unit.tenant.schema_name == case.schema_name)
    answered = do(stage, monday() + dt.timedelta(days=4), 17 * 60, Verb.ANSWER, units=[owner.slug])
    with tenant_scope(owner.tenant):
        case = ModerationCase.objects.get(pk=case.pk)
    assert (case.state, case.decided_at, case.answered_at) == (
        "RETURNED",
        moment_of(looked),
        moment_of(answered),
    )


def test_in_a_real_district_nobody_chooses_the_seed_of_a_sample(tenant):
    with tenant_scope(tenant("central")), pytest.raises(NotADemonstration):
        draw_period(seeds=lambda stratum: "mine")
    with tenant_scope(tenant("central")):
        assert not SampleDraw.objects.exists()


def test_a_named_event_is_told_where_somebody_tells_it_and_passed_over_elsewhere(stage, monkeypatch):
    told = []
    monkeypatch.setitem(
        story.TOLD, "nominations", lambda day, stage: told.append((day, timezone.localdate()))
    )
    for name in ("nominations", "bulletin"):
        do(stage, dt.date(2026, 10, 12), 17 * 60, Verb.STORY, name=name)
    assert told == [(dt.date(2026, 10, 12), dt.date(2026, 10, 12))]
    with pytest.raises(ValueError, match="no such event"):
        story.tells("no such event")
