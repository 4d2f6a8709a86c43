"""The screens: a unit adopts by ticking, the office writes and shows."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from cms.catalog.queries import working
from plugins.showcase.ledger.models import Practice, Selection
from tenants.identity.roles import MemberRole
from tests.extension.conftest import turned
from tests.people import browser
from tests.plugins.showcase.conftest import at
from tests.plugins.showcase.practising import FULL, shown

pytestmark = [pytest.mark.django_db(databases=["default", "central", "guide"]), at("shown")]
HOME = "/admin/x/showcase/practices/"


def text(answer):
    return answer.content.decode()


@pytest.fixture(scope="module")
def ready(planted):
    for slug in ("central", "ta", "tb"):
        turned(slug, "enable", "showcase")


def test_an_editor_ticks_what_to_adopt_and_it_lies_in_the_draft(course, practice):
    editor = browser("tb", MemberRole.EDITOR)
    assert practice.title in text(editor.get(HOME))
    page = f"{HOME}{practice.pk}/adopt/"
    assert 'value="YB-01"' in text(editor.get(page)) and "院坝会公告样稿" in text(editor.get(page))
    assert "请选要采用的" in text(editor.post(page, follow=True))
    told = text(editor.post(page, {"items": ["YB-01"], "pages": ["p1"]}, follow=True))
    assert "已经放进草稿" in told and "再采用" in told and "半年以后再看" in told
    with course.on("tb"):
        assert working().items.filter(code="YB-01").exists()
    assert "已采用" in text(editor.get(page))


def test_who_may_not_does_not(course, practice):
    viewer = browser("tb", MemberRole.REVIEWER)
    assert viewer.post(f"{HOME}{practice.pk}/adopt/", {"items": ["YB-01"]}).status_code in (302, 403)
    with course.on("tb"):
        assert working() is None or not working().items.filter(code="YB-01").exists()
    assert browser("tb", MemberRole.EDITOR).get(HOME + "written/")["location"] == HOME
    assert browser("central", MemberRole.OFFICE_CLERK).get(HOME)["location"] == HOME + "written/"


def test_the_office_drafts_writes_shows_and_takes_down(course):
    clerk = browser("central", MemberRole.OFFICE_CLERK)
    with course.on("central"):
        chosen = Selection.objects.get(unit__slug="ta").pk
    page = text(clerk.post(HOME + "written/", {"selection": chosen}, follow=True))
    assert "院坝会上先公开再表决" in page and 'name="items"' in page
    with course.on("central"):
        key = Practice.objects.get().pk
    where = f"{HOME}written/{key}/"
    words = {
        name: FULL[name]
        for name in ("title", "summary", "story", "replicable", "limits", "aspects", "office")
    }
    assert "请写单位办公电话" in text(clerk.post(where, words | {"act": "show"}, follow=True))
    told = text(
        clerk.post(
            where, words | {"telephone": "023-12345678", "items": ["TS-01"], "act": "show"}, follow=True
        )
    )
    assert "已经上线" in told
    with course.on("central"):
        made = Practice.objects.get()
        assert made.shown_at and [one["code"] for one in made.kit["items"]] == ["TS-01"]
    assert "已经撤下" in text(clerk.post(where, {"act": "take_down", "reason": "有误"}, follow=True))
    with course.on("central"):
        assert Practice.objects.get().shown_at is None


def test_the_list_costs_the_same_however_long(course, practice):
    editor = browser("tb", MemberRole.EDITOR)

    def queries():
        editor.get(HOME)
        with CaptureQueriesContext(connections["default"]) as caught:
            assert editor.get(HOME).status_code == 200
        return len(caught)

    alone = queries()
    shown(course, "village", title="别的")
    assert queries() == alone
