"""Catalogs for the tests: copies of real ones to spoil, and small ones in one row of headers."""

from __future__ import annotations

import csv
from pathlib import Path

from openpyxl import Workbook, load_workbook

from cms.catalog.importing import CatalogDocument, read_catalog

CATALOGS = Path(__file__).parents[2] / "cms/demo/data/catalogs"
SLUGS = ("central", "chengguan", "hospital01", "jiaotiju", "school01", "soe01", "village01")
HEADERS = ("编码", "一级事项", "二级事项", "公开内容", "公开依据", "公开范围", "公开方式", "公开时限")
HEADERS += ("公示期", "责任单位", "审批层级", "重点事项", "衔接公开")
ROW = {
    "编码": "ZJ-01",
    "一级事项": "组织概况",
    "二级事项": "机构设置",
    "公开内容": "机构、职能",
    "公开依据": "《党务公开条例》第七条",
    "公开范围": "社会公开",
    "公开方式": "党务公开专栏、公开栏",
    "公开时限": "长期公开，变更后10个工作日内更新",
    "公示期": None,
    "责任单位": "党政办公室",
    "审批层级": "一般",
    "重点事项": None,
    "衔接公开": None,
}


def catalog_book(slug: str = "chengguan") -> Workbook:
    """A real catalog, to be changed."""
    return load_workbook(CATALOGS / f"{slug}.xlsx")


def small_book(*rows: dict, without: tuple[str, ...] = ()) -> Workbook:
    """A catalog with one row of headers; each dict says what is different from ROW."""
    book = Workbook()
    book.active.title = "公开目录"
    book.active.append([word for word in HEADERS if word not in without])
    for row in rows:
        values = ROW | row
        book.active.append([values[word] for word in HEADERS if word not in without])
    return book


def read(book: Workbook, folder: Path, name: str = "catalog.xlsx") -> CatalogDocument:
    path = folder / name
    book.save(path)
    return read_catalog(path)


def found(document: CatalogDocument) -> list[tuple]:
    """(level, row, column, message) of every problem."""
    return [(p.level, p.row, p.column, p.message) for p in document.problems]


def as_csv(book: Workbook, path: Path, encoding: str) -> Path:
    """The first sheet as a spreadsheet program exports it: only the first cell of a merged area is filled."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(book.worksheets[0].iter_rows(values_only=True))
    return path
