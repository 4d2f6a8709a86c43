"""A document becomes the unit's next working version, whole or not at all."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from cms.catalog.actions import take_in
from cms.catalog.importing import CatalogDocument, read_catalog
from cms.catalog.models import CatalogItem, CatalogVersion
from cms.catalog.rows import CatalogRow
from tests import sample
from tests.catalog.sheets import CATALOGS, catalog_book, read

pytestmark = pytest.mark.django_db(databases=["default", "central"])


def test_a_real_catalog_becomes_the_next_version(ta):
    before = CatalogVersion.objects.first().number
    document = read_catalog(CATALOGS / "village01.xlsx")
    version = take_in(document, source="village01.xlsx")
    assert (version.number, str(version.compiled_on), version.source) == (
        before + 1,
        "2026-01-10",
        "village01.xlsx",
    )
    items = list(version.items.all())
    assert [item.code for item in items] == [row.code for row in document.items]
    seventh = items[6]
    assert (seventh.title, seventh.scope, seventh.frequency, seventh.due_workdays, seventh.notice) == (
        "“四议两公开”决议",
        "SOCIETY",
        "ON_EVENT",
        3,
        "7日",
    )
    assert (seventh.channels, seventh.key, seventh.linked) == (
        ["公开栏", "党务公开专栏", "村民代表会议"],
        True,
        ["VILLAGE"],
    )


def test_a_document_with_errors_is_taken_in_not_at_all_and_every_error_is_named(ta, tmp_path):
    before = CatalogVersion.objects.count(), CatalogItem.objects.count()
    book = catalog_book()
    book.active["B6"], book.active["R9"] = None, "适时"
    with pytest.raises(ValidationError) as refusal:
        take_in(read(book, tmp_path), source="bad.xlsx")
    assert refusal.value.messages == [
        "错误 [公开目录 B6] 没有编码",
        "错误 [公开目录 R9] 看不懂公开时限“适时”",
    ]
    assert (CatalogVersion.objects.count(), CatalogItem.objects.count()) == before


def test_warnings_and_doubts_do_not_keep_a_document_out(ta, tmp_path):
    book = catalog_book()
    book.active["F6"], book.active["K11"] = None, "■"
    document = read(book, tmp_path)
    assert {problem.level for problem in document.problems} == {"warning", "doubt"}
    assert take_in(document, source="x").items.get(code="ZJ-02").basis == ""


def test_a_row_that_lacks_what_the_register_needs_is_refused_by_name(ta):
    rows = [replace(sample.row("TS-01", "机构"), scope=None, approval_level=None)]
    with pytest.raises(ValidationError) as refusal:
        take_in(CatalogDocument(items=rows, title="目录"), source="x")
    assert refusal.value.messages == ["TS-01 缺少公开范围", "TS-01 缺少审批层级"]


def test_a_document_without_items_is_refused(ta):
    with pytest.raises(ValidationError, match="目录里没有事项"):
        take_in(CatalogDocument(title="目录"), source="x")


def test_what_the_document_has_no_place_for_is_blank_in_the_version(ta):
    row: CatalogRow = replace(sample.row("TS-01", "机构"), key=None, linked=None, channels=None)
    item = take_in(CatalogDocument(items=[row], title="目录"), source="x").items.get()
    assert (item.key, item.linked, item.channels) == (False, [], [])
