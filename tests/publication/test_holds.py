"""What the office holds back is approved and not public, until the office lets it go or the hold is over."""

import datetime as dt

import pytest
from django.utils import timezone

from cms.moderation.models import Hold, ModerationCase
from cms.moderation.signals import released
from cms.pages.models import ArticlePage
from cms.procedure.models import Plan
from cms.procedure.states import PlanState
from cms.publication import actions, schedule
from cms.publication.models import Entry
from tenants.context import rebind
from tests.approval import approve
from tests.sample import article

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])


@pytest.fixture
def held(ta, tenant):
    """The office holds item TS-02 of every unit for a week."""
    rebind(tenant("central"))
    hold = Hold.objects.create(
        item_code="TS-02",
        reason="先核实",
        until=timezone.localdate() + dt.timedelta(days=7),
        by_name="负责人",
    )
    rebind(ta)
    return hold


def lift(hold: Hold, tenant, ta) -> None:
    rebind(tenant("central"))
    Hold.objects.filter(pk=hold.pk).update(lifted_at=timezone.now())
    rebind(ta)
    released.send(sender=Hold, hold=hold)


def is_public(page: ArticlePage) -> bool:
    live = ArticlePage.objects.get(pk=page.pk).live
    assert live == Entry.objects.filter(uuid=page.translation_key, withdrawn_at=None).exists()
    return live


def test_what_is_held_waits_and_goes_public_when_the_hold_is_lifted(held, ta, tenant):
    kept = approve(article("TS-02", "压住的", "正文", publish=False))
    other = article("TS-01", "不相干的", "正文")
    assert (kept.state, is_public(kept.page), is_public(other)) == (PlanState.APPROVED, False, True)
    assert ModerationCase.objects.get(plan=kept.pk).why == "HELD"
    assert actions.publish_released() == 0
    lift(held, tenant, ta)
    assert is_public(kept.page)
    assert Plan.objects.get(pk=kept.pk).state == PlanState.PUBLISHED


def test_what_was_meant_for_later_is_asked_when_its_moment_comes(held, ta, tenant):
    plan = approve(
        article("TS-02", "定时的", "正文", publish=False), at=timezone.now() + dt.timedelta(hours=1)
    )
    moment = timezone.now() - dt.timedelta(seconds=5)
    plan.revision.refresh_from_db()
    plan.revision.content["go_live_at"] = moment.isoformat()
    plan.revision.approved_go_live_at = moment
    plan.revision.save(update_fields=["content", "approved_go_live_at"])
    Plan.objects.filter(pk=plan.pk).update(publish_at=moment)
    schedule.go_live.call(f"page:{plan.page_id}", moment.isoformat(), _tenant=ta.schema_name)
    assert not is_public(plan.page)
    lift(held, tenant, ta)
    assert is_public(plan.page)
