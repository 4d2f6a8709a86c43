"""A count runs in the background: seen from the screen, one at a time, and told in plain words where it fails."""

import datetime as dt
import re

import pytest
from django.db import connections
from django.utils import timezone

from cms.extension import By
from plugins.evaluation.actions import counting, ordering
from plugins.evaluation.actions.packing import Held
from plugins.evaluation.ledger.models import CountRun, Dump, Score
from plugins.evaluation.states import Refused, RunState
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tests.people import browser

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
OFFICE = By("区委办", office=True)
WHERE = f"/admin/x/evaluation/periods/{timezone.localdate().year}/"
BUTTON = "给所有单位计分"


@pytest.fixture
def office(period):
    return browser("central", Role.OFFICE_CLERK)


@pytest.fixture
def centre(period, tenant):
    with tenant_scope(tenant("central")):
        yield period


def page(client):
    return client.get(WHERE).content.decode()


def waiting(period, **values):
    """An order that no worker has taken up."""
    return CountRun.objects.create(period=period, why="重新计分", by_name="区委办", **values)


def test_the_screen_tells_how_far_it_is_and_how_it_ended(office, monkeypatch):
    seen, row = [], counting._row

    def looked(*args):
        seen.extend(re.findall(r"已算 (\d+) 个单位，共 (\d+) 个", page(office)))
        return row(*args)

    monkeypatch.setattr(ordering, "AT_ONCE", 1)
    monkeypatch.setattr(counting, "_row", looked)
    done = office.post(f"{WHERE}count/", follow=True).content.decode()
    assert seen == [("0", "3"), ("1", "3"), ("2", "3")]
    assert "已给 3 个单位计分，证据已保存" in done and "data-count" not in done


def test_while_it_is_counted_nobody_can_order_it_again_and_the_page_offers_nothing(office, centre):
    waiting(centre)
    shown = page(office)
    assert "排在后台任务里" in shown and "counting.js" in shown and BUTTON not in shown
    assert "正在计分，算完以后再办" in office.post(f"{WHERE}count/", follow=True).content.decode()
    assert (CountRun.objects.filter(period=centre).count(), Score.objects.count()) == (1, 0)


def test_one_that_went_silent_is_told_and_does_not_stand_in_the_way(office, centre):
    waiting(centre, told_at=timezone.now() - dt.timedelta(hours=1), state=RunState.RUNNING)
    shown = page(office)
    assert "很久没有动静" in shown and BUTTON in shown
    office.post(f"{WHERE}count/")
    assert [run.state for run in CountRun.objects.filter(period=centre)] == [RunState.DONE, RunState.FAILED]
    assert Score.objects.count() == 3


def test_why_it_failed_names_the_unit_and_nothing_has_changed(office, centre, crooked):
    shown = office.post(f"{WHERE}count/", follow=True).content.decode()
    assert "甲镇党委的记录自相矛盾" in shown and BUTTON in shown
    assert (Score.objects.count(), Dump.objects.count()) == (0, 0)


def test_what_nobody_foresaw_is_told_without_its_traceback_and_undone(office, centre, monkeypatch):
    whole = Held.batches

    def broken(self, size):
        yield from whole(self, size)
        raise RuntimeError("disk full")

    monkeypatch.setattr(Held, "batches", broken)
    shown = office.post(f"{WHERE}count/", follow=True).content.decode()
    assert "系统出错。得分和证据都没有变" in shown and "disk full" not in shown
    assert (Score.objects.count(), Dump.objects.count()) == (0, 0)


def test_units_are_computed_outside_of_a_transaction(centre):
    depth = len(connections["default"].savepoint_ids)
    seen = []

    def watch(units, total):
        for one in units:
            seen.append(len(connections["default"].savepoint_ids) - depth)
            yield one

    assert counting.count(centre, by=OFFICE, watch=watch) == len(seen) == 3
    assert set(seen) == {0}


def test_a_period_that_was_settled_meanwhile_stays_as_it_is(centre):
    counting.count(centre, by=OFFICE)

    def settled(units, total):
        yield from units
        counting.conclude(type(centre).objects.get(pk=centre.pk), by=OFFICE)

    with pytest.raises(Refused, match="已定"):
        counting.count(centre, by=OFFICE, watch=settled)
    assert Dump.objects.count() == 1
