"""A file is read, looked at cell by cell, and taken in whole after its questions are answered, or not at all."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cms.catalog.models import CatalogUpload, CatalogVersion
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tests.catalog.desk.reading import DESK, filed, queries, version, words
from tests.catalog.sheets import small_book
from tests.people import browser

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
FIRST = {"编码": "TS-01", "二级事项": "机构设置"}
CHANGED = {"编码": "TS-02", "二级事项": "党费收支"}
NEW = {"编码": "TS-07", "二级事项": "民生实事"}


@pytest.fixture
def editor(ta):
    return browser("ta", Role.EDITOR)


def book(*rows, without=()) -> SimpleUploadedFile:
    content = io.BytesIO()
    small_book(*rows, without=without).save(content)
    return SimpleUploadedFile("目录.xlsx", content.getvalue())


def uploaded(client, *rows, without=()) -> str:
    """The address where the file is looked at."""
    answer = client.post(f"{DESK}import/", {"file": book(*rows, without=without)})
    assert answer.status_code == 302
    return answer.headers["Location"]


def test_a_file_is_looked_at_and_a_changed_code_is_asked_before_anything_is_taken(editor):
    review = uploaded(editor, FIRST, CHANGED, NEW)
    page = words(editor.get(review))
    assert "读出 3 个事项" in page
    assert "编码 TS-02 原来是“重点工作”，文件里是“党费收支”" in page
    assert "长期公开，变更后10个工作日内更新" in page  # the cell's own words
    assert CatalogVersion.objects.count() == 1
    assert "请说明是同一事项改名，还是新事项" in words(editor.post(review, follow=True))
    assert CatalogVersion.objects.count() == 1
    answer = editor.post(review, {"matter-TS-02": "new"})
    now = CatalogVersion.objects.get(filed_at=None)
    assert answer.headers["Location"] == f"{DESK}{now.uuid}/"
    titles = dict(now.items.values_list("title", "code"))
    assert titles == {"机构设置": "TS-01", "党费收支": "TS-08", "民生实事": "TS-07"}
    assert not CatalogUpload.objects.exists()
    assert editor.get(review).status_code == 404


def test_the_same_matter_under_a_new_name_keeps_its_code(editor):
    editor.post(uploaded(editor, CHANGED), {"matter-TS-02": "same"})
    assert CatalogVersion.objects.get(filed_at=None).items.get().code == "TS-02"


def test_a_file_without_codes_goes_on_with_the_codes_of_matters_of_the_same_name(editor):
    rows = ({"二级事项": "民生实事"}, {"二级事项": "机构设置"}, {"二级事项": "重点工作"})
    review = uploaded(editor, *rows, without=("编码",))
    page = words(editor.get(review))
    assert "与报送过的事项同名的沿用原编码" in page
    assert "先回答" not in page
    editor.post(review)
    items = CatalogVersion.objects.get(filed_at=None).items
    codes = dict(items.values_list("title", "code"))
    assert (codes["机构设置"], codes["重点工作"]) == ("TS-01", "TS-02")
    assert codes["民生实事"] not in ("TS-01", "TS-02", "TS-03")


def test_a_file_with_errors_is_not_taken_and_every_error_is_named(editor):
    review = uploaded(
        editor, FIRST, {"编码": "TS-05", "公开时限": "适时"}, {"编码": "TS-06", "公开范围": "天下"}
    )
    page = words(editor.get(review))
    assert "有错误，不能收" in page
    assert "看不懂公开时限“适时”" in page
    assert "天下" in page
    assert "收进这" not in page
    editor.post(review)
    assert CatalogVersion.objects.count() == 1


def test_it_takes_the_place_of_the_working_version_only_where_somebody_said_so(editor):
    now = version()
    review = uploaded(editor, FIRST)
    assert "用它代替第 2 版现在的全部事项" in words(editor.get(review))
    assert editor.post(review).headers["Location"] == review
    assert now.items.count() == 3
    editor.post(review, {"instead": "1"})
    assert [item.code for item in now.items.all()] == ["TS-01"]


def test_nothing_is_taken_while_a_version_waits(editor):
    filed()
    review = uploaded(editor, FIRST)
    assert "请等办理结果" in words(editor.post(review, follow=True))
    assert not CatalogVersion.objects.filter(filed_at=None).exists()


def test_another_units_file_is_not_there(editor, tb):
    with tenant_scope(tb):
        review = uploaded(browser("tb", Role.EDITOR), FIRST)
        assert browser("tb", Role.ADMINISTRATOR).get(review).status_code == 200
    assert editor.get(review).status_code == 404
    assert editor.post(review).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("目录.doc", b"x", "请选择 Excel（.xlsx）、Word（.docx）或 CSV 文件，不是 目录.doc"),
        ("目录.csv", b"0" * ((10 << 20) + 1), "超过 10 MB 的上限"),
    ],
)
def test_a_file_that_is_not_read_is_told_why(editor, name, content, reason):
    answer = editor.post(f"{DESK}import/", {"file": SimpleUploadedFile(name, content)}, follow=True)
    assert reason in words(answer)
    assert not CatalogUpload.objects.exists()


def test_no_file_is_told(editor):
    assert "请选择一个文件" in words(editor.post(f"{DESK}import/", follow=True))


def test_columns_that_nobody_reads_are_said(editor):
    given = small_book(FIRST)
    given.active["N1"], given.active["N2"] = "星级", "五星"
    content = io.BytesIO()
    given.save(content)
    file = SimpleUploadedFile("目录.xlsx", content.getvalue())
    page = words(editor.get(editor.post(f"{DESK}import/", {"file": file}).headers["Location"]))
    assert "没有读的列 1 个" in page
    assert "星级 → 没有读" in page


def test_looking_at_ten_items_takes_as_many_questions_as_at_one(editor):
    one = queries(editor, uploaded(editor, FIRST))
    ten = [{"编码": f"TS-{n}", "二级事项": f"事项{n}"} for n in range(10, 20)]
    assert queries(editor, uploaded(editor, *ten)) == one
