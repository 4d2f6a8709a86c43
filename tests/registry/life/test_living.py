"""The life of a unit, as a browser sees it: each step asked over HTTP, before and after."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.cache import cache
from wagtail.models import Page, Site

from cms.registry import life
from cms.registry.deletion import delete_unit
from cms.registry.life import UnitRefused
from cms.registry.models import Subordination, Unit, UnitSuccession
from cms.registry.newcomer import newcomer
from cms.registry.sites import Address, answer_on
from cms.registry.states import SuccessionKind
from tenants.context import tenant_scope
from tenants.models import Domain
from tenants.states import WrongState
from tests.registry.life.seen import ADDRESS, BY, audited, session_of, tenant, units

pytestmark = pytest.mark.slow


def test_archived_everything_is_gone_and_restored_everything_is_back(ask):
    cookie = session_of("ta")
    entry = json.loads(ask("ta", "/api/v1/entries").text)["items"][0]
    paths = [
        "/",
        "/column/",
        "/admin/login/",
        "/api/v1/entries",
        "/feed.atom",
        "/media/images/same.png",
        "/search",
    ]
    before = {path: ask("ta", path).status for path in paths}
    assert (before["/"], before["/admin/login/"], ask("ta", "/admin/", cookie=cookie).status) == (
        200,
        200,
        200,
    )

    life.archive(slug="ta", note="机构改革，<b>停止</b>更新", successors=["tb"], by=BY)
    gone = {path: ask("ta", path) for path in paths}
    assert {answer.status for answer in gone.values()} == {410}
    assert ask("ta", "/admin/login/", method="POST").status == 410
    assert "机构改革，&lt;b&gt;停止&lt;/b&gt;更新" in gone["/"].text
    assert '<a href="http://tb.test/">乙镇党委</a>' in gone["/"].text
    assert 'href="http://central.test/units/ta"' in gone["/"].text

    life.restore(slug="ta", why="改革调整", by=BY)
    assert {path: ask("ta", path).status for path in paths} == before
    assert json.loads(ask("ta", "/api/v1/entries").text)["items"][0] == entry
    # Who was logged in has to log in again.
    assert ask("ta", "/admin/", cookie=cookie).status == 302
    assert audited("ta") == [
        ("site.archived", BY, "机构改革，<b>停止</b>更新"),
        ("site.restored", BY, "改革调整"),
    ]


def test_the_district_keeps_what_an_archived_unit_disclosed(ask):
    entry = json.loads(ask("ta", "/api/v1/entries").text)["items"][0]
    assert ask("central", f"/units/ta/entries/{entry['uuid']}").location == entry["url"]
    assert "甲镇党委党政办" in ask("central", "/dcat.ttl").text
    life.archive(slug="ta", note="撤销", by=BY)
    try:
        assert "甲镇党委党政办" not in ask("central", "/dcat.ttl").text, "nobody answers there any more"
        assert "ta" not in units(ask)
        assert units(ask, "?state=archived")["ta"]["state"] == "archived"
        assert units(ask, "?state=archived")["ta"]["url"] is None
        assert 'data-unit="甲镇党委"' not in ask("central", "/units").text
        page = ask("central", "/units/ta")
        assert (page.status, "已归档" in page.text, entry["title"] in page.text) == (200, True, True)
        listed = {item["uuid"]: item for item in json.loads(ask("central", "/api/v1/entries").text)["items"]}
        kept = listed[entry["uuid"]]["url"]
        assert kept == f"/units/ta/entries/{entry['uuid']}"
        text = ask("central", kept)
        assert (text.status, "正文" in text.text, "<img" in text.text) == (200, True, False)
        assert kept in ask("central", "/").text
        assert ask("ta", f"/units/ta/entries/{entry['uuid']}").status == 410
        assert ask("tb", f"/units/ta/entries/{entry['uuid']}").status == 404
    finally:
        life.restore(slug="ta", by=BY)
    assert units(ask)["ta"]["url"] == "http://ta.test/"


def test_nothing_is_due_from_an_archived_unit(ask):
    from django.utils import timezone

    from cms.obligations.queries import due_by, tally

    before, today = tally(using="central").due, timezone.localdate()
    assert due_by(today, using="central").filter(unit__slug="ta").exists()
    life.archive(slug="ta", by=BY)
    try:
        assert not due_by(today, using="central").filter(unit__slug="ta").exists()
        assert tally(using="central").due < before
    finally:
        life.restore(slug="ta", by=BY)


def test_a_renamed_unit_answers_on_its_new_address_and_the_old_one_leads_there(ask):
    schema = tenant("wu").schema_name
    with tenant_scope(tenant("wu")):
        # What Wagtail has cached of the addresses.
        assert Page.objects.get(depth=2).full_url == "http://wu.test/"
        cache.set("kept", 1)
    assert life.rename(
        slug="wu", name="新戊镇党委", new_slug="xinwu", by=BY, why="更名", address=ADDRESS
    ) == (
        "wu.test",
        "xinwu.test",
    )
    answer = ask("wu", "/column/?a=1&b=%E4%B8%AD")
    assert (answer.status, answer.location) == (301, "http://xinwu.test/column/?a=1&b=%E4%B8%AD")
    assert ask("wu", "/admin/login/", method="POST").status == 308
    page = ask("xinwu")
    assert (page.status, "新戊镇党委" in page.text, "戊镇党委" in page.text.replace("新戊镇党委", "")) == (
        200,
        True,
        False,
    )
    assert tenant("xinwu").schema_name == schema
    with tenant_scope(tenant("xinwu")):
        assert Page.objects.get(depth=2).full_url == "http://xinwu.test/"
        assert cache.get("kept") is None
    assert "xinwu" in units(ask)
    assert audited("xinwu") == [("site.renamed", BY, "更名")]


def test_a_former_address_is_nobody_elses(ask):
    with pytest.raises(ValueError, match="曾是“新戊镇党委”的网址"):
        newcomer(slug="wu", name="庚镇党委", kind="镇", level="镇街级")


def test_a_unit_may_have_its_former_address_back(ask):
    life.rename(slug="xinwu", name="戊镇党委", new_slug="wu", by=BY, address=ADDRESS)
    assert (ask("wu").status, ask("xinwu").location) == (200, "http://wu.test/")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "请用 --name"),
        ({"name": "乙镇党委"}, "已经登记"),
        ({"new_slug": "tb"}, "被占用"),
        ({"new_slug": "A"}, "不能用作网址"),
    ],
)
def test_a_name_that_cannot_be_is_refused(ask, values, said):
    with pytest.raises(UnitRefused, match=said):
        life.rename(slug="ta", by=BY, address=ADDRESS, **values)
    assert ask("ta").status == 200


def test_a_merged_unit_leads_to_its_successor(ask):
    with tenant_scope(tenant("central")):
        Subordination.objects.filter(unit__slug="village").update(superior=Unit.objects.get(slug="ding"))
    ended = life.succeed(
        slug="ding",
        kind=SuccessionKind.MERGED,
        successors=["tb"],
        note="撤并",
        by=BY,
        pages={"tb": {"/column/": "/column/"}},
    )
    assert ended.moved == ["丙村党总支"]
    front, page, other = ask("ding"), ask("ding", "/column/"), ask("ding", "/elsewhere/")
    assert (front.status, front.location) == (301, "http://tb.test/")
    assert (page.status, page.location) == (301, "http://tb.test/column/")
    assert (other.status, '<a href="http://tb.test/">乙镇党委</a>' in other.text) == (410, True)
    assert ask("ding", method="POST").status == 410
    unit = units(ask, "?state=all")
    assert unit["ding"]["successor"]["slug"] == "tb"
    assert [one["slug"] for one in unit["tb"]["predecessors"]] == ["ding"]
    assert set(unit["ding"]["successor"]) == {"slug", "name", "kind", "on"}
    assert "并入" in ask("central", "/units/ding").text
    assert "前身" in ask("central", "/units/tb").text
    assert unit["village"]["superior"]["slug"] == "tb"


def test_a_merger_that_is_undone_is_history(ask):
    life.restore(slug="ding", by=BY, why="改革方案调整")
    assert ask("ding").status == 200
    assert units(ask, "?state=all")["tb"]["predecessors"] == []
    row = UnitSuccession.objects.get(predecessor__slug="ding")
    assert (row.kind, row.undone_on is not None) == (SuccessionKind.MERGED, True)


def test_a_split_unit_names_its_successors(ask):
    life.succeed(slug="ding", kind=SuccessionKind.SPLIT, successors=["wu", "ji"], note="分设", by=BY)
    try:
        page = ask("ding")
        assert page.status == 410
        for slug, name in (("wu", "戊镇党委"), ("ji", "己镇党委")):
            assert f'<a href="http://{slug}.test/">{name}</a>' in page.text
        unit = units(ask, "?state=archived")["ding"]
        assert (unit["successor"], [one["slug"] for one in unit["successors"]]) == (None, ["wu", "ji"])
    finally:
        life.restore(slug="ding", by=BY)


@pytest.mark.parametrize(
    ("kind", "successors", "said"),
    [
        (SuccessionKind.SPLIT, ["tb"], "2个以上"),
        (SuccessionKind.MERGED, ["ta", "tb"], "要指明"),
        (SuccessionKind.MERGED, ["ding"], "自己的后继"),
        (SuccessionKind.SPLIT, ["tb", "tb"], "重复"),
    ],
)
def test_a_reorganisation_that_cannot_be_is_refused(ask, kind, successors, said):
    with pytest.raises(UnitRefused, match=said):
        life.succeed(slug="ding", kind=kind, successors=successors, by=BY)
    assert ask("ding").status == 200


def test_the_centre_cannot_end(ask):
    with pytest.raises(UnitRefused, match="区级站点"):
        life.archive(slug="central", by=BY)


def test_a_step_in_a_wrong_state_is_refused(ask):
    with pytest.raises(WrongState, match="现在是“运行”"):
        life.restore(slug="ta", by=BY)
    with pytest.raises(WrongState, match="不能变为“删除中”"):
        delete_unit(slug="ta", confirmed="ta", by=BY, why="", folder=Path("/nowhere"), say=print)


def test_another_port_and_base_reach_every_address_and_cache(ask):
    with tenant_scope(tenant("ta")):
        assert Page.objects.get(depth=2).full_url == "http://ta.test/"
    answer_on(Address("example", 80))
    try:
        hosts = set(Domain.objects.values_list("domain", flat=True))
        assert {"ta.example", "xinwu.example", "wu.example"} <= hosts
        with tenant_scope(tenant("ta")):
            assert Page.objects.get(depth=2).full_url == "http://ta.example/"
            assert Site.objects.get().hostname == "ta.example"
    finally:
        answer_on(ADDRESS)


def test_without_the_version_in_its_keys_a_cache_would_keep_the_old_address(ask, monkeypatch):
    """The control of the test above, and of renaming."""
    from django.core.cache import caches

    monkeypatch.setattr(caches["default"], "key_func", lambda name, prefix, version: f"ta:{name}")
    with tenant_scope(tenant("ta")):
        assert Page.objects.get(depth=2).full_url == "http://ta.test/"
    answer_on(Address("example", 80))
    try:
        with tenant_scope(tenant("ta")):
            assert Page.objects.get(depth=2).full_url == "http://ta.test/"
    finally:
        answer_on(ADDRESS)
