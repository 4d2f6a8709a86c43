"""What goes out comes back in as the same items, in every format; no text in it is ever run as a formula."""

import csv
import datetime as dt
from io import StringIO

import pytest
from openpyxl import load_workbook

from cms.catalog.exporting import WRITERS, export
from cms.catalog.importing import read_catalog
from cms.catalog.rows import CatalogRow
from cms.catalog.vocabulary import DisclosureScope, Frequency, ItemForm, TimingKind
from cms.registry.spreadsheet import Formula, harmless, workbook_of
from cms.registry.spreadsheet.writing import as_written
from tests.catalog.sheets import CATALOGS, SLUGS
from tests.sample import row

ON = dt.date(2026, 1, 10)
HARMFUL = ("=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "'=1", " =1", "''@x", '=HYPERLINK("http://x")')


def back(rows: list[CatalogRow], folder, kind: str):
    path = folder / f"catalog.{kind}"
    path.write_bytes(export(rows, title="某镇党务公开目录", unit_name="某镇党委", on=ON, format=kind))
    return read_catalog(path)


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("slug", SLUGS)
def test_a_catalog_goes_out_and_comes_back(tmp_path, slug, kind):
    given = read_catalog(CATALOGS / f"{slug}.xlsx")
    document = back(given.items, tmp_path, kind)
    assert document.problems == []
    assert document.as_dict()["items"] == given.as_dict()["items"]
    assert (document.title, document.unit_name, document.filed_on) == ("某镇党务公开目录", "某镇党委", ON)


def new_fields() -> list[CatalogRow]:
    return [
        row("TS-01", "机构"),
        row(
            "TS-02",
            "名单",
            scope=DisclosureScope.PARTY,
            channels=("会议", "文件"),
            timing=TimingKind.PERIODIC,
            frequency=Frequency.QUARTERLY,
            due_workdays=None,
            due_day=20,
            reason="涉及个人\n信息",
            review_on=dt.date(2027, 1, 1),
            title_hidden=True,
            form=ItemForm.LIST,
            change_note="职责调整",
            notice="5个工作日",
            linked=("GOV", "VILLAGE"),
            key=True,
        ),
        row(
            "TS-03",
            "年度",
            timing=TimingKind.PERIODIC,
            frequency=Frequency.YEARLY,
            due_workdays=None,
            due_day=31,
        ),
    ]


@pytest.mark.parametrize("kind", WRITERS)
def test_the_new_fields_come_back_too(tmp_path, kind):
    document = back(new_fields(), tmp_path, kind)
    assert document.problems == []
    for want, have in zip(new_fields(), document.as_dict()["items"], strict=True):
        said = want.as_dict() | {"title_hidden": bool(want.title_hidden)}
        assert have | {"title_hidden": bool(have["title_hidden"])} == said


@pytest.mark.parametrize("kind", WRITERS)
def test_channels_that_no_order_of_columns_can_hold_are_written_out(tmp_path, kind):
    rows = [row("TS-01", "甲", channels=("会议", "文件")), row("TS-02", "乙", channels=("文件", "会议"))]
    document = back(rows, tmp_path, kind)
    assert [one.channels for one in document.items] == [("会议", "文件"), ("文件", "会议")]


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("text", HARMFUL)
def test_harmful_text_is_written_harmless_and_comes_back_as_it_was(tmp_path, kind, text):
    document = back([row("TS-01", text, content=text, responsible=text)], tmp_path, kind)
    assert document.items[0].content.strip() == text.strip()
    assert document.items[0].title.strip() == text.strip()


def test_no_cell_of_an_export_is_a_formula_or_begins_like_one(tmp_path):
    rows = [row(f"TS-{n:02d}", text, content=text) for n, text in enumerate(HARMFUL, 1)]
    path = tmp_path / "a.xlsx"
    path.write_bytes(export(rows, title="=1", unit_name="x", on=ON))
    cells = [cell for line in load_workbook(path).active.iter_rows() for cell in line]
    assert "f" not in {cell.data_type for cell in cells}
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    texts += [
        cell
        for line in csv.reader(
            StringIO(export(rows, title="=1", unit_name="x", on=ON, format="csv").decode())
        )
        for cell in line
    ]
    assert [text for text in texts if text.lstrip().startswith(("=", "+", "-", "@", "＝"))] == []


@pytest.mark.parametrize("text", [*HARMFUL, "", "正文", "'引号", "\t=1", "5-10", "a=b"])
def test_what_is_made_harmless_is_given_back_exactly(text):
    assert as_written(harmless(text)) == text


def test_a_workbook_computes_our_formulas_and_nobody_elses(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook_of({"表/一": [["甲", "数"], ["=1+1", 2], ["合计", Formula("=SUM(B2:B2)")]]}))
    sheet = load_workbook(path).active
    assert (sheet["A2"].data_type, sheet["A2"].value) == ("s", "'=1+1")
    assert (sheet["B3"].data_type, sheet["B2"].value, sheet.title) == ("f", 2, "表 一")
