"""Compiling: one working version at a time, codes for life, cells that two people write, changes taken back."""

import uuid

import pytest

from cms.catalog.actions import (
    AlreadyOpen,
    Author,
    Conflict,
    NotTaken,
    Wanted,
    Write,
    change,
    discard,
    start_empty,
    start_from_template,
    start_from_unit,
    start_from_version,
    take_in,
    undo,
)
from cms.catalog.cells import show, shown
from cms.catalog.importing import CatalogDocument
from cms.catalog.models import CatalogItem, CatalogVersion
from cms.catalog.queries import withdrawn, working
from cms.catalog.states import CannotCompile, NotOpen
from cms.filing.actions import submit
from tests import sample

pytestmark = pytest.mark.django_db(databases=["default", "central"])

WANG = Author("王编辑", uuid.UUID(int=1))
LI = Author("李编辑", uuid.UUID(int=2))


@pytest.fixture
def version(ta) -> CatalogVersion:
    """The next version of ta, started from its registered one."""
    return start_from_version(CatalogVersion.objects.get(), by=WANG)


def items(version) -> list[CatalogItem]:
    return list(version.items.all())


def told(version, *names) -> list[tuple]:
    return [tuple(getattr(item, name) for name in names) for item in version.items.all()]


def write(item, field, text, was=None) -> Write:
    return Write(item.uuid, field, shown(item)[field] if was is None else was, text)


def test_a_version_starts_from_the_one_before_with_its_codes_and_without_its_reasons(ta):
    last = CatalogVersion.objects.get()
    last.items.update(change_note="去年的理由")
    version = start_from_version(last, by=WANG)
    assert told(version, "code", "title", "change_note") == [
        ("TS-01", "机构设置", ""),
        ("TS-02", "重点工作", ""),
        ("TS-03", "党费收缴", ""),
    ]
    assert (version.number, version.base, version.source, version.edited_by) == (
        last.number + 1,
        last.uuid,
        "第 1 版",
        "王编辑",
    )


def test_a_version_that_corrects_another_keeps_its_reasons(ta):
    last = CatalogVersion.objects.get()
    last.items.update(change_note="职责调整")
    version = start_from_version(last, by=WANG, corrects=True)
    assert told(version, "change_note") == [("职责调整",)] * 3


def test_the_second_to_start_is_told_who_was_first(version):
    with pytest.raises(AlreadyOpen, match="王编辑已经开始编制第 2 版，请在那一版上修改"):
        start_empty(by=LI)
    with pytest.raises(AlreadyOpen):
        take_in(CatalogDocument(items=sample.rows(), title="目录"), source="t.xlsx", by=LI)
    assert CatalogVersion.objects.count() == 2


def test_a_template_keeps_its_codes_save_those_this_unit_gave_to_something_else(ta):
    rows = [
        sample.row("TS-01", "机构设置与职能"),
        sample.row("TS-02", "党员教育培训"),
        sample.row("TS-09", "其他"),
    ]
    version = start_from_template(rows, name="镇（街道）", by=WANG)
    assert told(version, "code", "title") == [
        ("TS-01", "机构设置与职能"),
        ("TS-10", "党员教育培训"),
        ("TS-09", "其他"),
    ]
    assert version.source == "模板“镇（街道）”"


def test_another_unit_s_sections_and_reasons_do_not_come_along(ta):
    start = [
        CatalogItem(
            code="X-01", title="项目", responsible="他们的科室", reason="他们的理由", title_hidden=True
        )
    ]
    version = start_from_unit(start, name="乙镇党委", by=WANG)
    assert told(version, "responsible", "reason", "title_hidden") == [("", "", False)]


def test_cells_are_read_as_documents_write_them(version):
    first = items(version)[0]
    wanted = [
        write(first, "scope", "党内公开"),
        write(first, "timing", "每季度公开，期末后15个工作日内"),
        write(first, "key", "√"),
        write(first, "linked", "政务公开、村务公开"),
        write(first, "review_on", "2027年3月1日"),
    ]
    saved = change(version, wanted=Wanted(wanted), by=WANG)
    now = items(version)[0]
    assert (now.scope, now.timing, now.frequency, now.due_workdays) == ("PARTY", "PERIODIC", "QUARTERLY", 15)
    assert (now.key, now.linked, str(now.review_on)) == (True, ["GOV", "VILLAGE"], "2027-03-01")
    assert (saved.revision, now.revision, now.edited_by) == (1, 1, "王编辑")


def test_what_means_nothing_is_refused_whole_with_every_reason(version):
    first, second, _third = items(version)
    wanted = [
        write(first, "title", "改过的名称"),
        write(first, "scope", "全公开"),
        write(second, "due_workdays", "尽快"),
    ]
    with pytest.raises(NotTaken) as refusal:
        change(version, wanted=Wanted(wanted), by=WANG)
    assert refusal.value.reasons == [
        "TS-01 公开范围：看不懂“全公开”，应是：社会公开、党内公开、本单位公开、特定范围公开",
        "TS-02 工作日：“尽快”不是 999 以内的天数",
    ]
    assert told(version, "title")[0] == ("机构设置",)
    assert CatalogVersion.objects.get(pk=version.pk).revision == 0


def test_of_two_who_write_the_same_cell_one_wins_and_the_other_is_told_by_whom(version):
    first = items(version)[0]
    change(version, wanted=Wanted([write(first, "title", "王写的")]), by=WANG)
    with pytest.raises(Conflict) as refusal:
        change(
            version, wanted=Wanted([write(first, "title", "李写的"), write(first, "notice", "7日")]), by=LI
        )
    (clash,) = refusal.value.clashes
    assert (clash.code, clash.label, clash.theirs, clash.yours, clash.by) == (
        "TS-01",
        "二级事项",
        "王写的",
        "李写的",
        "王编辑",
    )
    assert told(version, "title", "notice")[0] == ("王写的", "")
    change(version, wanted=Wanted([write(first, "title", "李写的", was="王写的")]), by=LI)
    assert told(version, "title")[0] == ("李写的",)


def test_two_who_write_different_cells_of_one_row_both_win(version):
    first = items(version)[0]
    change(version, wanted=Wanted([write(first, "title", "王写的")]), by=WANG)
    change(version, wanted=Wanted([write(first, "notice", "7日")]), by=LI)
    assert told(version, "title", "notice")[0] == ("王写的", "7日")


def test_a_cell_of_a_row_that_somebody_removed(version):
    first = items(version)[0]
    change(version, wanted=Wanted(remove=[first.uuid]), by=WANG)
    with pytest.raises(Conflict) as refusal:
        change(version, wanted=Wanted([write(first, "title", "李写的")]), by=LI)
    assert [(clash.theirs, clash.by) for clash in refusal.value.clashes] == [(None, "王编辑")]


def test_new_rows_get_the_next_code_that_was_never_used(version):
    second = items(version)[1]
    change(version, wanted=Wanted(remove=[items(version)[2].uuid]), by=WANG)
    rows = [{"title": "新一", "section": "党的建设"}, {"title": "新二", "code": "TS-02"}]
    change(version, wanted=Wanted(add=rows, before=second.uuid), by=WANG)
    assert told(version, "code", "title", "scope") == [
        ("TS-01", "机构设置", "SOCIETY"),
        ("TS-04", "新一", "SOCIETY"),
        ("TS-05", "新二", "SOCIETY"),
        ("TS-02", "重点工作", "SOCIETY"),
    ]


def test_a_filed_code_is_neither_changed_nor_given_to_another_matter(version):
    first, _second, third = items(version)
    with pytest.raises(NotTaken, match="编码“TS-01”已经报送过，终身不变，不能改"):
        change(version, wanted=Wanted([write(first, "code", "TS-77")]), by=WANG)
    change(version, wanted=Wanted(remove=[third.uuid]), by=WANG)
    with pytest.raises(NotTaken, match="编码“TS-03”报送过，是“党费收缴”，不能给别的事项用"):
        change(version, wanted=Wanted(add=[{"code": "TS-03", "title": "食堂采购"}]), by=WANG)
    change(version, wanted=Wanted(add=[{"code": "TS-03", "title": "党费收缴情况"}]), by=WANG)
    assert told(version, "code")[-1] == ("TS-03",)


def test_rows_move_together_and_keep_their_order(version):
    first, second, third = items(version)
    change(version, wanted=Wanted(move=[first.uuid, second.uuid]), by=WANG)
    assert told(version, "code", "order") == [("TS-03", 1), ("TS-01", 2), ("TS-02", 3)]
    change(version, wanted=Wanted(move=[second.uuid], before=third.uuid), by=WANG)
    assert told(version, "code") == [("TS-02",), ("TS-03",), ("TS-01",)]


def test_changes_are_taken_back_one_by_one_the_last_first(version):
    before = [shown(item) for item in items(version)]
    first, second, third = items(version)
    change(version, wanted=Wanted([write(first, "due_day", "20")]), by=WANG)
    change(version, wanted=Wanted(add=[{"title": "新一"}], before=second.uuid), by=WANG)
    added = items(version)[1]
    change(version, wanted=Wanted([write(added, "notice", "7日")]), by=WANG)
    change(version, wanted=Wanted(remove=[second.uuid]), by=WANG)
    change(version, wanted=Wanted(move=[third.uuid], before=first.uuid), by=WANG)
    for _step in range(5):
        undo(version, by=WANG)
    assert [shown(item) for item in items(version)] == before
    assert [item.uuid for item in items(version)] == [first.uuid, second.uuid, third.uuid]
    with pytest.raises(NotTaken, match="没有可以撤销的修改"):
        undo(version, by=WANG)


def test_an_undo_that_is_sent_again_for_want_of_an_answer_takes_back_nothing_more(version):
    first = items(version)[0]
    change(version, wanted=Wanted([write(first, "notice", "5日")]), by=WANG)
    seen = change(version, wanted=Wanted([write(first, "notice", "7日", was="5日")]), by=WANG).revision
    for _sent in range(2):
        saved = undo(version, by=WANG, seen=seen)
        assert show(items(version)[0], "notice") == "5日"
    undo(version, by=WANG, seen=saved.revision)
    assert show(items(version)[0], "notice") == ""


def test_nobody_takes_back_what_somebody_else_built_on(version):
    first = items(version)[0]
    change(version, wanted=Wanted([write(first, "title", "王写的")]), by=WANG)
    with pytest.raises(NotTaken, match="没有可以撤销的修改"):
        undo(version, by=LI)
    change(version, wanted=Wanted([write(first, "title", "李写的", was="王写的")]), by=LI)
    with pytest.raises(Conflict) as refusal:
        undo(version, by=WANG)
    assert [(clash.theirs, clash.yours) for clash in refusal.value.clashes] == [("李写的", "机构设置")]
    change(version, wanted=Wanted(add=[{"title": "新"}]), by=WANG)
    change(version, wanted=Wanted([write(items(version)[-1], "notice", "7日")]), by=LI)
    with pytest.raises(Conflict):
        undo(version, by=WANG)


def test_a_version_that_was_filed_meanwhile_is_not_written_in(version):
    first = items(version)[0]
    submit(version)
    with pytest.raises(NotOpen, match=r"第 2 版已于 .* 报送，内容不能再改"):
        change(version, wanted=Wanted([write(first, "title", "改")]), by=WANG)
    with pytest.raises(NotOpen):
        undo(version, by=WANG)
    with pytest.raises(NotOpen):
        discard(version, revision=version.revision)
    assert working() is None


def test_what_was_filed_before_and_is_gone_is_listed(version):
    third = items(version)[2]
    change(version, wanted=Wanted(remove=[third.uuid]), by=WANG)
    assert [item.code for item in withdrawn(version, since=1)] == ["TS-03"]
    assert withdrawn(version, since=None) == []


def test_a_version_is_given_up_only_as_it_was_seen(version):
    change(version, wanted=Wanted([write(items(version)[0], "title", "李写的")]), by=LI)
    with pytest.raises(CannotCompile, match=r"李编辑在 .* 又改过这一版"):
        discard(version, revision=0)
    discard(version, revision=1)
    assert working() is None
    assert CatalogItem.objects.filter(version__number=2).count() == 0


def test_a_document_in_the_place_of_the_working_version_can_be_taken_back(version):
    document = CatalogDocument(items=[sample.row("TS-01", "机构设置")], title="目录")
    assert take_in(document, source="new.xlsx", by=WANG, instead=True).pk == version.pk
    assert told(version, "code") == [("TS-01",)]
    undo(version, by=WANG)
    assert told(version, "code") == [("TS-01",), ("TS-02",), ("TS-03",)]


def test_a_code_that_changed_its_meaning_is_asked_about_and_never_guessed(ta):
    rows = [sample.row("TS-01", "机构设置情况"), sample.row("TS-02", "食堂采购")]
    document = CatalogDocument(items=rows, title="目录")
    with pytest.raises(Exception, match="编码“TS-02”原来是“重点工作”，请说明是同一事项改名，还是新事项"):
        take_in(document, source="t.xlsx", matters={})
    version = take_in(document, source="t.xlsx", matters={"TS-02": False})
    assert told(version, "code", "title") == [("TS-01", "机构设置情况"), ("TS-04", "食堂采购")]
    discard(version, revision=0)
    version = take_in(document, source="t.xlsx", matters={"TS-02": True})
    assert told(version, "code", "title") == [("TS-01", "机构设置情况"), ("TS-02", "食堂采购")]
