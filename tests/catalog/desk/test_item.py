"""One item in its form: what is found is put right by one click, and two people who write it are told of each other."""

import json
import re
from html import unescape

import pytest

from cms.catalog.actions import Author, Wanted, Write, change, start_from_version
from cms.catalog.cells import CELLS, shown
from cms.catalog.models import CatalogVersion
from cms.registry.models import LegalBasis
from tenants.identity.roles import MemberRole as Role
from tests.catalog.desk.reading import DESK, many, queries, version, words
from tests.people import browser

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
LI = Author("李编辑")


@pytest.fixture
def now(ta):
    return start_from_version(CatalogVersion.objects.get())


@pytest.fixture
def editor(ta):
    return browser("ta", Role.EDITOR)


def item_of(now, code="TS-01"):
    return now.items.get(code=code)


def address(now, item) -> str:
    return f"{DESK}{now.uuid}/items/{item.uuid}/"


def filled(now, item, **changes) -> dict:
    """What a browser sends of the form as it is, with some fields filled in otherwise."""
    texts = shown(item)
    sent = texts | changes
    form = {name: text for name, text in sent.items() if name not in ("key", "title_hidden", "linked")}
    form |= {name: "on" for name in ("key", "title_hidden") if sent[name]}
    form |= {"linked": [one for one in sent["linked"].split("、") if one]}
    now.refresh_from_db()
    return form | {"was": json.dumps(texts, ensure_ascii=False), "revision": str(now.revision)}


def test_only_what_was_filled_in_otherwise_is_written(now, editor):
    item = item_of(now)
    now.items.filter(pk=item.pk).update(content="机构\n职能", linked=["SCHOOL", "GOV"])
    item.refresh_from_db()
    sent = filled(now, item, responsible="组织科", content="机构\r\n职能", linked="政务公开、校务公开")
    answer = editor.post(address(now, item), sent)
    assert answer.headers["Location"] == f"{DESK}{now.uuid}/#item-{item.uuid}"
    item.refresh_from_db()
    assert (item.responsible, item.content, item.linked) == ("组织科", "机构\n职能", ["SCHOOL", "GOV"])
    assert [cell["field"] for cell in now.changes.get().cells] == ["responsible"]


def test_a_finding_stands_at_its_field_and_one_click_puts_it_right(now, editor):
    item = item_of(now)
    now.items.filter(pk=item.pk).update(due_workdays=None, frequency="YEARLY", channels=[])
    item.refresh_from_db()
    page = editor.get(address(now, item)).content.decode()
    fixes = [json.loads(unescape(found)) for found in re.findall(r'name="fix" value="([^"]+)"', page)]
    assert {"due_workdays": "10"} in fixes
    assert {"frequency": "变更时更新"} in fixes
    assert {"channels": "党务公开专栏"} in fixes
    for fix in fixes:
        item.refresh_from_db()
        answer = editor.post(address(now, item), filled(now, item) | {"fix": json.dumps(fix)})
        assert answer.headers["Location"] == address(now, item)
    item.refresh_from_db()
    assert (item.due_workdays, item.frequency, item.channels) == (10, "ON_CHANGE", ["党务公开专栏"])
    assert 'name="fix"' not in editor.get(address(now, item)).content.decode()


@pytest.mark.parametrize("fix", ["", "[]", "{", '{"order": "9"}', '{"title": 3'])
def test_a_fix_that_is_none_changes_nothing(now, editor, fix):
    item = item_of(now)
    assert editor.post(address(now, item), filled(now, item) | {"fix": fix}).status_code == 302
    assert not now.changes.exists()


def test_somebody_who_was_faster_is_named_and_saving_once_more_decides(now, editor):
    item = item_of(now)
    mine = filled(now, item, title="机构与职能", responsible="组织科")
    change(now, wanted=Wanted([Write(item.uuid, "title", "机构设置", "机构概况")]), by=LI)
    page = editor.post(address(now, item), mine)
    assert re.search(r"李编辑 \d\d:\d\d 改成了 ：机构概况", words(page))
    assert "你写的是 ：机构与职能" in words(page)
    item.refresh_from_db()
    assert (item.title, item.responsible) == ("机构概况", "党政办公室")
    body = page.content.decode()
    assert 'value="机构与职能"' in body
    assert 'value="组织科"' in body
    again = mine | {"was": unescape(re.search(r'name="was" value="([^"]+)"', body)[1])}
    assert editor.post(address(now, item), again).status_code == 302
    item.refresh_from_db()
    assert (item.title, item.responsible) == ("机构与职能", "组织科")


def test_an_item_that_somebody_removed_meanwhile_is_told(now, editor):
    item = item_of(now)
    mine = filled(now, item, title="机构与职能")
    change(now, wanted=Wanted(remove=[item.uuid]), by=LI)
    answer = editor.post(address(now, item), mine)
    assert answer.headers["Location"] == f"{DESK}{now.uuid}/"
    assert "这一项刚被别人删除" in words(editor.get(DESK))


def test_nobody_removes_what_they_have_not_read(now, editor):
    item = item_of(now)
    mine = filled(now, item) | {"remove": ""}
    change(now, wanted=Wanted([Write(item.uuid, "content", item.content, "改")]), by=LI)
    assert "李编辑刚改过这一项，没有删除" in words(editor.post(address(now, item), mine))
    item.refresh_from_db()
    editor.post(address(now, item), filled(now, item) | {"remove": ""})
    assert not now.items.filter(code="TS-01").exists()


def test_a_new_item_takes_the_next_code_and_what_means_nothing_is_told_at_its_field(now, editor):
    blank = {cell.name: "" for cell in CELLS if cell.name not in ("key", "title_hidden", "linked")}
    new = f"{DESK}{now.uuid}/items/{now.uuid}/"
    sent = blank | {
        "title": "民生实事",
        "section": "民生",
        "due_workdays": "很快",
        "was": "{}",
        "revision": "0",
    }
    page = editor.post(new, sent)
    assert "“很快”不是 999 以内的天数" in words(page)
    assert now.items.count() == 3
    answer = editor.post(new, sent | {"due_workdays": "5", "another": ""})
    assert answer.headers["Location"] == new
    assert now.items.get(title="民生实事").code == "TS-04"


def test_the_items_before_and_after_are_one_click_away(now, editor):
    first, second, third = now.items.all()
    page = editor.get(address(now, second)).content.decode()
    assert f'href="{address(now, first)}" rel="prev"' in page
    assert f'href="{address(now, third)}" rel="next"' in page
    answer = editor.post(address(now, second), filled(now, second) | {"next": ""})
    assert answer.headers["Location"] == address(now, third)


def test_an_item_of_a_filed_version_or_of_none_has_no_form(now, editor):
    was = CatalogVersion.objects.get(number=1)
    assert editor.get(address(was, item_of(was))).status_code == 404
    assert editor.get(address(now, item_of(was))).status_code == 404


def test_the_form_asks_the_same_number_of_questions_in_a_longer_catalog(ta, editor):
    short = version(*many(1))
    one = queries(editor, address(short, short.items.get()))
    short.delete()
    long = version(*many(10))
    assert queries(editor, address(long, long.items.first())) == one


def test_rules_are_found_by_their_words_as_they_are_cited(editor):
    rule = LegalBasis.objects.first()
    found = editor.get(f"{DESK}bases/", {"q": rule.title[:6]}).json()["bases"]
    assert f"《{rule.title}》" in found
    assert editor.get(f"{DESK}bases/", {"q": "没有这个规定"}).json() == {"bases": []}
