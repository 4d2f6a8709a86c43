"""/data/…: the whole of what is public and nothing else, in files that a spreadsheet may open."""

import csv
import io
import json

import pytest

from cms.delivery.opendata import tables
from cms.delivery.opendata.tables import TABLES
from cms.pages.models import ArticlePage
from cms.publication.actions import withdraw
from cms.publication.models import Entry
from tests import sample
from tests.approval import approve, person

pytestmark = pytest.mark.django_db(databases=["default", "central"])
FILES = ["/data/entries.csv", "/data/entries.jsonl", "/data/catalog.csv", "/data/catalog.jsonl"]


@pytest.fixture
def text(visit):
    def read(path: str, slug: str = "ta") -> str:
        answer = visit(slug).get(path)
        assert answer.status_code == 200, path
        return b"".join(answer.streaming_content).decode()

    return read


@pytest.fixture
def rows(text):
    """rows("/data/entries.csv?unit=ta") → what a reader of either form gets, as dictionaries."""

    def read(path: str, slug: str = "ta") -> list[dict]:
        said = text(path, slug)
        if ".jsonl" in path:
            return [json.loads(line) for line in said.splitlines()]
        return list(csv.DictReader(io.StringIO(said.removeprefix("\ufeff"), newline="")))

    return read


def test_an_entry_in_both_forms(rows, ta):
    entry = Entry.objects.get()
    (line,), (cells,) = rows("/data/entries.jsonl"), rows("/data/entries.csv")
    expected = {
        "uuid": str(entry.uuid), "unit": "ta", "unit_name": "甲镇党委", "section": "组织概况", "item": "TS-01",
        "item_title": "机构设置", "title": "机构设置公开", "summary": "说明", "version": 1, "demonstration": False,
        "url": f"http://ta.test{entry.path}", "attachments": [f"http://ta.test{entry.attachments[0]['url']}"],
    }  # fmt: skip
    assert {name: line[name] for name in expected} == expected
    assert cells == {name: _cell(value) for name, value in line.items()}


def _cell(value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(value) if isinstance(value, list) else "" if value is None else str(value)


def test_the_catalog_holds_the_items_for_the_public(rows):
    found = rows("/data/catalog.jsonl")
    assert [(row["item"], row["item_title"]) for row in found] == [
        ("TS-01", "机构设置"),
        ("TS-02", "重点工作"),
    ]
    assert (found[0]["register_number"], found[0]["channels"]) == ("测备ta1号", ["党务公开专栏"])
    assert [row["item"] for row in rows("/data/catalog.csv")] == ["TS-01", "TS-02"]


@pytest.mark.parametrize("name", TABLES)
def test_columns_are_as_promised(rows, visit, name):
    names = [column.name for column in TABLES[name].columns]
    described = visit("ta").get(f"/data/{name}.csv-metadata.json").json()
    assert described["url"] == f"http://ta.test/data/{name}.csv"
    columns = described["tableSchema"]["columns"]
    assert [column["name"] for column in columns] == names
    assert all(column["dc:description"] for column in columns)
    assert list(rows(f"/data/{name}.csv")[0]) == list(rows(f"/data/{name}.jsonl")[0]) == names


@pytest.mark.parametrize("title", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "＝1", "'=1"])
def test_no_cell_is_a_formula(rows, ta, title):
    page = ArticlePage.objects.live().get()
    page.summary = f"{title}：说明"
    page.save_revision()
    approve(page)
    assert rows("/data/entries.csv")[0]["summary"] == f"'{title}：说明"
    assert rows("/data/entries.jsonl")[0]["summary"] == f"{title}：说明"


def test_quotes_line_ends_and_commas_come_back_as_they_were(rows, ta):
    said = '第一行"引号", 逗号\r\n第二行'
    sample.article("TS-02", '引号,"和逗号', said)
    (row,) = [row for row in rows("/data/entries.csv") if row["item"] == "TS-02"]
    assert (row["title"], row["summary"]) == ('引号,"和逗号', said)


def test_a_table_longer_than_a_chunk_is_whole_and_in_order(rows, ta, monkeypatch):
    monkeypatch.setattr(tables, "CHUNK", 2)
    for number in range(4):
        sample.article("TS-02", f"第{number}条", "x", slug=f"n{number}")
    expected = Entry.objects.order_by("-published_at", "uuid").values_list("title", flat=True)
    assert [row["title"] for row in rows("/data/entries.jsonl")] == [*expected]
    assert len(expected) == 5


def test_what_was_withdrawn_is_gone_at_once(rows, ta):
    withdraw(ArticlePage.objects.live().get(), by=person("approver"), explanation="机构改革后职责已调整")
    assert rows("/data/entries.csv") == rows("/data/entries.jsonl") == []


@pytest.mark.parametrize(
    ("query", "units"),
    [("", {"ta", "tb"}), ("?unit=ta", {"ta"}), ("?line=L01&unit=tb", {"tb"}), ("?line=L02", set())],
)
def test_the_district_can_be_narrowed(rows, query, units):
    for name in ("entries", "catalog"):
        assert {row["unit"] for row in rows(f"/data/{name}.jsonl{query}", "central")} == units


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/data/entries.csv?unit=tb", 404),
        ("/data/entries.csv?line=L99", 404),
        ("/data/entries.xlsx", 404),
        ("/data/people.csv", 404),
        ("/data/people.csv-metadata.json", 404),
        ("/data/catalog.csv?item=TS-01", 400),
        ("/data/entries.csv?before=x", 400),
    ],
)
def test_what_is_not_there_or_not_understood(visit, path, status):
    assert visit("ta").get(path).status_code == status


@pytest.mark.parametrize("slug", ["tb", "central"])
@pytest.mark.parametrize("path", FILES)
def test_only_what_is_public_is_told(text, slug, path):
    """The canary is in everything of that unit, and what is public of it is there: the search for it works."""
    said = text(path, slug)
    assert f"机构设置{sample.CANARY}" in said or f"机构设置公开{sample.CANARY}" in said
    for secret in ("党费收缴", "未公开草稿", "草稿", "旧题", "大会", "意见"):
        assert f"{secret}{sample.CANARY}" not in said
    assert sample.CANARY not in text(path)


def test_a_file_is_sent_by_name_to_anybody_and_used_by_nobody_without_asking(visit):
    answer = visit("ta").get("/data/entries.csv")
    assert answer.streaming and answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="ta-entries-')
    assert (answer["Cache-Control"], answer["Access-Control-Allow-Origin"]) == ("no-cache", "*")
    assert b"".join(visit("ta").head("/data/entries.csv").streaming_content) == b""
