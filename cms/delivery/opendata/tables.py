"""The tables and their columns. Names are promises: add at the end, rename and remove nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.catalog.item import ItemFields
from cms.delivery.addresses import origins
from cms.delivery.feeds.narrowing import Narrowing, Place
from cms.delivery.machines import own_origin
from cms.delivery.rows import kept_at
from cms.filing.models import FiledItem, Filing
from cms.filing.states import FilingState
from cms.publication.models import Entry
from cms.publication.queries import reader
from cms.registry.queries import in_service

CHUNK = 500
"""Rows that are in memory at once. Each chunk is a question of its own: whoever reads slowly holds no transaction."""


@dataclass(frozen=True)
class Column:
    name: str
    meaning: str | Promise
    datatype: str
    """As CSV on the Web names it."""
    read: Callable[[Any], Any]


@dataclass(frozen=True)
class Table:
    name: str
    title: str | Promise
    description: str | Promise
    key: tuple[str, ...]
    filters: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: Callable[[HttpRequest, Narrowing], Iterator[Any]]
    """Rows as `columns` read them, newest first or in the order of the register."""


def _entries(request: HttpRequest, asked: Narrowing) -> Iterator[Entry]:
    """Public entries, newest first, each with `address` and `files`. Two queries a chunk at most."""
    rows = asked.public().order_by("-published_at", "uuid")
    rows, own = rows.defer("html", "fields", "images"), own_origin(request)
    chunk = list(rows[:CHUNK])
    while chunk:
        bases = origins(request, [row.unit.tenant_id for row in chunk])
        for row in chunk:
            base = bases.get(row.unit.tenant_id, "") if in_service(row.unit) else ""
            row.address = base + row.path if base else own + kept_at(row)
            row.files = [base + file["url"] for file in row.attachments] if base else []
            yield row
        last = Place(row.published_at, row.uuid)
        chunk = list(rows.filter(last.after("published_at"))[:CHUNK]) if len(chunk) == CHUNK else []


def _items(request: HttpRequest, asked: Narrowing) -> Iterator[FiledItem]:
    """Items for the public of every catalog in force, in the order of the register. A query for so many catalogs."""
    filed = Filing.objects.using(reader()).filter(asked.of_units(), state=FilingState.REGISTERED)
    keys = list(filed.order_by("unit__order", "unit__slug").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK // 10):
        rows = FiledItem.objects.using(reader()).filter(ItemFields.public())
        rows = rows.filter(filing__in=keys[start : start + CHUNK // 10]).select_related("filing__unit")
        yield from rows.order_by("filing__unit__order", "filing__unit__slug", "order")


def _moment(name: str) -> Callable[[Entry], str]:
    return lambda row: timezone.localtime(getattr(row, name)).isoformat(timespec="seconds")


def _own(name: str) -> Callable[[Any], Any]:
    return lambda row: getattr(row, name)


ENTRIES = Table(
    "entries",
    _("党务公开内容"),
    _("向社会公开的全部内容，现行版本，一行一条。撤回的不在其中。"),
    ("uuid",),
    ("unit", "line", "item"),
    (
        Column("uuid", _("内容的标识，修改和移动后不变"), "string", lambda row: str(row.uuid)),
        Column("unit", _("公开单位的站点标识"), "string", lambda row: row.unit.slug),
        Column("unit_name", _("公开单位"), "string", lambda row: row.unit.name),
        Column("section", _("一级事项"), "string", _own("section")),
        Column("item", _("事项编码"), "string", _own("item_code")),
        Column("item_title", _("所属事项"), "string", _own("item_title")),
        Column("type", _("内容形式"), "string", _own("kind")),
        Column("title", _("标题"), "string", _own("title")),
        Column("summary", _("一句话说明"), "string", _own("summary")),
        Column("text", _("正文的纯文本"), "string", _own("text")),
        Column("period", _("所属期"), "string", _own("period_label")),
        Column("published_at", _("首次公开的时间"), "dateTime", _moment("published_at")),
        Column("public_at", _("首次公开或最近一次重要更新的时间"), "dateTime", _moment("public_at")),
        Column("updated_at", _("最近一次改动的时间"), "dateTime", _moment("updated_at")),
        Column("version", _("版本"), "integer", _own("version")),
        Column("corrections", _("页面上更正的条数"), "integer", lambda row: len(row.corrections)),
        Column("content_hash", _("内容指纹，SHA-256"), "string", _own("content_hash")),
        Column("url", _("网页地址"), "anyURI", _own("address")),
        Column("attachments", _("附件的地址"), "anyURI", _own("files")),
        Column("demonstration", _("是否演示数据"), "boolean", _own("is_demo")),
    ),
    _entries,
)
CATALOG = Table(
    "catalog",
    _("党务公开目录"),
    _("已登记的现行党务公开目录中向社会公开的全部事项，一行一项。"),
    ("unit", "item"),
    ("unit", "line"),
    (
        Column("unit", _("单位的站点标识"), "string", lambda row: row.filing.unit.slug),
        Column("unit_name", _("单位"), "string", lambda row: row.filing.unit.name),
        Column("register_number", _("登记号"), "string", lambda row: row.filing.register_number),
        Column("registered_on", _("登记日期"), "date", lambda row: str(row.filing.registered_on or "")),
        Column("section", _("一级事项"), "string", _own("section")),
        Column("item", _("事项编码，终身不变"), "string", _own("code")),
        Column("item_title", _("二级事项"), "string", _own("title")),
        Column("content", _("公开内容（要素）"), "string", _own("content")),
        Column("basis", _("公开依据"), "string", _own("basis")),
        Column("channels", _("公开方式"), "string", _own("channels")),
        Column("timing", _("公开时限的种类"), "string", _own("timing")),
        Column("frequency", _("频次"), "string", _own("frequency")),
        Column("due_workdays", _("应在几个工作日内公开"), "integer", _own("due_workdays")),
        Column("due_day", _("应在期满后次月几日前公开"), "integer", _own("due_day")),
        Column("timing_label", _("公开时限"), "string", lambda row: row.timing_label()),
        Column("notice", _("公示期"), "string", _own("notice")),
        Column("responsible", _("责任单位（科室）"), "string", _own("responsible")),
        Column("approval_level", _("审批层级"), "string", _own("approval_level")),
        Column("key", _("是否重点事项"), "boolean", _own("key")),
        Column("linked", _("衔接公开"), "string", lambda row: row.linked_labels()),
    ),
    _items,
)
TABLES = {table.name: table for table in (ENTRIES, CATALOG)}
SEPARATOR = " "
"""Between several values in one cell of a csv."""
