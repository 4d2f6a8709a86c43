"""All items of a version in one table: to be read, and, while it is the working one, to be written in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cms.catalog.cells import CELLS, Cell, shown
from cms.catalog.desk.beyond import Standing, Where, address_to_file, standings
from cms.catalog.desk.findings import LEVELS, Shown, findings_of
from cms.catalog.desk.rights import may_compile
from cms.catalog.desk.screens import VersionView
from cms.catalog.models import CatalogItem, CatalogVersion
from cms.catalog.queries import filed_codes, withdrawn


@dataclass(frozen=True)
class TableCell:
    cell: Cell
    text: str
    found: Sequence[Shown]

    @property
    def level(self) -> str:
        """The worst of its findings; '' where there is none."""
        return min((one.level for one in self.found), key=LEVELS.index, default="")


@dataclass(frozen=True)
class TableRow:
    item: CatalogItem
    cells: Sequence[TableCell]
    remark: str = ""


def table_rows(items: Sequence[CatalogItem], found: Sequence[Shown], remarks: Any) -> list[TableRow]:
    at: dict[tuple[str, str], list[Shown]] = {}
    for one in found:
        at.setdefault((one.code, one.field), []).append(one)
    rows = []
    for item in items:
        texts = shown(item)
        cells = [TableCell(cell, texts[cell.name], at.get((item.code, cell.name), [])) for cell in CELLS]
        rows.append(TableRow(item, cells, remarks.get(item.code, "")))
    return rows


def told_of(found: Sequence[Shown], items: Sequence[CatalogItem]) -> list[dict[str, Any]]:
    """Findings as the script wants them: with the item's uuid, and the word that goes with the level."""
    keys = {item.code: str(item.uuid) for item in items}
    return [
        {
            "item": keys.get(one.code, ""),
            "code": one.code,
            "field": one.field,
            "level": one.level,
            "word": one.word,
            "message": one.message,
            "fix": dict(one.fix),
            "label": one.label,
        }
        for one in found
    ]


class TableView(VersionView):
    template_name = "catalog/table.html"

    @cached_property
    def told(self) -> dict[int, Standing]:
        return standings()

    @property
    def writes(self) -> bool:
        return self.version.is_open and may_compile(self.request.user)

    def _before(self) -> int | None:
        """The number of the version that this one is going to replace: the one in force."""
        in_force = [number for number, one in self.told.items() if one.where is Where.IN_FORCE]
        return in_force[0] if in_force else None

    def _remarks(self) -> Any:
        """What the office said about items, in this version or in the one that it corrects."""
        version = self.version
        if version.is_open and version.base:
            version = CatalogVersion.objects.filter(uuid=version.base).first() or version
        standing = self.told.get(version.number)
        return standing.remarks if standing else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        items = list(self.version.items.all())
        found = findings_of(items) if self.version.is_open else []
        return super().get_context_data(**kwargs) | {
            "version": self.version,
            "standing": self.told.get(self.version.number),
            "writes": self.writes,
            "columns": CELLS,
            "rows": table_rows(items, found, self._remarks()),
            "found": told_of(found, items),
            "filed": filed_codes(),
            "withdrawn": withdrawn(self.version, since=self._before()) if self.version.is_open else [],
            "file_url": address_to_file(self.request, self.version) if self.version.is_open else None,
            "desk": self._desk(items, found) if self.writes else None,
        }

    def _desk(self, items: Sequence[CatalogItem], found: Sequence[Shown]) -> dict[str, Any]:
        """What the script needs to know."""
        edited = self.version.edited_at
        return {
            "url": reverse("catalog_desk:changes", args=[self.version.uuid]),
            "form": reverse("catalog_desk:item", args=[self.version.uuid, self.version.uuid]),
            "token": get_token(self.request),
            "revision": self.version.revision,
            "at": f"{timezone.localtime(edited):%H:%M}" if edited else "",
            "by": self.version.edited_by,
            "columns": [
                {"name": cell.name, "label": cell.label, "options": cell.options, "long": cell.long}
                for cell in CELLS
            ],
            "found": told_of(found, items),
            "filed": sorted(filed_codes()),
            "words": _words(),
        }


def _words() -> dict[str, str]:
    return {
        "saved": _("已保存"),
        "saving": _("正在保存…"),
        "unsaved": _("没有保存"),
        "again": _("再试一次"),
        "offline": _("连不上服务器，改动还在这里没有保存"),
        "rows": _("已选 {n} 行"),
        "none": _("没有发现问题"),
        "fix": _("改为“{text}”"),
        "gone": _("这一行已被删除"),
        "theirs": _("现在是"),
        "yours": _("你写的是"),
        "by": _("{by} {at} 改的"),
        "others": _("{by} 刚改过，表里已更新"),
        "moved": _("已移到第 {n} 行"),
        "form": _("用表单填写"),
        "pick": _("选择这一行"),
        "filed": _("已报送过的编码终身不变"),
    }
