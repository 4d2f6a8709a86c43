"""The desk at a glance, starting a version each way, and giving one up: who may, what is next, what is told."""

import pytest

from cms.catalog.actions import start_empty, start_from_version, take_in
from cms.catalog.importing import CatalogDocument
from cms.catalog.models import CatalogVersion
from cms.catalog.templates import for_kind
from cms.filing.actions import correct, register, send_back, withdraw
from cms.filing.desk.compiling import standings
from tenants.identity.roles import MemberRole as Role
from tests import sample
from tests.catalog.desk.reading import DESK, filed, queries, version, words
from tests.filing.district import whole
from tests.people import browser

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.LEADER])
def test_who_does_not_compile_reads_the_desk_and_starts_nothing(ta, role):
    client = browser("ta", role)
    page = client.get(DESK).content.decode()
    assert "目录已登记生效" in page
    assert "调整目录" not in page
    working = start_empty()
    for path in ("start/", "import/", f"{working.uuid}/discard/", f"{working.uuid}/items/{working.uuid}/"):
        assert client.get(DESK + path).status_code == 302
    assert client.post(f"{DESK}start/", {"from": "empty"}).headers["Location"] == "/admin/"
    assert CatalogVersion.objects.count() == 2


def test_who_has_no_part_in_the_catalog_does_not_read_it(ta):
    assert browser("ta", Role.PLATFORM_OPS).get(DESK).status_code == 302
    assert browser("ta", Role.PLATFORM_OPS).get(f"{DESK}bases/?q=党").status_code == 302


def test_a_unit_without_any_catalog_is_led_to_start_one(ta):
    CatalogVersion.objects.all().delete()
    page = browser("ta", Role.EDITOR).get(DESK)
    assert "本单位还没有公开目录，先编制第一版" in words(page)
    assert f'href="{DESK}start/"' in page.content.decode()


def test_the_next_step_of_a_working_version_is_what_is_wrong_and_then_to_file_it(ta):
    editor, leader = browser("ta", Role.EDITOR), browser("ta", Role.ADMINISTRATOR)
    now = version()
    assert "处必须改正，改好才能报送" in words(editor.get(DESK))
    now.items.filter(code="TS-01").update(content=whole("x", "y").content)
    assert "可以请有报送权限的人报送" in words(editor.get(DESK))
    page = leader.get(DESK).content.decode()
    assert "没有必须改正的问题，可以报送" in page
    assert f'href="/admin/catalog/{now.uuid}/submit/"' in page
    assert f'href="/admin/catalog/{now.uuid}/submit/"' not in editor.get(DESK).content.decode()


def test_versions_stand_the_newest_first_with_what_became_of_each(ta):
    editor = browser("ta", Role.EDITOR)
    filing = filed()
    assert "第 2 版已经报送，等待登记" in words(editor.get(DESK))
    send_back(filing, note="依据不全", remarks={"TS-02": "写到条款"})
    page = editor.get(DESK)
    assert "第 2 版被退回，按意见改好再报" in words(page)
    assert f'action="/admin/filings/{filing.pk}/correct/"' in page.content.decode()
    body = words(page).split("各版目录")[1]
    assert body.index("第 2 版") < body.index("第 1 版")
    assert "退回修改" in body
    assert "依据不全" in body
    assert "测备ta1号" in body


def test_an_editor_corrects_what_came_back_with_the_remarks_beside_the_items(ta):
    editor, filing = browser("ta", Role.EDITOR), filed()
    send_back(filing, note="依据不全", remarks={"TS-02": "写到条款"})
    answer = editor.post(f"/admin/filings/{filing.pk}/correct/")
    now = CatalogVersion.objects.get(filed_at=None)
    assert answer.headers["Location"] == f"{DESK}{now.uuid}/"
    before = CatalogVersion.objects.get(uuid=now.base)
    assert (before.number, now.number, now.edited_by) == (2, 3, "人员信息员（编辑）")
    assert standings()[before.number].remarks == {"TS-02": "写到条款"}


def test_the_register_tells_how_every_filing_stands(ta):
    taken = withdraw(filed(), reason="漏项")
    again = filed()
    register(again, number="测备9号")
    told = standings()
    assert [(n, one.where.value, one.register_number) for n, one in sorted(told.items())] == [
        (1, "past", "测备ta1号"),
        (taken.number, "taken_back", ""),
        (again.number, "in_force", "测备9号"),
    ]
    assert told[taken.number].correct_url
    assert not told[again.number].correct_url


def test_the_overview_asks_the_same_number_of_questions_whatever_it_shows(ta):
    client = browser("ta", Role.EDITOR)
    version()
    one = queries(client, DESK)
    for _round in range(9):
        withdraw(
            filed() if CatalogVersion.objects.filter(filed_at=None).count() == 0 else _file(), reason="改"
        )
    version(*sample.rows(), *[sample.row(f"TS-{n}", f"事项{n}") for n in range(20, 27)])
    assert "共 11" not in words(client.get(DESK))
    assert queries(client, DESK) == one


def _file():
    from cms.filing.actions import submit

    return submit(CatalogVersion.objects.get(filed_at=None), reason="改")


def test_a_version_starts_from_the_template_of_the_kind(ta):
    client = browser("ta", Role.EDITOR)
    items = for_kind("TOWN")
    page = words(client.get(f"{DESK}start/"))
    assert f"{len(items)} 个事项，含这类单位必须公开的内容" in page
    answer = client.post(f"{DESK}start/", {"from": "template"})
    now = CatalogVersion.objects.get(filed_at=None)
    assert answer.headers["Location"] == f"{DESK}{now.uuid}/"
    assert [item.title for item in now.items.all()] == [row.title for row in items]


def test_a_version_starts_from_an_earlier_one_or_from_nothing(ta):
    client = browser("ta", Role.EDITOR)
    client.post(f"{DESK}start/", {"from": "1"})
    now = CatalogVersion.objects.get(filed_at=None)
    assert (now.number, now.items.count(), now.edited_by) == (2, 3, "人员信息员（编辑）")
    now.delete()
    client.post(f"{DESK}start/", {"from": "empty"})
    assert CatalogVersion.objects.get(filed_at=None).items.count() == 0


@pytest.mark.parametrize("source", ["", "99", "-1", "moon"])
def test_a_start_from_nowhere_is_told(ta, source):
    client = browser("ta", Role.EDITOR)
    assert "请选择从哪里开始" in words(client.post(f"{DESK}start/", {"from": source}, follow=True))
    assert CatalogVersion.objects.count() == 1


def test_the_second_to_start_is_led_to_the_first_ones_version(ta):
    first = start_from_version(CatalogVersion.objects.get())
    client = browser("ta", Role.EDITOR)
    page = words(client.get(f"{DESK}start/"))
    assert "正在编制第 2 版" in page
    assert "从空白开始" not in page
    answer = client.post(f"{DESK}start/", {"from": "empty"})
    assert answer.headers["Location"] == f"{DESK}{first.uuid}/"
    assert CatalogVersion.objects.count() == 2


def test_nothing_is_begun_while_a_version_waits(ta):
    filed()
    client = browser("ta", Role.EDITOR)
    assert "第 2 版已经报送，还没有办理" in words(client.get(f"{DESK}start/"))
    answer = client.post(f"{DESK}start/", {"from": "empty"}, follow=True)
    assert "请等办理结果，或者先把它撤回" in words(answer)
    assert CatalogVersion.objects.count() == 2


def test_a_version_is_given_up_after_it_was_asked_and_not_with_somebody_elses_work(ta):
    client, now = browser("ta", Role.EDITOR), version()
    page = client.get(f"{DESK}{now.uuid}/discard/")
    assert "第 2 版里的 3 个事项和修改记录会全部删除，不能恢复" in words(page)
    CatalogVersion.objects.filter(pk=now.pk).update(revision=4, edited_by="李编辑")
    client.post(f"{DESK}{now.uuid}/discard/", {"revision": str(now.revision)})
    assert CatalogVersion.objects.filter(pk=now.pk).exists()
    answer = client.post(f"{DESK}{now.uuid}/discard/", {"revision": "4"}, follow=True)
    assert "已放弃第 2 版" in words(answer)
    assert not CatalogVersion.objects.filter(pk=now.pk).exists()


def test_what_was_filed_is_not_given_up(ta):
    client, was = browser("ta", Role.EDITOR), CatalogVersion.objects.get()
    assert client.get(f"{DESK}{was.uuid}/discard/").status_code == 404
    client.post(f"{DESK}{was.uuid}/discard/", {"revision": str(was.revision)})
    assert CatalogVersion.objects.get() == was


def test_correcting_twice_makes_one_version(ta):
    filing = filed()
    send_back(filing, note="改")
    assert correct(filing) == correct(filing)


def test_a_title_of_another_kind_of_document_is_kept(ta):
    take_in(CatalogDocument(items=sample.rows(), title="二〇二六年目录"), source="t.xlsx")
    assert "t.xlsx" in words(browser("ta", Role.EDITOR).get(DESK))
