"""Making a poster in the admin, and checking it before the wall."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from cms.pages.models import ArticlePage
from plugins.noticeboard.models import Poster
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tenants.models import Tenant
from tests import sample
from tests.people import browser

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
DESK = "/admin/x/noticeboard/"


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def editor(turn):
    turn("ta", "enable", "noticeboard")
    return browser("ta", Role.EDITOR)


def test_an_editor_makes_a_poster_fetches_it_and_the_public_checks_it(editor, visit):
    assert "一页大约放六条" in text(editor.get(DESK))
    assert "error-message" in text(editor.post(DESK, {"size": "A5", "count": "99"}))
    with tenant_scope(Tenant.objects.get(slug="ta")):
        sample.article("TS-02", "🙂事迹", "文")
    shown = text(editor.post(DESK, {"size": "A3", "count": "3"}, follow=True))
    assert "做好了" in shown and "请手写补上：🙂" in shown
    with tenant_scope(Tenant.objects.get(slug="ta")):
        poster = Poster.objects.get()
        page = ArticlePage.objects.live().last()
    fetched = editor.get(f"{DESK}{poster.code}.pdf")
    assert (fetched["content-type"], fetched.content[:5]) == ("application/pdf", b"%PDF-")
    public = visit("ta")
    assert (
        public.get("/x/noticeboard/", {"code": poster.printed_code.lower()})["location"]
        == f"/x/noticeboard/{poster.code}"
    )
    shown = text(public.get(f"/x/noticeboard/{poster.code}"))
    assert "与网站现在公开的一致" in shown and page.title in shown and poster.digest in shown
    with tenant_scope(Tenant.objects.get(slug="ta")):
        page.unpublish()
    shown = text(public.get(f"/x/noticeboard/{poster.code}"))
    assert "已从网站撤下" in shown and page.title not in shown
    assert "请重新制作" in text(editor.get(f"{DESK}{poster.code}.pdf", follow=True))
    assert "请换下" in text(editor.get(DESK))
    assert public.get("/x/noticeboard/NOSUCHCODE").status_code == 404
    assert "没有编号是" in text(public.get("/x/noticeboard/?code=%3Cb%3E"))


def test_the_list_costs_the_same_queries_however_long_and_off_is_off(editor, turn, visit):
    def queries():
        with CaptureQueriesContext(connections["default"]) as caught:
            editor.get(DESK)
        return len(caught)

    editor.post(DESK, {"size": "A4", "count": "1"})
    queries()
    one = queries()
    for _n in range(9):
        editor.post(DESK, {"size": "A4", "count": "5"})
    assert queries() == one
    assert browser("ta", Role.REVIEWER).get(DESK).status_code in (302, 403)
    assert visit("tb").get("/x/noticeboard/").status_code == 404
    turn("ta", "disable", "noticeboard")
    assert editor.get(DESK).status_code == visit("ta").get("/x/noticeboard/").status_code == 404
