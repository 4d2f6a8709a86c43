"""From an empty database to what is due, by commands alone: each verb once where it works and once where not."""

import os

import psycopg
import pytest
from psycopg import sql

from tests.conftest import small_district
from tests.flow.office import Office
from tests.registry.books import DATA, book_of, saved
from tests.registry.conftest import admin, database

pytestmark = [pytest.mark.commands, pytest.mark.slow]
CATALOG = DATA / "catalogs/chengguan.xlsx"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A district of four units from an empty database; ta has imported its catalog."""
    name = f"cli_{os.getpid()}"
    with database(name):
        office = Office(tmp_path_factory.mktemp("office"), name)
        office.book = saved(book_of(small_district()), office.folder)
        office.loaded = office.run("district", "load", office.book)
        office.imported = office.run("catalog", "import", "ta", CATALOG)
        yield office
    with admin() as connection:
        for part in ("owner", "app", "central"):
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(f"{name}_{part}")))


def test_a_district_is_loaded_into_an_empty_database(office):
    assert (office.loaded.status, office.loaded.out.splitlines()) == (
        0,
        ["新增 8 项，修改 0 项，终止 0 项，未变 0 项；新建站点 4 个，更名站点 0 个"],
    )
    again = office.run("district", "load", office.book)
    assert (again.status, again.out, again.err) == (0, "没有变化：8 项与现有登记一致\n", "")


def test_the_report_of_a_load_as_json(office):
    ran = office.run("district", "load", office.book, "--json")
    assert {part: len(found) for part, found in ran.json.items()} == {
        "created": 0,
        "changed": 0,
        "unchanged": 8,
        "ended": 0,
        "absent": 0,
        "sites": 0,
        "renamed": 0,
    }


def test_a_bad_workbook_is_refused_with_every_problem(office, tmp_path):
    book = book_of(small_district())
    book["单位"]["C4"], book["单位"]["G5"], book["条线"]["C2"] = "Bad", "无此单位", "=B2"
    assert office.refused("district", "load", saved(book, tmp_path)) == [
        "错误 [单位 C4] “Bad”不能用作网址：只用半角小写字母、数字和连字符，不以连字符开头或结尾",
        "错误 [单位 G5] 名录中没有上级“无此单位”",
        "错误 [条线 C2] 单元格是公式，请复制后以“数值”粘贴",
    ]
    assert office.refused("district", "load", tmp_path / "none.xlsx") == ["错误 找不到文件 none.xlsx"]


def test_units_are_listed_and_added(office):
    added = office.run(
        "unit", "add", "school", "实验小学党组织", "--kind", "学校", "--level", "基层",
        "--line", "镇街道", "--superior", "甲镇党委",
    )  # fmt: skip
    assert (added.status, added.out) == (0, "已登记“实验小学党组织”，站点 school.localhost\n")
    listed = office.run("unit", "list", "--kind", "学校", "--json")
    assert listed.json == [
        {
            "slug": "school",
            "name": "实验小学党组织",
            "kind": "SCHOOL",
            "level": "GRASSROOTS",
            "line": "镇街道",
            "superior": "ta",
            "state": "active",
            "successors": [],
        }
    ]
    every = office.run("unit", "list").out.splitlines()
    assert (every[1], every[-1]) == ("ta  甲镇党委  镇  镇街道  区委办公室  运行", "共 5 个单位")


def test_a_unit_that_cannot_be_is_refused_with_every_reason(office):
    said = office.refused("unit", "add", "ta", "甲镇党委", "--kind", "乡", "--level", "基层", "--line", "无")
    assert said == [
        "站点标识 ta 已属于“甲镇党委”",
        "单位“甲镇党委”已经登记",
        "没有条线“无”",
        "不认识“乡”，应为：区委、区纪委、区委工作机关、镇、街道、园区、区级机关部门、市直驻区单位、村、社区、学校、"
        "公立医院、国有企业、社会组织",
    ]


def test_a_catalog_is_checked_without_any_database(office, tmp_path):
    alone = Office(tmp_path, "no_such_database")
    ran = alone.run("catalog", "check", CATALOG)
    assert (ran.status, ran.out) == (0, "城关街道党工委党务公开目录（2026年版）：37 个事项，0 个问题\n")
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"no workbook")
    ran = alone.run("catalog", "check", bad, "--json")
    assert (ran.status, ran.err) == (1, "")
    assert ran.json == {
        "items": [],
        "problems": [
            {
                "level": "error",
                "sheet": None,
                "row": None,
                "column": None,
                "field": None,
                "message": "文件 bad.xlsx 不是 Excel 工作簿（.xlsx）",
            }
        ],
    }


def test_a_catalog_is_imported_and_another_units_name_on_it_is_told(office):
    assert (office.imported.status, office.imported.out) == (0, "已导入为第 1 版：37 个事项\n")
    assert office.imported.err == "请核对：文件的填报单位是“城关街道党工委”，导入的是“甲镇党委”\n"


def test_a_catalog_goes_out_as_a_file_that_reads_back(office, tmp_path):
    given = office.run("catalog", "check", CATALOG, "--json").json["items"]
    for kind in ("xlsx", "docx", "csv"):
        file = tmp_path / f"out.{kind}"
        ran = office.run("catalog", "export", "ta", file, "--edition", "1")
        assert (ran.status, ran.out) == (0, f"已导出第 1 版：37 个事项 → {file}\n")
        assert office.run("catalog", "check", file, "--json").json == {"items": given, "problems": []}
    assert office.refused("catalog", "export", "ta", tmp_path / "out.pdf") == [
        "不知道导出成什么格式，请用 --format csv|docx|xlsx"
    ]
    assert office.refused("catalog", "export", "tb", tmp_path / "out.csv") == ["“乙镇党委”没有目录"]


def test_an_import_that_cannot_be_says_why(office):
    said = ["没有站点标识或名称为“nobody”的单位，可用 cms unit list 查看"]
    assert office.refused("catalog", "import", "nobody", CATALOG) == said
    wrong = office.refused("catalog", "import", "ta", DATA / "district.xlsx")
    assert wrong == ["错误 [条线] 没有找到表头（编码、一级事项、二级事项、公开范围、公开时限 …）"]
    none = office.refused("catalog", "file", "tb")
    assert none == ["“乙镇党委”还没有目录，请先运行 cms catalog import tb 文件"]


def test_a_catalog_goes_through_the_register_and_becomes_due(office):
    """Filed, returned, compiled anew, filed, registered: and then it is owed and has its column."""
    filed = office.run("catalog", "file", "ta")
    assert filed.out.startswith("已向“区委办公室”报送第 1 版，校验值 ")
    assert office.refused("catalog", "file", "ta") == ["第 1 版已经报送，请导入修改后的新版"]
    back = office.run("filing", "return", "ta", "--note", "请补公开依据")
    assert back.out == "已退回“城关街道党工委党务公开目录（2026年版）”第 1 版：请补公开依据\n"
    (said,) = office.refused("filing", "register", "ta", "--number", "1号")
    assert said.startswith("目录的状态是“退回修改”，不能登记：只有“已报送”的可以（命令行（")
    assert said.endswith(" 退回）")
    office.run("catalog", "import", "ta", CATALOG)
    office.run("catalog", "file", "ta")
    done = office.run("filing", "register", "ta", "--number", "示备1号")
    assert done.out == "已登记“城关街道党工委党务公开目录（2026年版）”第 2 版，登记号 示备1号\n"
    listed = office.run("filing", "list", "--json").json
    assert [(f["unit"], f["version"], f["state"], f["register_number"], f["note"]) for f in listed] == [
        ("ta", 1, "RETURNED", None, "请补公开依据"),
        ("ta", 2, "REGISTERED", "示备1号", None),
    ]
    shown = office.run("filing", "show", "ta", "--json").json
    assert (shown["digest"], len(shown["items"])) == (listed[1]["digest"], 37)
    assert office.refused("filing", "show", "ta", "--edition", "3") == [
        "“甲镇党委”没有报送过第 3 版，可用 cms filing list 查看"
    ]
    due = office.run("obligations", "due", "--unit", "ta", "--json")
    assert (due.status, due.err) == (0, "")
    assert {row["unit"] for row in due.json["obligations"]} <= {"ta"}
    assert sum(due.json["counts"].values()) == len(due.json["obligations"])
    with psycopg.connect(**admin_of(office)) as connection:
        schema = connection.execute("SELECT schema_name FROM tenants_tenant WHERE slug = 'ta'").fetchone()[0]
        items = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, "column_itempage"))
        assert connection.execute(items).fetchone()[0] == 37
        owed = connection.execute("SELECT count(DISTINCT item_code) FROM obligations_obligation").fetchone()[
            0
        ]
        assert owed > 0


def admin_of(office) -> dict:
    with admin() as connection:
        info = connection.info
        return {
            "host": info.host,
            "port": info.port,
            "user": info.user,
            "password": info.password,
            "dbname": office.database,
        }


def test_what_is_due_of_nobody_and_on_no_day_is_refused(office):
    assert office.refused("obligations", "due", "--on", "2026-02-30") == [
        "看不懂日期“2026-02-30”，应如 2026-03-31"
    ]
    assert office.refused("obligations", "due", "--line", "无此条线") == [
        "没有条线“无此条线”，已有：镇街道、村"
    ]
    assert office.refused("filing", "return", "tb", "--note", "无") == [
        "“乙镇党委”没有报送过目录，可用 cms filing list 查看"
    ]


def test_two_loads_in_two_processes_make_nothing_twice(office, tmp_path):
    district = small_district()
    book = book_of(district)
    book["单位"].append([9, "戊村党总支", "wu", "村", "村级", "村", "甲镇党委"])
    path = saved(book, tmp_path)
    processes = [office.start("district", "load", path, "--json") for _number in range(2)]
    ran = [process.communicate(timeout=240) for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert sorted(out.count('"wu"') for out, _err in ran) == [0, 1]
    listed = office.run("unit", "list", "--kind", "村", "--json").json
    assert [unit["slug"] for unit in listed] == ["village", "wu"]
