"""采用: into drafts, once, for oneself; and half a year later."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from cms.catalog.models import CatalogItem
from cms.catalog.queries import working
from cms.pages.models import ArticlePage
from plugins.showcase import actions
from plugins.showcase.actions import adopting
from plugins.showcase.ledger.models import Adoption
from plugins.showcase.states import Refused
from tenants.tasks.models import DueIndex
from tests.plugins.showcase.conftest import at
from tests.plugins.showcase.practising import FIGURES, KIT, LATER, real_kit, shown

pytestmark = [pytest.mark.django_db(databases=["default", "central"]), at("shown")]


def test_items_and_pages_become_drafts_and_nothing_more(course, practice):
    made = course.do("tb", "adopt", practice.pk, items=["YB-01"], pages=["p1"])
    with course.on("tb"):
        version = working()
        assert version.filed_at is None
        item = version.items.get(code="YB-01")
        assert (item.title, item.scope, item.responsible) == ("院坝会议定事项", "SOCIETY", "")
        page = ArticlePage.objects.get(title="院坝会公告样稿")
        assert not page.live and page.first_published_at is None and page.item_code == "TS-01"
        assert "&lt;b&gt;时间" in str(page.body)
    assert made.taken == {"items": ["YB-01"], "pages": ["p1"], "settings": [], "version": 1}
    assert made.kit_digest == practice.kit_digest


def test_again_is_once(course, practice):
    for _time in range(2):
        course.do("tb", "adopt", practice.pk, items=["YB-01", "YB-01"], pages=["p1"])
    with course.on("tb"):
        assert CatalogItem.objects.filter(code="YB-01", version=working()).count() == 1
        assert ArticlePage.objects.filter(title="院坝会公告样稿").count() == 1
        assert Adoption.objects.count() == 1


def test_a_clash_takes_nothing_and_says_all_reasons(course, practice):
    kit = KIT | {"items": [*KIT["items"], {"code": "TS-01", "title": "别的", "cells": {"code": "TS-01"}}]}
    course.do("central", "edit", practice.pk, kit=kit)
    with pytest.raises(Refused) as refusal:
        course.do("tb", "adopt", practice.pk, items=["YB-01", "TS-01", "NO-99"], pages=["p1"])
    assert "编码 TS-01 在本单位目录里已经是" in str(refusal.value)
    assert "做法包里没有“NO-99”" in str(refusal.value)
    with course.on("tb"):
        assert (
            not Adoption.objects.exists() and not ArticlePage.objects.filter(title="院坝会公告样稿").exists()
        )
        assert not CatalogItem.objects.filter(code="YB-01").exists()


def test_a_sample_without_its_item_waits_for_the_catalog(course, practice):
    kit = KIT | {"pages": [KIT["pages"][0] | {"item": "YB-01"}]}
    course.do("central", "edit", practice.pk, kit=kit)
    with pytest.raises(Refused, match="请等目录登记以后再采用"):
        course.do("tb", "adopt", practice.pk, pages=["p1"])


def test_not_the_own_and_not_at_the_centre_and_not_what_is_down(course, practice):
    with pytest.raises(Refused, match="本单位自己的做法"):
        course.do("ta", "adopt", practice.pk, items=["YB-01"])
    with pytest.raises(Refused, match="在自己的站点采用"):
        course.do("central", "adopt", practice.pk, items=["YB-01"])
    with pytest.raises(Refused, match="请选要采用的"):
        course.do("tb", "adopt", practice.pk)
    course.do("central", "take_down", practice.pk, reason="有误")
    with pytest.raises(Refused, match="已经撤下"):
        course.do("tb", "adopt", practice.pk, items=["YB-01"])


def test_an_adoption_is_written_by_its_unit_alone(course, practice):
    made = course.do("tb", "adopt", practice.pk, items=["YB-01"])
    for other in ("ta", "central"):
        with course.on(other):
            assert Adoption.objects.filter(pk=made.pk).exists()  # everybody reads it
            assert Adoption.objects.filter(pk=made.pk).update(after={"total": "100"}) == 0
    with course.on("village"), pytest.raises(DatabaseError, match="for itself alone"), transaction.atomic():
        Adoption.objects.create(
            campaign_id=practice.campaign_id, practice=practice, unit_id=course.units["ta"], kit_digest=""
        )


def test_half_a_year_later_the_figures_are_put_beside_those_of_then(course, practice, monkeypatch):
    said = {"tb": FIGURES}
    monkeypatch.setattr(adopting, "figures_of", lambda slug: said.get(slug))
    made = course.do("tb", "adopt", practice.pk, items=["YB-01"])
    assert made.before == FIGURES
    said["tb"] = LATER
    with course.on("ta"):
        assert not actions.remeasure(made.pk)
    with course.on("tb"):
        assert actions.remeasure(made.pk, on=dt.date(2027, 6, 1))
        assert not actions.remeasure(made.pk)
        row = Adoption.objects.get()
        assert (row.before["total"], row.after["total"], row.measured_on) == (
            "71.5",
            "86",
            dt.date(2027, 6, 1),
        )


def test_the_second_look_is_scheduled(course, practice):
    made = course.do("tb", "adopt", practice.pk, items=["YB-01"])
    with course.on("tb"):
        due = DueIndex.objects.get(kind=adopting.DUE, object=str(made.pk)).due_at
    assert 180 <= (due - timezone.now()).days <= 184


def test_a_kit_holds_public_items_alone_and_what_it_holds_can_be_taken(course):
    kit = real_kit(course, "ta")
    codes = {one["code"] for one in kit["items"]}
    with course.on("ta"):
        hidden = set(CatalogItem.objects.exclude(scope="SOCIETY").values_list("code", flat=True))
    assert codes and not codes & hidden
    assert all("responsible" not in one["cells"] for one in kit["items"])
    one = kit["items"][0]
    cells = one["cells"] | {"code": "QX-01"}
    practice = shown(
        course, kit={"items": [one | {"code": "QX-01", "cells": cells}], "pages": [], "settings": []}
    )
    course.do("tb", "adopt", practice.pk, items=["QX-01"])
    with course.on("tb"):
        assert working().items.get(code="QX-01").title == one["title"]
