"""Documents of other offices: what each says is read right, or there is a doubt that names the place."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

from cms.catalog.importing import read_catalog
from tests.catalog.documents import cell, check_box, paragraph, row, save, symbol, table, text_box
from tests.catalog.sheets import catalog_book, found, read, small_book

HEADER = (
    "编码",
    "一级事项",
    "二级事项",
    "公开内容",
    "公开依据",
    "公开范围",
    "公开方式",
    "公开时限",
    "责任单位",
    "审批层级",
)
STANDING = "长期公开，变更后10个工作日内更新"


def item(code="ZJ-01", section="组织概况", title="机构设置", scope="社会公开", **more):
    values = {"channels": "公开栏", "timing": STANDING, "approval": "一般"} | more
    return (
        code, section, title, "内容", "《党务公开条例》第七条", scope,
        values["channels"], values["timing"], "办公室", values["approval"],
    )  # fmt: skip


def clean(document) -> list[dict]:
    assert [str(problem) for problem in document.problems] == []
    return document.as_dict()["items"]


def test_word_with_ticks_beside_words_in_one_cell(tmp_path):
    scope, channels = "■社会公开\n□党内公开\n□本单位公开", "■公开栏 □会议 ■微信公众号"
    items = clean(
        read_catalog(
            save(tmp_path / "a.docx", table(row(*HEADER), row(*item(scope=scope, channels=channels))))
        )
    )
    assert (items[0]["scope"], items[0]["channels"]) == ("SOCIETY", ["公开栏", "微信公众号"])


def test_word_with_symbol_fonts_and_boxes_that_can_be_clicked(tmp_path):
    symbols = "<w:p>" + symbol("F052") + "<w:r><w:t>党内公开 </w:t></w:r>" + symbol("00A3")
    symbols += "<w:r><w:t>社会公开</w:t></w:r></w:p>"
    boxes = f"<w:p>{check_box('公开栏', on=False)}{check_box('会议', on=True)}</w:p>"
    values = [cell(text) for text in item(scope=symbols, channels=boxes)]
    items = clean(read_catalog(save(tmp_path / "a.docx", table(row(*HEADER), row(*values)))))
    assert (items[0]["scope"], items[0]["channels"]) == ("PARTY", ["会议"])


def two_row_header(*, groups: bool = True) -> list[str]:
    top = [cell("编码", down="restart"), cell("公开事项", across=2)]
    top += [cell(word, down="restart") for word in ("公开内容", "公开依据")]
    top += [cell("公开范围" if groups else "", across=4), cell("公开方式" if groups else "", across=2)]
    top += [cell(word, down="restart") for word in ("公开时限", "责任单位", "审批层级")]
    below = [cell(down="continue"), *map(cell, ("一级事项", "二级事项"))]
    below += [cell(down="continue"), cell(down="continue")]
    below += [
        cell(word) for word in ("社会公开", "党内公开", "本单位公开", "特定范围公开", "公开栏", "党员大会")
    ]
    below += [cell(down="continue")] * 3
    return [row(*top), row(*below)]


def ticked(code: str, section: str, title: str, *, down: str) -> str:
    return row(
        code, cell(section, down=down), title, "内容", "《党章》", "", "√", "", "", "□", "■", STANDING, "办公室", "一般"
    )  # fmt: skip


@pytest.mark.parametrize("groups", [True, False])
def test_word_with_a_header_of_two_rows_and_sections_written_downwards(tmp_path, groups):
    """Also where the cells above the ticks are blank: then the words of the columns say what they are."""
    path = save(
        tmp_path / "a.docx",
        text_box("某镇党委党务公开目录（2026年版）"),
        paragraph("填报单位：某镇党委（盖章）　　填报日期：2026年1月10日"),
        table(
            *two_row_header(groups=groups),
            ticked("ZJ-01", "组\n织\n概\n况", "机构设置", down="restart"),
            ticked("ZJ-02", "", "班子分工", down="continue"),
        ),
    )
    document = read_catalog(path)
    items = clean(document)
    assert [(one["code"], one["section"], one["scope"], one["channels"]) for one in items] == [
        ("ZJ-01", "组织概况", "PARTY", ["党员大会"]),
        ("ZJ-02", "组织概况", "PARTY", ["党员大会"]),
    ]
    assert (document.title, document.unit_name) == ("某镇党委党务公开目录（2026年版）", "某镇党委")
    assert str(document.filed_on) == "2026-01-10"


@pytest.mark.parametrize("again", [True, False])
def test_word_in_which_the_catalog_goes_on_in_a_second_table(tmp_path, again):
    second = [row(*HEADER)] if again else []
    second += [row(*item("ZJ-02", "", "班子分工")), row(*item("ZJ-03", "干部工作", "干部任免"))]
    path = save(tmp_path / "a.docx", table(row(*HEADER), row(*item())), paragraph("（续表）"), table(*second))
    items = clean(read_catalog(path))
    assert [(one["code"], one["section"]) for one in items] == [
        ("ZJ-01", "组织概况"),
        ("ZJ-02", "组织概况"),
        ("ZJ-03", "干部工作"),
    ]


def test_word_with_two_catalogs_and_with_a_table_that_is_none(tmp_path):
    one = table(row(*HEADER), row(*item()))
    path = save(tmp_path / "a.docx", paragraph("甲局党务公开目录"), one, paragraph("乙局党务公开目录"), one)
    document = read_catalog(path)
    assert [(p.level, p.message) for p in document.problems] == [
        ("error", "表格2是另一份目录“乙局党务公开目录”，请分成两个文件")
    ]
    path = save(tmp_path / "b.docx", one, table(row("填表人", "审核人"), row("张三", "李四")))
    assert [(p.level, p.message) for p in read_catalog(path).problems] == [
        ("warning", "表格2不像目录，没有读取")
    ]


def test_word_with_a_table_in_a_cell_and_with_text_that_was_struck_out(tmp_path):
    nested = cell(table(row("里面")) + paragraph("内容"))
    values = [nested if text == "内容" else cell(text) for text in item()]
    (problem,) = read_catalog(save(tmp_path / "a.docx", table(row(*HEADER), row(*values)))).problems
    assert (problem.level, problem.message) == ("error", "单元格里套了另一张表格，请拆开后再导入")
    struck = "<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>机构设置</w:t></w:r></w:ins></w:p>"
    values = [cell(text) for text in item(title=struck)]
    assert (
        clean(read_catalog(save(tmp_path / "b.docx", table(row(*HEADER), row(*values)))))[0]["title"]
        == "机构设置"
    )


def test_excel_with_its_header_in_row_five_and_columns_named_as_the_unit_likes(tmp_path):
    book = Workbook()
    words = ("事项编号", "公开类别", "事项名称", "主要内容", "政策依据", "公开对象", "公开渠道和载体", "时限要求（工作日）",
             "公开主体", "审批权限")  # fmt: skip
    for line in [["某局党务公开目录"], [], ["编制单位：某局党组"], [], words, item(scope="全社会")]:
        book.active.append(line)
    document = read(book, tmp_path)
    assert [(one["code"], one["title"], one["scope"]) for one in clean(document)] == [
        ("ZJ-01", "机构设置", "SOCIETY")
    ]
    assert document.unit_name == "某局党组"


def test_excel_whose_sections_are_rows_of_their_own(tmp_path):
    book = Workbook()
    words = [word for word in HEADER if word != "一级事项"]
    lines = [
        words,
        ["一、组织概况"],
        [*item()[:1], *item()[2:]],
        ["二、干部工作"],
        ["ZJ-02", *item(title="干部任免")[2:]],
    ]
    for line in lines:
        book.active.append(line)
    for number in (2, 4):
        book.active.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(words))
    assert [one["section"] for one in clean(read(book, tmp_path))] == ["组织概况", "干部工作"]


def test_excel_in_which_the_row_of_groups_is_missing(tmp_path):
    given = clean(read(catalog_book(), tmp_path))
    book = catalog_book()
    sheet = book.active
    for place in ("C3", "G3", "K3"):
        sheet[place] = None
    for one in list(sheet.merged_cells.ranges):
        if one.max_row == 3:
            sheet.unmerge_cells(str(one))
    document = read(book, tmp_path)
    assert [one["scope"] for one in document.as_dict()["items"]] == [one["scope"] for one in given]
    assert [one["channels"] for one in clean(document)] == [one["channels"] for one in given]


def test_excel_without_codes_is_given_some_to_agree_to(tmp_path):
    rows = [{"二级事项": "机构"}, {"二级事项": "班子"}]
    book = small_book(*rows, without=("编码",))
    document = read(book, tmp_path)
    assert [(p.level, p.message) for p in document.problems] == [
        ("doubt", "没有“编码”列，拟用 SX-01 至 SX-02，请核对；编码一经使用便不再改变")
    ]
    assert [(one.code, one.proposed_code) for one in document.items] == [("", "SX-01"), ("", "SX-02")]
    known = read_catalog(tmp_path / "catalog.xlsx", kind="VILLAGE")
    assert [one.proposed_code for one in known.items] == ["CS-01", "CS-02"]


def test_codes_that_stand_under_the_running_number_are_codes(tmp_path):
    book = small_book({})
    book.active["A1"] = "序号"
    assert clean(read(book, tmp_path))[0]["code"] == "ZJ-01"


def test_two_catalogs_in_one_sheet_below_and_beside_each_other(tmp_path):
    book = small_book({}, {"编码": "ZJ-02", "二级事项": "班子"})
    book.active.append(["另一单位党务公开目录"])
    book.active.append([cell.value for cell in book.active[1]])
    book.active.append([cell.value for cell in book.active[2]])
    document = read(book, tmp_path)
    assert found(document)[0][0] == "error"
    assert "另一份目录“另一单位党务公开目录”，请分成两个文件" in found(document)[0][3]
    book = small_book({})
    for column, one in enumerate(list(book.active[1]), 15):
        book.active.cell(1, column, one.value)
    assert "像是两份目录并排" in found(read(book, tmp_path))[0][3]


def test_what_a_person_reads_in_the_new_columns(tmp_path):
    book = small_book({"公开范围": "党内公开", "公开方式": "会议", "公开时限": "每季度公开，次月20日前"})
    extra = {
        "不公开理由": "涉及个人",
        "复核日期": "2027年1月1日",
        "名称不公开": "是",
        "内容形式": "名单",
        "调整理由": "职责调整",
    }
    for column, (word, text) in enumerate(extra.items(), 14):
        book.active.cell(1, column, word)
        book.active.cell(2, column, text)
    (one,) = clean(read(book, tmp_path))
    assert (one["due_day"], one["due_workdays"], one["reason"], one["review_on"]) == (
        20,
        None,
        "涉及个人",
        "2027-01-01",
    )
    assert (one["title_hidden"], one["form"], one["change_note"]) == (True, "LIST", "职责调整")
