"""Units with content to read: a catalog, its column and published entries, by the same verbs an office uses."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from cms.catalog.actions import take_in
from cms.catalog.importing import CatalogDocument
from cms.catalog.rows import CatalogRow
from cms.catalog.vocabulary import ApprovalLevel, DisclosureScope, Frequency, TimingKind
from cms.filing.actions import register, submit
from cms.obligations.actions import recompute
from cms.obligations.schedule import period_of
from cms.pages.actions import sync_column
from cms.pages.models import ArticlePage, ItemPage
from cms.procedure.rehearsal import rehearse
from cms.registry import models as registry
from cms.registry.actions import load
from cms.registry.sites import Address, open_central, open_sites
from cms.registry.vocabulary import UnitKind, UnitLevel
from cms.registry.workbook import District, LineRow, UnitRow
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.progress import progress

CENTRAL = "central"
TOWN = "镇街道"
CLOSED_ONE_IN = 6
"""One item in so many is not for the public, as in the catalogs that offices file."""


@dataclass(frozen=True)
class Size:
    """How much a unit has: level-1 matters, catalog items, published entries."""

    sections: int
    items: int
    entries: int

    def times(self, factor: int) -> Size:
        return Size(self.sections * factor, self.items * factor, self.entries * factor)


def open_units(slugs: list[str], address: Address) -> dict[str, Tenant]:
    """A district of the office and the named units, with their sites. Returns tenants by slug."""
    office = _unit("测速区委办公室", CENTRAL, UnitKind.COMMITTEE, UnitLevel.DISTRICT, 0, line="", above="")
    units = [
        _unit(
            f"测速镇{slug}党委", slug, UnitKind.TOWN, UnitLevel.TOWNSHIP, number, line=TOWN, above=office.name
        )
        for number, slug in enumerate(slugs, 1)
    ]
    central = open_central(office, address)
    with tenant_scope(central):
        load(District("测速区", [LineRow("L01", TOWN, office.name, "", 1)], [office, *units], []))
        registry.District.objects.update(is_demo=True)  # its approvals are made up
    open_sites(central, address)
    return {tenant.slug: tenant for tenant in Tenant.objects.all()}


def _unit(name: str, slug: str, kind: Any, level: Any, order: int, *, line: str, above: str) -> UnitRow:
    return UnitRow(name, slug, kind, level, line, above, "", "", order, order)


def _row(number: int, size: Size) -> CatalogRow:
    """Standing and quarterly items in turn, spread over the sections."""
    periodic = number % 2 == 0
    return CatalogRow(
        code=f"CS-{number:03d}",
        section=f"测速事项第{(number - 1) * size.sections // size.items + 1}类",
        title=f"测速公开事项{number}",
        content="基本情况、主要做法、经费安排、责任分工、进展和结果",
        basis="《中国共产党党务公开条例（试行）》第七条",
        scope=DisclosureScope.PARTY if number % CLOSED_ONE_IN == 0 else DisclosureScope.SOCIETY,
        channels=("党务公开专栏", "公开栏"),
        timing=TimingKind.PERIODIC if periodic else TimingKind.STANDING,
        frequency=Frequency.QUARTERLY if periodic else Frequency.ON_CHANGE,
        due_workdays=10,
        notice=None,
        responsible="党政办公室",
        approval_level=ApprovalLevel.NORMAL,
        key=number % 5 == 0,
        linked=(),
    )


def plant(tenant: Tenant, size: Size) -> None:
    """File and register a catalog of the size, build the column, and publish the entries through Wagtail."""
    today = timezone.localdate()
    since = dt.date(today.year, 1, 1)
    with tenant_scope(tenant):
        rows = [_row(number, size) for number in range(1, size.items + 1)]
        with transaction.atomic():
            document = CatalogDocument(items=rows, title="测速公开目录", filed_on=since)
            version = take_in(document, source="bench", on=since)
            filing = register(submit(version, on=since), number=f"测备{tenant.slug}1号", on=since)
            sync_column(filing)
            recompute()
        for _page in progress(_publish(size), label=f"公开内容 {tenant.slug}", total=size.entries):
            pass


def _publish(size: Size) -> Iterator[ArticlePage]:
    """Entries over the public items in turn, the oldest first, a few hours apart until now."""
    items = [page for page in ItemPage.objects.order_by("path") if page.is_public]
    now = timezone.now()
    for number in range(size.entries):
        item = items[number % len(items)]
        moment = now - dt.timedelta(hours=6 * (size.entries - number))
        with transaction.atomic():
            page = _article(item, number, moment)
            # A parent that gained a child is stale; treebeard would number the next one alike.
            items[number % len(items)].refresh_from_db()
        yield page


def publish_one(blocks: Sequence[tuple[str, Any]]) -> ArticlePage:
    """One entry more in the bound unit, now, with blocks of plugins at its end."""
    item = next(page for page in ItemPage.objects.order_by("path") if page.is_public)
    with transaction.atomic():
        return _article(item, ArticlePage.objects.count(), timezone.now(), blocks)


def _article(
    item: ItemPage, number: int, moment: dt.datetime, more: Sequence[tuple[str, Any]] = ()
) -> ArticlePage:
    day = timezone.localtime(moment).date()
    period = period_of(item.frequency, day)
    page = ArticlePage(
        title=f"{item.title}公开情况（第{number + 1}条）",
        slug=f"entry-{number + 1}",
        item_code=item.code,
        period_key=period.key if period else "",
        summary="测速区测速镇公布基本情况、主要做法和经费安排。有疑问可向党政办公室询问。",
        body=[*_body(number, day), *_raw(more)],
        issued_on=day,
        is_demo=True,
        live=False,
        first_published_at=moment,
    )
    item.add_child(instance=page)
    revision = page.save_revision()
    rehearse(page, at=moment)
    revision.publish()
    return page


PARAGRAPH = (
    "根据目录规定，现将有关情况公开如下。本项工作由党政办公室牵头，各支部配合，"
    "按月调度、按季通报，经支部委员会会议研究后报镇党委审定，接受党员和群众监督。"
)


def _body(number: int, day: dt.date) -> list[dict[str, Any]]:
    """Some three screens: text under three headings, a table, figures. As much as entries really have."""
    rows = [{"values": [f"项目{n}", f"{n * 12}", "按计划推进"]} for n in range(1, 9)]
    columns = [
        {"type": "text", "heading": "项目"},
        {"type": "number", "heading": "金额"},
        {"type": "text", "heading": "进展"},
    ]
    table = {"columns": columns, "rows": rows, "caption": ""}
    figures = [
        {
            "type": "item",
            "value": {"label": "完成", "value": str(number % 90 + 10), "unit": "件", "note": ""},
            # As a form gives it. Without one Wagtail makes up another each time, and what is approved has another hash.
            "id": str(uuid.uuid4()),
        }
        for _n in range(3)
    ]
    text = "".join(f"<p>{PARAGRAPH}</p>" for _n in range(3))
    blocks = [
        ("heading", {"text": "基本情况"}),
        ("rich_text", text),
        ("heading", {"text": "经费安排"}),
        ("table", {"caption": f"截至{day:%Y-%m-%d}", "unit": "万元", "table": table}),
        ("heading", {"text": "进展和结果"}),
        ("key_figures", figures),
        ("rich_text", text),
    ]
    return _raw(blocks)


def _raw(blocks: Sequence[tuple[str, Any]]) -> list[dict[str, Any]]:
    return [{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in blocks]
