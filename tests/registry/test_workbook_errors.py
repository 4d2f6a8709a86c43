"""What is wrong with a district's workbook: every problem at once, each with sheet, row and column letter."""

import pytest
from openpyxl.utils import column_index_from_string

from cms.registry.workbook import read_district
from tests.registry.books import DISTRICT, LINES, RELATIONS, UNITS, district_book, errors_of, saved

HOST = "不能用作网址：只用半角小写字母、数字和连字符，不以连字符开头或结尾"


def with_cells(cells: dict[tuple[str, str], object]):
    """The district with some cells changed: (sheet, place) → value."""
    book = district_book()
    for (sheet, place), value in cells.items():
        book[sheet][place] = value
    return book


def test_the_district_as_given_has_no_problem():
    _district, problems = read_district(DISTRICT)
    assert problems == []


@pytest.mark.parametrize("sheet", [LINES, UNITS, RELATIONS])
def test_a_missing_sheet(tmp_path, sheet):
    book = district_book()
    del book[sheet]
    assert (sheet, None, None, f"缺少工作表“{sheet}”") in errors_of(book, tmp_path)


def test_a_hidden_sheet_is_said_to_be_hidden(tmp_path):
    book = district_book()
    book[RELATIONS].sheet_state = "hidden"
    assert errors_of(book, tmp_path) == [(RELATIONS, None, None, "工作表“指导关系”是隐藏的，请取消隐藏")]


def test_hidden_sheets_beside_are_not_read(tmp_path):
    book = district_book()
    book.create_sheet("旧名录").append(["单位名称", "站点标识"])
    book["旧名录"].sheet_state = "veryHidden"
    assert errors_of(book, tmp_path) == []


@pytest.mark.parametrize(
    ("sheet", "letter", "header", "at"),
    [
        (LINES, "A", "编码", 2),
        (LINES, "C", "牵头部门", 2),
        (UNITS, "C", "站点标识", 2),
        (UNITS, "E", "层级", 2),
        (UNITS, "G", "上级(指导)党组织", 2),
        (RELATIONS, "B", "对象", 1),
    ],
)
def test_a_missing_column(tmp_path, sheet, letter, header, at):
    book = district_book()
    book[sheet].delete_cols(column_index_from_string(letter))
    assert errors_of(book, tmp_path)[0] == (sheet, at, None, f"缺少列“{header}”")


@pytest.mark.parametrize(
    ("sheet", "place", "value", "said"),
    [
        (UNITS, "B13", "城关街道党工委", "“城关街道党工委”与第12行重复"),
        (UNITS, "B13", "城关街道 党工委", "“城关街道 党工委”与第12行重复"),
        (UNITS, "C13", "chengguan", "“chengguan”与第12行重复"),
        (UNITS, "F13", "镇街", "没有条线“镇街”"),
        (UNITS, "G13", "市委办公室", "名录中没有上级“市委办公室”"),
        (UNITS, "D13", "乡", "不认识“乡”，应为：区委、区纪委、区委工作机关、镇、街道、园区、区级机关部门、"
         "市直驻区单位、村、社区、学校、公立医院、国有企业、社会组织"),
        (UNITS, "E13", "乡级", "不认识“乡级”，应为：区级、镇街级、村级、基层"),
        (UNITS, "B13", None, "“单位名称”没有填写"),
        (UNITS, "C13", None, "“站点标识”没有填写"),
        (UNITS, "H13", "www.donghu.example", "“www.donghu.example”不是网址，应以 http:// 或 https:// 开头"),
        (UNITS, "H13", "http://[1", "“http://[1”不是网址，应以 http:// 或 https:// 开头"),
        (UNITS, "B13", "东" * 101, "“单位名称”有 101 个字，最多 100 个"),
        (UNITS, "I13", "注" * 301, "“备注”有 301 个字，最多 300 个"),
        (UNITS, "D13", "区委", "类别“区委”只能有一个，第3行已有"),
        (LINES, "A4", "L01", "“L01”与第3行重复"),
        (LINES, "B4", "纪检监察", "“纪检监察”与第3行重复"),
        (LINES, "C4", "区委网信办", "名录中没有牵头部门“区委网信办”"),
        (LINES, "C4", None, "“牵头部门”没有填写"),
        (RELATIONS, "A3", "区直机关工委", "名录中没有“区直机关工委”"),
        (RELATIONS, "B3", "所有人", "不认识的对象“所有人”"),
        (RELATIONS, "C3", "帮助", "不认识“帮助”，应为：牵头抓总、指导督促、指导、指导、监督、监测反馈、条线牵头、属地管理"),
    ],
)  # fmt: skip
def test_one_bad_cell_is_one_error_at_its_place(tmp_path, sheet, place, value, said):
    found = errors_of(with_cells({(sheet, place): value}), tmp_path)
    # A name that changed is also missed where it was mentioned; those come further down.
    assert (sheet, int(place[1:]), place[0], said) in found
    mentions = [e for e in found if e[:3] != (sheet, int(place[1:]), place[0]) and "没有" in e[3]]
    assert len(found) == 1 + len(mentions)


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("Donghu", f"“Donghu”{HOST}"),
        ("dong_hu", f"“dong_hu”{HOST}"),
        ("-donghu", f"“-donghu”{HOST}"),
        ("donghu-", f"“donghu-”{HOST}"),
        ("dong.hu", f"“dong.hu”{HOST}"),
        ("dong hu", f"“dong hu”{HOST}"),
        ("ｄｏｎｇｈｕ", f"“ｄｏｎｇｈｕ”{HOST}"),
        ("东湖", f"“东湖”{HOST}"),
        ("d" * 64, "站点标识有 64 个字符，网址的一段最多 63 个"),
        ("admin", "“admin”是保留字，不能用作网址"),
        ("www", "“www”是保留字，不能用作网址"),
        (
            "xn--fiqs8s",
            "“xn--fiqs8s”不能用作网址：第三、四个字符不能都是连字符（xn-- 一类有特殊含义）",
        ),
    ],
)
def test_a_slug_that_is_no_host_label(tmp_path, slug, said):
    found = errors_of(with_cells({(UNITS, "C13"): slug}), tmp_path)
    assert said in [message for *_place, message in found]
    assert {place for *place, _message in map(tuple, found) for place in [tuple(place)]} == {(UNITS, 13, "C")}


@pytest.mark.parametrize("slug", ["d" * 63, "1", "a-b", "2026"])
def test_a_slug_that_is_one(tmp_path, slug):
    assert errors_of(with_cells({(UNITS, "C13"): slug}), tmp_path) == []


def test_a_unit_that_is_its_own_superior(tmp_path):
    found = errors_of(with_cells({(UNITS, "G13"): "东湖街道党工委"}), tmp_path)
    assert found == [(UNITS, 13, "G", "上级关系成环：东湖街道党工委 → 东湖街道党工委")]


def test_two_circles_of_superiors_are_both_found_once(tmp_path):
    cells = {
        (UNITS, "G12"): "西山街道党工委",
        (UNITS, "G14"): "东湖街道党工委",
        (UNITS, "G13"): "城关街道党工委",
        (UNITS, "G15"): "白鹭镇党委",
        (UNITS, "G16"): "柳河镇党委",
    }
    circle = "城关街道党工委 → 西山街道党工委 → 东湖街道党工委 → 城关街道党工委"
    assert errors_of(with_cells(cells), tmp_path) == [
        (UNITS, 12, "G", f"上级关系成环：{circle}"),
        (UNITS, 15, "G", "上级关系成环：柳河镇党委 → 白鹭镇党委 → 柳河镇党委"),
    ]


def test_the_district_needs_its_own_unit(tmp_path):
    found = errors_of(with_cells({(UNITS, "D3"): "区委工作机关"}), tmp_path)
    assert found == [(UNITS, None, None, "没有类别为“区委”的单位，无法确定中心站点")]


def test_the_same_relation_twice(tmp_path):
    book = district_book()
    book[RELATIONS].append(["区教体局党委", "各级学校党的基层组织", "指导", "另一依据"])
    assert errors_of(book, tmp_path) == [(RELATIONS, 11, "A", "与第4行是同一个关系")]


def test_formulas_and_error_values_are_refused_where_they_are_read(tmp_path):
    book = with_cells(
        {
            (UNITS, "B13"): "=B12",
            (UNITS, "C14"): '=CONCATENATE("xi","shan")',
            (LINES, "B5"): "=#REF!",
            (UNITS, "A15"): "=A14+1",
            (UNITS, "K15"): "=1/0",
        }
    )
    said = [error for error in errors_of(book, tmp_path) if error[3].startswith("单元格")]
    text = "单元格是公式，请复制后以“数值”粘贴"
    assert said == [(UNITS, 13, "B", text), (UNITS, 14, "C", text), (LINES, 5, "B", text)]


def test_a_faulty_cell_is_not_also_called_blank(tmp_path):
    assert errors_of(with_cells({(UNITS, "C92"): "=C91"}), tmp_path) == [
        (UNITS, 92, "C", "单元格是公式，请复制后以“数值”粘贴")
    ]


def test_every_problem_is_named_at_once(tmp_path):
    book = with_cells(
        {
            (UNITS, "C12"): "Bad_Slug",
            (UNITS, "F40"): "无此条线",
            (UNITS, "G50"): "无此上级",
            (UNITS, "C60"): "school01",
            (LINES, "C7"): "无此部门",
            (RELATIONS, "B5"): "无此对象",
        }
    )
    assert errors_of(book, tmp_path) == [
        (UNITS, 12, "C", f"“Bad_Slug”{HOST}"),
        (UNITS, 40, "F", "没有条线“无此条线”"),
        (UNITS, 50, "G", "名录中没有上级“无此上级”"),
        (UNITS, 60, "C", "“school01”与第43行重复"),
        (RELATIONS, 5, "B", "不认识的对象“无此对象”"),
        (LINES, 7, "C", "名录中没有牵头部门“无此部门”"),
    ]


def test_a_problem_reads_as_one_line(tmp_path):
    _district, problems = read_district(saved(with_cells({(UNITS, "C13"): "admin"}), tmp_path))
    assert [str(problem) for problem in problems] == ["错误 [单位 C13] “admin”是保留字，不能用作网址"]
