"""All items of a version in one table: to be read, and, while it is the working one, to be written in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from cms.catalog.cells import CELLS, YES, Cell, shown
from cms.catalog.desk.beyond import Standing, Where, address_to_file, standings
from cms.catalog.desk.findings import LEVELS, Shown, findings_of
from cms.catalog.desk.rights import may_compile
from cms.catalog.desk.screens import VersionView
from cms.catalog.desk.wording import words
from cms.catalog.models import CatalogItem, CatalogVersion
from cms.catalog.queries import filed_codes, withdrawn

MARKS = ("key", "title_hidden")
STAY = ("code", "title")
"""Columns that stay in sight while the others scroll."""
FORMATS = ("xlsx", "docx", "csv")
SCRIPTS = [f"catalog/table-{part}.js" for part in ("store", "tsv", "paint", "saving", "grid", "rows")]


@dataclass(frozen=True)
class TableCell:
    """A cell as the page has it. Its classes are put together here: a page has thousands of cells."""

    text: str
    classes: str
    label: str = ""
    remark: str = ""


@dataclass(frozen=True)
class TableRow:
    item: CatalogItem | None
    cells: Sequence[TableCell]


def classes_of(name: str, level: str = "") -> str:
    kept = " ct-stick" if name in STAY else ""
    return f"ct-{name}{kept}" + (f" ct-{level}" if level else "")


def table_rows(
    items: Sequence[CatalogItem], found: Sequence[Shown], remarks: Mapping[str, str]
) -> list[TableRow]:
    """The rows, each cell with the worst of what was found in it; what the office said stands at the title."""
    worst: dict[tuple[str, str], str] = {}
    for one in sorted(found, key=lambda one: LEVELS.index(one.level)):
        worst.setdefault((one.code, one.field), one.level)
    rows, labels = [], {cell.name: cell.label for cell in CELLS}
    for item in items:
        remark = {"title": remarks.get(item.code, "")}
        cells = [
            TableCell(
                text, classes_of(name, worst.get((item.code, name), "")), labels[name], remark.get(name, "")
            )
            for name, text in shown(item).items()
        ]
        rows.append(TableRow(item, cells))
    return rows


BLANK_ROW = TableRow(None, [TableCell("", classes_of(cell.name)) for cell in CELLS])


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


def counted(found: Sequence[Shown]) -> str:
    """How many there are of each level, in words: 错误 2 · 提醒 1."""
    words = Counter(one.word for one in found)
    return " · ".join(f"{word} {n}" for word, n in words.items())


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

    @cached_property
    def _corrected(self) -> Standing | None:
        """How the version stands that this one was started from, where it came back."""
        base = CatalogVersion.objects.filter(uuid=self.version.base).first() if self.version.base else None
        standing = self.told.get(base.number) if base else None
        return standing if standing and standing.where is Where.SENT_BACK else None

    @property
    def _answered(self) -> Standing | None:
        """The filing whose remarks are to be read here: this version's, or that of the one it corrects."""
        return self._corrected if self.version.is_open else self.told.get(self.version.number)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version, is_open = self.version, self.version.is_open
        items = list(version.items.all())
        found = findings_of(items) if is_open else []
        told = told_of(found, items)
        filed = filed_codes() if self.writes else set()
        return super().get_context_data(**kwargs) | {
            "version": version,
            "standing": self.told.get(version.number),
            "note": self._answered.note if self._answered else "",
            "writes": self.writes,
            "columns": [(cell, classes_of(cell.name)) for cell in CELLS],
            "rows": table_rows(items, found, self._answered.remarks if self._answered else {}),
            "blank": BLANK_ROW,
            "found": told,
            "counts": counted(found),
            "filed": filed,
            "withdrawn": withdrawn(version, since=self._before()) if is_open else [],
            "file_url": address_to_file(self.request, version) if is_open else None,
            "formats": FORMATS,
            "scripts": SCRIPTS,
            "desk": self._desk(told, filed) if self.writes else None,
        }

    def _desk(self, found: list[dict[str, Any]], filed: set[str]) -> dict[str, Any]:
        """What the script needs to know. The rows it reads from the page."""
        edited = self.version.edited_at
        return {
            "url": reverse("catalog_desk:changes", args=[self.version.uuid]),
            "form": reverse("catalog_desk:item", args=[self.version.uuid, self.version.uuid]),
            "token": get_token(self.request),
            "revision": self.version.revision,
            "at": f"{timezone.localtime(edited):%H:%M}" if edited else "",
            "by": self.version.edited_by,
            "columns": [_column(cell) for cell in CELLS],
            "found": found,
            "filed": sorted(filed),
            "words": words(),
        }


def _column(cell: Cell) -> dict[str, Any]:
    """A mark is a list of one entry: yes, or nothing."""
    options = [str(YES)] if cell.name in MARKS else cell.options
    return {"name": cell.name, "label": cell.label, "options": options, "long": cell.long}
