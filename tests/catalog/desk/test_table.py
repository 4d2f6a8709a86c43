"""The table as the server gives it: whole without a script, fast at any size, and exact about what it refuses."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from cms.catalog.actions import Author, Wanted, Write, change, start_from_version, take_in
from cms.catalog.desk import beyond
from cms.catalog.desk.beyond import Standing, Where
from cms.catalog.importing import CatalogDocument
from cms.catalog.models import CatalogItem, CatalogVersion
from cms.filing.actions import submit
from tenants.identity.roles import MemberRole as Role
from tests import sample
from tests.people import browser

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])


@pytest.fixture
def version(ta) -> CatalogVersion:
    """The next version of ta, started from its registered one."""
    return start_from_version(CatalogVersion.objects.get(), by=Author("王编辑"))


@pytest.fixture
def in_force(monkeypatch) -> Standing:
    """What the register says of the first version."""
    remarks = {"TS-02": "请写明频次"}
    said = Standing(
        Where.IN_FORCE, "已登记", dt.date(2026, 1, 10), "测备1号", dt.date(2026, 1, 12), remarks=remarks
    )
    monkeypatch.setattr(beyond, "_standings", [lambda: {1: said}])
    return said


@pytest.fixture
def editor(ta):
    return browser("ta", Role.EDITOR)


def page_of(client, version) -> str:
    answer = client.get(f"/admin/catalog/{version.uuid}/")
    assert answer.status_code == 200
    return answer.content.decode()


def send(client, version, **said):
    address = f"/admin/catalog/{version.uuid}/changes/"
    return client.post(address, json.dumps(said), content_type="application/json")


def queries(client, address) -> int:
    with (
        CaptureQueriesContext(connections["default"]) as own,
        CaptureQueriesContext(connections["central"]) as ledger,
        CaptureQueriesContext(connections["guide"]) as guided,
    ):
        assert client.get(address).status_code == 200
    return len(own) + len(ledger) + len(guided)


@pytest.mark.parametrize("part", ["", "changes/"])
def test_ten_items_cost_as_many_questions_as_one(editor, version, part):
    address = f"/admin/catalog/{version.uuid}/{part}"
    version.items.exclude(code="TS-01").delete()
    queries(editor, address)  # what is asked once and remembered
    one = queries(editor, address)
    first = version.items.get()
    for number in range(2, 11):
        first.pk, first.uuid, first.code, first.section = None, None, f"TS-{number:02}", ""
        CatalogItem.objects.create(
            **{f.attname: getattr(first, f.attname) for f in first._meta.fields if f.name != "uuid"}
        )
    assert version.items.count() == 10
    assert queries(editor, address) == one


def test_who_compiles_gets_the_script_and_a_way_to_each_form(editor, version):
    page = page_of(editor, version)
    assert page.count('<script type="module"') == 6
    assert "王编辑" in page
    for item in version.items.all():
        assert f"/admin/catalog/{version.uuid}/items/{item.uuid}/" in page
    desk = json.loads(re.search(r'id="catalog-desk" type="application/json">(.*?)</script>', page, re.S)[1])
    assert desk["filed"] == ["TS-01", "TS-02", "TS-03"]
    assert [column["options"] for column in desk["columns"] if column["name"] == "key"] == [["是"]]


def test_a_filed_version_is_the_same_table_to_be_read(editor, in_force):
    page = page_of(editor, CatalogVersion.objects.get())
    assert "catalog/table-" not in page
    assert "catalog-desk" not in page
    assert "/items/" not in page
    assert "测备1号（2026-01-12）" in page
    assert [title in page for title in ("机构设置", "重点工作", "党费收缴")] == [True] * 3
    row = re.search(r"<tr[^>]*>(?:(?!</tr>).)*TS-02.*?</tr>", page, re.S)[0]
    assert "退回意见：请写明频次" in row


def test_who_only_reads_gets_no_script_and_cannot_write(version):
    reader = browser("ta", Role.REVIEWER)
    page = page_of(reader, version)
    assert "catalog/table-" not in page
    assert "新增一行" not in page
    assert reader.get(f"/admin/catalog/{version.uuid}/changes/").status_code != 200
    assert send(reader, version, remove=[str(version.items.first().uuid)]).status_code != 200
    assert version.items.count() == 3


def test_a_version_that_corrects_one_shows_what_is_to_be_corrected(editor, version, monkeypatch):
    sent_back = Standing(
        Where.SENT_BACK, "已退回", dt.date(2026, 1, 10), note="请核对依据", remarks={"TS-02": "请写明频次"}
    )
    monkeypatch.setattr(beyond, "_standings", [lambda: {1: sent_back}])
    page = page_of(editor, version)
    assert "请核对依据" in page
    assert page.count("请写明频次") == 1


def test_what_was_registered_and_is_gone_is_listed_below(editor, version, in_force):
    change(version, wanted=Wanted(remove=[version.items.get(code="TS-03").uuid]))
    below = page_of(editor, version).partition("ct-withdrawn")[2].partition("</section>")[0]
    assert "TS-03" in below
    assert "TS-02" not in below


def test_a_text_is_shown_as_it_is_and_never_as_markup(editor, version):
    item = version.items.first()
    text = "</script><b>甲</b> & 乙"
    change(
        version,
        wanted=Wanted([Write(item.uuid, "content", item.content, text)], add=[{"title": "<i>丙</i>"}]),
    )
    page = page_of(editor, version)
    assert "<b>甲</b>" not in page
    assert "<i>丙</i>" not in page
    assert "&lt;b&gt;甲&lt;/b&gt; &amp; 乙" in page


def test_which_cells_are_refused_and_why(editor, version):
    _first, second, third = version.items.all()
    answer = send(
        editor,
        version,
        writes=[
            [str(second.uuid), "scope", "社会公开", "半公开"],
            [str(third.uuid), "title", third.title, "没有问题"],
        ],
        add=[{"title": "新的", "code": "TS-01"}, {"title": "也新", "due_workdays": "很快"}],
        revision=version.revision,
    )
    assert answer.status_code == 400
    told = answer.json()
    assert [(one.get("item"), one.get("row"), one["field"]) for one in told["refused"]] == [
        (str(second.uuid), None, "scope"),
        (None, 1, "due_workdays"),
    ]
    assert "看不懂“半公开”" in told["refused"][0]["reason"]
    third.refresh_from_db()
    assert third.title == "党费收缴"  # all of it, or nothing: the script sends the rest anew


def test_a_code_that_stands_for_another_matter_is_refused_at_its_row(editor, version):
    change(version, wanted=Wanted(remove=[version.items.get(code="TS-03").uuid]))
    rows = [{"title": "党费收缴", "code": "TS-08"}, {"title": "与此无关的另一件事", "code": "ts-03"}]
    told = send(editor, version, add=rows, revision=version.revision).json()
    assert [(one["row"], one["field"]) for one in told["refused"]] == [(1, "code")]
    assert "党费收缴" in told["refused"][0]["reason"]


def test_a_row_that_is_sent_twice_is_added_once(editor, version):
    """The first answer was lost on its way."""
    said = {"add": [{"title": "新的"}], "keys": [str(uuid.UUID(int=7))], "revision": version.revision}
    for _time in range(2):
        answer = send(editor, version, **said)
        assert answer.status_code == 200
        assert answer.json()["order"].count(str(uuid.UUID(int=7))) == 1
    assert version.items.filter(title="新的").count() == 1


def test_a_row_is_not_taken_from_another_version(editor, version):
    filed = CatalogItem.objects.exclude(version=version).first()
    answer = send(editor, version, add=[{"title": "新的"}], keys=[str(filed.uuid)])
    assert answer.status_code == 400
    assert version.items.count() == 3


def test_lines_that_end_otherwise_are_no_clash(editor, version):
    """A form sends \\r\\n; the table's page cannot even hold it."""
    item = version.items.first()
    version.items.filter(pk=item.pk).update(content="甲\r\n乙")
    told = send(editor, version, writes=[[str(item.uuid), "content", "甲\n乙", "甲\r\n乙\r\n丙"]], revision=0)
    assert told.status_code == 200
    assert (
        next(one for one in told.json()["items"] if one["uuid"] == str(item.uuid))["cells"]["content"]
        == "甲\n乙\n丙"
    )


def test_what_others_did_is_told_to_who_asks(editor, version):
    before = version.revision
    item = version.items.first()
    change(version, wanted=Wanted([Write(item.uuid, "title", item.title, "别人写的")]), by=Author("李编辑"))
    told = editor.get(f"/admin/catalog/{version.uuid}/changes/?since={before}").json()
    assert (told["by"], [one["cells"]["title"] for one in told["items"]]) == ("李编辑", ["别人写的"])


def test_who_writes_into_a_version_that_was_filed_meanwhile_is_told(ta):
    version = take_in(CatalogDocument(items=sample.rows(), title="目录"), source="t.xlsx")
    client = browser("ta", Role.EDITOR)
    item = version.items.first()
    submit(version, reason="调整")
    answer = send(client, version, writes=[[str(item.uuid), "title", item.title, "晚了"]])
    assert (answer.status_code, "已于" in answer.json()["closed"]) == (409, True)


def test_what_is_no_change_is_refused_in_words(editor, version):
    for body in ("[]", "{", '{"writes": [["x"]]}', '{"remove": ["nobody"]}', '{"revision": "many"}'):
        answer = editor.post(f"/admin/catalog/{version.uuid}/changes/", body, content_type="application/json")
        assert (answer.status_code, answer.json()["reasons"]) == (400, ["看不懂发来的修改，请刷新页面再试"])


def test_another_unit_s_version_is_not_there(version, tb):
    stranger = browser("tb", Role.EDITOR)
    assert stranger.get(f"/admin/catalog/{version.uuid}/").status_code == 404
    assert send(stranger, version, undo=True).status_code == 404
