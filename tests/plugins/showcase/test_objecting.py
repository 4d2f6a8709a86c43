"""公示 in public: who is to be selected, and an objection by anybody, which the office alone reads."""

import pytest
from django.utils import timezone

from plugins.showcase import objecting
from plugins.showcase.ledger.models import Objection
from tests.extension.conftest import turned
from tests.plugins.showcase.conftest import MONTH_AGO, at

pytestmark = [pytest.mark.django_db(databases=["default", "central", "guide"]), at("notice")]
WHERE = "/x/showcase/notices/c2026/"
TEXT = "公开栏上个月没有更新，不应入选。"


@pytest.fixture(scope="module")
def ready(planted):
    for slug in ("central", "village"):
        turned(slug, "enable", "showcase")


@pytest.fixture
def public(course, visit):
    return visit("central")


def page(client, **sent):
    answer = client.post(WHERE, sent) if sent else client.get(WHERE)
    return answer.status_code, answer.content.decode()


def test_nobody_sees_the_result_before_it_is_put_out(public):
    assert page(public)[0] == 404


def test_anybody_reads_it_and_objects_while_it_runs(public, course):
    course.do("central", "announce", course.pk)
    status, shown = page(public)
    assert (status, "丙村党总支" in shown, "提出异议" in shown) == (200, True, True)
    status, shown = page(public, text=TEXT, about="丙村党总支", contact="")
    assert (status, "收到了" in shown) == (200, True)
    assert "set-cookie" not in {name.lower() for name in public.get(WHERE).headers}
    with course.on("central"):
        kept = Objection.objects.get()
        assert (kept.text, kept.by, kept.by_name, kept.code in shown) == (TEXT, None, "", True)


@pytest.mark.parametrize("slug", ["ta", "tb", "village"])
def test_no_unit_reads_an_objection(public, course, slug):
    course.do("central", "announce", course.pk)
    page(public, text=TEXT, about="丙村党总支", contact="")
    with course.on(slug):
        assert not Objection.objects.exists()
    with course.on("central"):
        assert Objection.objects.exists()  # the control


def test_everything_wrong_is_told_and_nothing_is_kept(public, course):
    course.do("central", "announce", course.pk)
    for sent in ({"text": " "}, {"text": "太长" * 1500}, {"text": TEXT, "contact": "1" * 101}):
        status, shown = page(public, **sent)
        assert (status, "alert" in shown) == (422, True)
    with course.on("central"):
        assert not Objection.objects.exists()


def test_after_its_days_nothing_is_taken(public, course):
    course.do("central", "announce", course.pk, on=MONTH_AGO)
    status, shown = page(public, text=TEXT)
    assert (status, "公示期已满" in shown) == (422, True)
    assert timezone.localdate() > MONTH_AGO


def test_a_flood_is_stopped_for_all_without_knowing_whose_it_is(public, course, monkeypatch):
    monkeypatch.setattr(objecting, "MOST_AN_HOUR", 2)
    course.do("central", "announce", course.pk)
    assert [page(public, text=f"{TEXT}{number}")[0] for number in range(3)] == [200, 200, 422]
