"""Every kind of contribution, on, frozen and off; in one unit and not in the other. A kind without a test fails."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from wagtail.models import Page

from cms.extension import demonstration, indicators, rights, themes
from cms.extension.contributions import KINDS, Place
from cms.extension.offers import ask
from cms.extension.periodic import where_on
from cms.extension.publishing import Vetoed
from cms.extension.registry import registry
from cms.pages.blocks import offering
from cms.pages.models import HomePage
from cms.publication.models import Entry
from tenants.context import connection, tenant_scope
from tenants.identity.roles import MemberRole
from tests import sample
from tests.extension.conftest import OFFICE
from tests.extension.sample.ledger.models import Heard
from tests.extension.sample.models import BoardPage, Visit
from tests.extension.sample.tasks import count
from tests.people import menu_of

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
COVERED: dict[str, str] = {}


def covers(*kinds):
    def mark(test):
        COVERED.update(dict.fromkeys(kinds, test.__name__))
        return test

    return mark


def test_every_kind_of_contribution_has_a_test_and_stands_in_the_sample():
    assert set(COVERED) == set(KINDS)
    assert {kind for kind in KINDS for slug, _what in registry().of(kind) if slug == "sample"} == set(KINDS)
    assert registry().failed == {}


@covers("urls", "admin_urls", "api", "settings_model")
def test_addresses_answer_where_it_is_on_and_nowhere_else(turn, enter, visit, tenant):
    def answers(slug, method="get"):
        public, inside = visit(slug), enter(slug)
        asked = [
            getattr(public, method)("/x/sample/"),
            getattr(inside, method)("/admin/x/sample/"),
            getattr(public, method)("/api/x/sample/hello"),
            public.get("/api/x/sample/openapi.json"),
            public.get("/api/x/sample/docs"),
        ]
        return [one.status_code for one in asked]

    assert answers("ta") == [404] * 5
    turn("ta", "enable")
    assert answers("ta") == [200] * 5
    assert answers("tb") == [404] * 5
    assert visit("ta").get("/x/sample/").content.decode() == "你好"
    assert visit("ta").get("/api/x/sample/hello").json() == {"site": "甲镇党委"}
    assert visit("ta").get("/admin/x/sample/").status_code == 302  # a stranger is asked to log in
    assert "sample" not in visit("ta").get("/api/v1/openapi.json").content.decode()
    turn("ta", "freeze")
    assert answers("ta") == [200, 404, 200, 200, 200]
    assert visit("ta").post("/api/x/sample/hello").status_code == 404
    assert visit("ta").post("/x/sample/").status_code == 404
    turn("ta", "disable")
    assert answers("ta") == [404] * 5
    assert visit("ta").get("/api/x/sample/nothing").headers["Content-Type"].startswith("application/problem")


@covers("menu", "rights")
def test_the_menu_shows_it_where_it_is_on_to_whom_it_is_for(turn, enter):
    def shown(slug):
        page = enter(slug).get("/admin/").content.decode()
        return "样例看板" in [item["label"] for item in menu_of(page)]

    assert not shown("ta")
    turn("ta", "enable")
    assert (shown("ta"), shown("tb")) == (True, False)
    assert "sample.view_visit" in rights.rights_of(MemberRole.ADMINISTRATOR)
    assert "sample.view_visit" not in rights.rights_of(MemberRole.EDITOR)
    turn("ta", "freeze")
    assert not shown("ta")


@covers("page_types")
def test_pages_of_its_types_can_be_made_read_and_are_gone(turn, enter, visit, tenant):
    def make(slug):
        with tenant_scope(tenant(slug)):
            home = HomePage.objects.get().pk
        return enter(slug).get(f"/admin/pages/add/sample/boardpage/{home}/").status_code, home

    assert make("ta")[0] == 302
    turn("ta", "enable")
    assert (make("ta")[0], make("tb")[0]) == (200, 302)
    admin = enter("ta")
    listed = admin.get(f"/admin/pages/{make('ta')[1]}/add_subpage/")
    assert "样例看板" in listed.content.decode() or listed.status_code == 302
    with tenant_scope(tenant("ta")):
        page = HomePage.objects.get().add_child(instance=BoardPage(title="看板", slug="board", text="有内容"))
        key = page.pk
    assert "有内容" in visit("ta").get("/board/").content.decode()
    edit = f"/admin/pages/{key}/edit/"
    assert admin.get(edit).status_code == 200
    turn("ta", "freeze")
    assert visit("ta").get("/board/").status_code == 200
    assert admin.get(edit).status_code == 302
    with pytest.raises(ValueError, match="1 条公开内容"):
        turn("ta", "disable")
    with tenant_scope(tenant("ta")):
        Page.objects.get(pk=key).unpublish()
    turn("ta", "disable")
    with tenant_scope(tenant("ta")):
        Page.objects.filter(pk=key).update(live=True)
    assert visit("ta").get("/board/").status_code == 404


@covers("blocks")
def test_editors_are_offered_its_block_only_where_it_is_on(turn, tenant):
    def offered(slug, there=frozenset()):
        with tenant_scope(tenant(slug)):
            return "sample_callout" in offering(set(there)).child_blocks

    assert not offered("ta")
    turn("ta", "enable")
    assert (offered("ta"), offered("tb")) == (True, False)
    turn("ta", "freeze")
    assert not offered("ta")
    assert offered("ta", there={"sample_callout"})  # a text that has one can still be opened


def test_a_frozen_block_stays_in_its_text_and_no_new_one_is_taken(turn, enter, tenant):
    callout = lambda text, key: {"type": "sample_callout", "id": key, "value": {"text": text}}  # noqa: E731 -- short
    mine, new = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
    turn("ta", "enable")
    with tenant_scope(tenant("ta")):
        page = sample.article("TS-02", "有提示", "文", publish=False, body=[callout("旧", mine)])
    client = enter("ta")

    def save(*blocks):
        body = {"body-count": len(blocks)}
        for n, (text, key) in enumerate(blocks):
            body |= {f"body-{n}-deleted": "", f"body-{n}-order": n, f"body-{n}-type": "sample_callout"}
            body |= {f"body-{n}-id": key, f"body-{n}-value-text": text}
        form = {"title": "有提示", "slug": page.slug, "summary": "", "doc_no": "", "validity": "IN_FORCE"}
        answer = client.post(
            f"/admin/pages/{page.pk}/edit/", form | {"issued_on": "", "period_key": ""} | body
        )
        refused = answer.status_code == 200
        return answer.status_code, refused and str(answer.context["form"].errors)

    assert save(("旧", mine), ("再一条", new))[0] == 302
    turn("ta", "freeze")
    assert "sample_callout" in client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert save(("改过的", mine), ("再一条", new))[0] == 302
    code, said = save(("改过的", mine), ("第三条", "33333333-3333-4333-8333-333333333333"))
    assert (code, "这里没有启用这种内容块：样例提示" in said) == (200, True)
    with tenant_scope(tenant("ta")):
        saved = Page.objects.get(pk=page.pk).specific
        assert [one.value["text"] for one in saved.get_latest_revision_as_object().body] == [
            "改过的",
            "再一条",
        ]


@covers("panels")
def test_panels_stand_at_every_place(turn, enter, tenant, visit):
    def at(place):
        with tenant_scope(tenant("ta")):
            request = RequestFactory().get("/")
            return Template("{% load extension %}{% plugin_panels place %}").render(
                Context({"place": place.value, "request": request})
            )

    admin = enter("ta")
    with tenant_scope(tenant("ta")):
        entry = sample.article("TS-02", "有面板", "文").get_url()
    assert [at(place) for place in Place] == [""] * 4
    turn("ta", "enable")
    assert [f"样例面板 {place.value}" in at(place) for place in Place] == [True] * 4
    assert "样例面板 site_home" in visit("ta").get("/").content.decode()
    assert "样例面板" not in visit("tb").get("/").content.decode()
    assert "样例面板 site_page" in visit("ta").get(entry).content.decode()
    assert "样例面板 admin_home" in admin.get("/admin/").content.decode()
    assert "样例面板" not in enter("tb").get("/admin/").content.decode()
    turn("ta", "freeze")
    assert [bool(at(place)) for place in Place] == [False, False, True, True]


@covers("tasks", "periodic")
def test_tasks_run_where_it_is_on(turn, tenant):
    def done(slug, name):
        with tenant_scope(tenant(slug)):
            count.enqueue(name)
            return Visit.objects.filter(name=name).exists()

    assert not done("ta", "off")
    turn("ta", "enable")
    assert done("ta", "on")
    assert not done("tb", "on")
    with tenant_scope(tenant("central")), connection.cursor() as cursor:
        assert where_on(cursor, "sample") == [tenant("ta").schema_name]
    turn("ta", "freeze")
    assert not done("ta", "frozen")


@covers("indicators")
def test_indicators_measure_where_it_is_on(turn, tenant, enter):
    def values(slug):
        with tenant_scope(tenant(slug)):
            return [(one.indicator.key, one.value) for one in indicators.readings(2026)]

    assert values("ta") == []
    turn("ta", "enable")
    assert values("ta") == [("visits", 1), ("unknown", None)]
    assert values("tb") == []
    desk = lambda slug: enter(slug).get("/admin/duties/").content.decode()  # noqa: E731 -- asked twice
    assert ("还不知道的" in desk("ta"), "未测量" in desk("ta"), "还不知道的" in desk("tb")) == (
        True,
        True,
        False,
    )


@covers("offers")
def test_another_plugin_asks_where_it_is_on_or_frozen(turn, tenant):
    def asked(slug):
        with tenant_scope(tenant(slug)):
            return ask("sample.visited", name="enabled"), ask("sample.other"), ask("nobody.visited")

    assert asked("ta") == (None, None, None)
    turn("ta", "enable")
    assert (asked("ta"), asked("tb")) == ((1, None, None), (None, None, None))
    turn("ta", "freeze")
    assert asked("ta") == (1, None, None)
    turn("ta", "disable")
    assert asked("ta") == (None, None, None)


@covers("facts", "vetoes")
def test_publication_is_told_after_it_and_asked_before_it(turn, tenant):
    def publish(title):
        with tenant_scope(tenant("ta")):
            return sample.article("TS-02", title, "文")

    def told():
        with tenant_scope(tenant("ta")):
            return [(one.fact, len(one.key)) for one in Heard.objects.exclude(fact="CHANGED")]

    publish("不许公开，但没有启用")
    assert told() == []
    turn("ta", "enable")
    publish("可以")
    assert told() == [("PUBLISHED", 64)]
    with pytest.raises(Vetoed, match="插件“样例”：标题里写了不许公开"):
        publish("不许公开")
    assert told() == [("PUBLISHED", 64)]
    with tenant_scope(tenant("ta")):
        assert not Entry.objects.filter(title="不许公开").exists()
    turn("ta", "freeze")
    publish("不许公开，但已冻结")
    assert len(told()) == 1


@covers("themes", "demo")
def test_themes_and_demonstration_are_there_for_who_asks(turn, tenant):
    (folder,) = themes.theme_folders()
    assert folder.name == "sample-plain"
    turn("ta", "enable")
    with tenant_scope(tenant("tb")):
        assert not themes.theme_seen(folder)
    with tenant_scope(tenant("central")):
        assert "sample" not in demonstration.plant(by=OFFICE)
    with tenant_scope(tenant("ta")):
        assert themes.theme_seen(folder)
        assert "sample" in demonstration.plant(by=OFFICE)
        assert Visit.objects.filter(name="demo").exists()
