"""What changes is seen at the next request, in every process, whoever changed it and by whatever way."""

from __future__ import annotations

import time

import psycopg
import pytest
from django.conf import settings
from django.db import transaction
from wagtail.models import Page

from cms.delivery.store.listening import APPLICATION
from cms.extension import actions as plugins
from cms.extension.actions import By
from cms.pages.models import ArticlePage
from cms.publication.actions import withdraw
from cms.publication.models import Entry
from cms.registry import life
from cms.registry.actions import declare
from cms.registry.contact.actions import set_contact
from cms.registry.sites import Address
from cms.theming.actions import wear
from cms.theming.models import Appearance
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.roles import owner_connection
from tests.approval import approve, person
from tests.conftest import _server
from tests.delivery.store.served import Line
from tests.sample import CANARY, article, file_catalog, rows

pytestmark = [pytest.mark.postgres]


def warm(served, lines: list[Line], slug: str, path: str, **headers: str) -> list[str]:
    """What each process gives, kept by now: asked until none of them has to make it."""
    for _n in range(20):
        made = served.count("made")
        found = [line.ask(slug, path, **headers).text for line in lines]
        if served.count("made") == made:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{path} is never kept")


def after(lines: list[Line], slug: str, path: str) -> set[str]:
    return {line.ask(slug, path).text for line in lines}


def test_kept_answers_are_those_of_the_first(served, lines):
    made = lines[0].ask("ta", "/column/")
    assert set(warm(served, lines, "ta", "/column/")) == {made.text}


def test_a_publication_and_a_withdrawal(served, lines, ta):
    path = "/api/v1/entries"
    warm(served, lines, "ta", path)
    warm(served, lines, "central", path)
    page = article("TS-01", "刚刚公开的事", "内容", slug="just-now")
    assert all("刚刚公开的事" in text for text in (*after(lines, "ta", path), *after(lines, "central", path)))
    assert all(line.ask("ta", page.url).status == 200 for line in lines)
    warm(served, lines, "ta", page.url)
    withdraw(page, by=person("approver"), explanation="数字有误，正在核对，另行公布")
    assert {line.ask("ta", page.url).status for line in lines} == {410}
    assert not any(
        "刚刚公开的事" in text for text in (*after(lines, "ta", path), *after(lines, "central", path))
    )


def test_another_unit_keeps_what_it_has(served, lines, ta):
    """Exactly what changed is forgotten: the control of everything here."""
    warm(served, lines, "tb", "/column/")
    warm(served, lines, "ta", "/column/")
    with transaction.atomic():
        Page.objects.filter(slug="article-one").update(show_in_menus=True)
    made = served.count("made")
    after(lines, "tb", "/column/")
    assert served.count("made") == made
    after(lines, "ta", "/column/")
    assert served.count("made") == made + len(lines)


def test_raw_sql(served, lines, ta):
    warm(served, lines, "ta", "/column/")
    with owner_connection() as owner:
        owner.execute(
            f'UPDATE "{ta.schema_name}".wagtailcore_page SET title = %s WHERE slug = %s', ["裸SQL", "column"]
        )
    wait_for("裸SQL", lines, "ta", "/column/")


def wait_for(text: str, lines: list[Line], slug: str, path: str) -> None:
    """A process of ours did not write it, so that NOTIFY tells: within the lease, and then for good."""
    time.sleep(1)
    assert all(text in found for found in after(lines, slug, path))


def test_a_theme(served, lines, ta):
    before = warm(served, lines, "ta", "/")
    worn = Appearance.objects.get().number
    wear(theme="base", values={"radius.control": "6"}, by="管理员", seen=worn)
    assert not set(before) & after(lines, "ta", "/")


def test_a_plugin_that_is_switched(served, lines, ta):
    path = "/x/noticeboard/"
    assert {line.ask("ta", path).status for line in lines} == {404}
    warm(served, lines, "ta", "/")
    plugins.enable("noticeboard", by=By(name="管理员"))
    made = served.count("made")
    after(lines, "ta", "/")
    assert served.count("made") == made + len(lines)


def test_where_a_unit_is_reached_and_the_terms_of_its_data(served, lines, ta):
    pages = [("ta", "/column/"), ("ta", "/api/v1/site"), ("central", "/dcat.jsonld")]
    for slug, path in pages:
        warm(served, lines, slug, path)
    set_contact(values={"office": "信访接待室"}, by="赵甲")
    for slug, path in pages:
        assert all("信访接待室" in text for text in after(lines, slug, path)), path
    warm(served, lines, "ta", "/dcat.jsonld")
    with tenant_scope(Tenant.objects.get(is_central=True)):
        declare(values={"data_licence_name": "条款", "data_licence": "https://terms.example/"}, by="钱乙")
    assert all("https://terms.example/" in text for text in after(lines, "ta", "/dcat.jsonld"))


def test_the_name_of_a_unit(served, lines):
    warm(served, lines, "village", "/")
    warm(served, lines, "central", "/units")
    life.rename(slug="ta", name="甲镇新党委", by="张三", address=Address("test", 80))
    assert all("甲镇新党委" in text for text in after(lines, "village", "/")), "its superior"
    assert all("甲镇新党委" in text for text in after(lines, "central", "/units"))


def test_a_draft_is_not_seen_and_what_is_published_is(served, lines, ta):
    column = Page.objects.get(slug="column").specific
    warm(served, lines, "ta", "/column/")
    column.title = "改过的专栏"
    revision = column.save_revision()
    made = served.count("made")
    assert not any("改过的专栏" in text for text in after(lines, "ta", "/column/"))
    assert served.count("made") == made, "a draft makes nobody forget anything"
    revision.publish()
    assert all("改过的专栏" in text for text in after(lines, "ta", "/column/"))


def test_a_registered_catalog(served, lines, ta):
    warm(served, lines, "ta", "/api/v1/catalog")
    file_catalog(rows("改"), title="公开目录第二版", number="测备ta9号")
    assert all("机构设置改" in text for text in after(lines, "ta", "/api/v1/catalog"))


def test_a_site_that_gets_another_address(served, lines, committed):
    warm(served, lines, "tb", "/column/")
    with owner_connection() as owner:
        owner.execute("UPDATE public.tenants_domain SET domain = 'moved.test' WHERE domain = 'tb.test'")
    time.sleep(1)
    try:
        assert {line.ask("tb", "/column/").status for line in lines} == {404}
        assert {line.ask("moved", "/column/").status for line in lines} == {200}
    finally:
        with owner_connection() as owner:
            owner.execute("UPDATE public.tenants_domain SET domain = 'tb.test' WHERE domain = 'moved.test'")


def test_nothing_is_given_while_nobody_listens(served, lines, ta):
    """The listener's connection is ended over and over: no process gives what it has, and none is wrong."""
    path = f"/api/v1/entries/{Entry.objects.get(title='机构设置公开').pk}"
    warm(served, lines, "ta", path)
    page = ArticlePage.objects.get(slug="article-one")
    for number in range(5):
        with psycopg.connect(**_server(), dbname=settings.DATABASE.name, autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name = %s",
                [APPLICATION],
            )
        page.title = f"断线时第{number}次"
        page.save_revision()
        approve(page)
        assert all(f"断线时第{number}次" in text for text in after(lines, "ta", path))
    warm(served, lines, "ta", path)


def test_a_person_gets_nothing_that_is_kept_and_leaves_nothing(served, lines):
    """Whoever has a cookie is asked about by Django, each time."""
    warm(served, lines, "ta", "/column/")
    kept = served.count("kept")
    for line in lines:
        assert line.ask("ta", "/column/", Cookie="gongkai_session=x").status == 200
        assert line.ask("ta", "/column/", Authorization="Bearer x").status == 200
    assert served.count("kept") == kept


def test_the_elder_view_has_its_own(served, lines):
    plain = warm(served, lines, "ta", "/column/")
    elder = warm(served, lines, "ta", "/column/", Cookie="gongkai_view=elder")
    assert len({*plain, *elder}) == 2
    assert set(warm(served, lines, "ta", "/column/")) == set(plain)
    mixed = lines[0].ask("ta", "/column/", Cookie="gongkai_view=elder; gongkai_session=x")
    assert mixed.text in elder


def test_addresses_that_are_never_kept(served, lines):
    made, kept = served.count("made"), served.count("kept")
    for path in ("/admin/login/", "/_preview/x", "/media/x", "/documents/1/x"):
        for _n in range(3):
            lines[0].ask("ta", path)
    assert (served.count("made"), served.count("kept")) == (made, kept)


def test_refusals_are_asked_each_time(served, lines):
    for path in ("/nothing-here/", "/api/v1/entries?nonsense=1", "/api/v1/nothing"):
        kept = served.count("kept")
        assert {lines[0].ask("ta", path).status for _n in range(3)} <= {400, 404}
        assert served.count("kept") == kept


def test_conditions_head_and_codings(served, lines):
    warm(served, lines, "ta", "/column/")
    whole = lines[0].ask("ta", "/column/")
    head = lines[0].ask("ta", "/column/", method="HEAD")
    assert (head.body, head.headers["content-length"]) == (b"", whole.headers["content-length"])
    packed = lines[0].ask("ta", "/column/", Accept_Encoding="br")
    assert packed.headers["content-encoding"] == "br"
    for tag in (whole.headers["etag"], packed.headers["etag"]):
        same = lines[0].ask("ta", "/column/", If_None_Match=tag)
        assert (same.status, same.body) == (304, b"")


def test_other_spellings_of_a_host_show_no_other_site_and_change_nothing(served, lines):
    ours, theirs = warm(served, lines, "ta", "/column/"), warm(served, lines, "tb", "/column/")
    assert CANARY in theirs[0] and CANARY not in ours[0]
    for host in ("ta.test.", "TA.test", "ta.test:81", "ta.test:x", "nobody.test", ""):
        lines[0].line.request("GET", "/column/", headers={"Host": host})
        answer = lines[0].line.getresponse()
        assert CANARY not in answer.read().decode()
        assert answer.status in (200, 301, 400, 404)
    assert after(lines, "ta", "/column/") == set(ours)
    assert after(lines, "tb", "/column/") == set(theirs)
