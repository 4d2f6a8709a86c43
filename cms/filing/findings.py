"""What the machine finds in a catalog, in the words of whoever files it and whoever checks it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cms.catalog.vocabulary import DisclosureScope

ALIKE = 0.9


@dataclass(frozen=True)
class Finding:
    """`level` is error, warning or doubt; `item` the code of the item, '' for the catalog as a whole."""

    code: str
    level: str
    item: str
    message: str

    @property
    def blocks(self) -> bool:
        return self.level == "error"


def findings_of(items: Iterable[Mapping[str, Any]], *, kind: str) -> list[Finding]:
    """What speaks against filing or registering a catalog of a kind of unit, in the order of its items."""
    rows = list(items)
    found = [one for item in rows for one in _of_item(item)]
    return found + _alike(rows)


def _of_item(item: Mapping[str, Any]) -> Iterable[Finding]:
    empty = {
        "content": ("content_missing", _("没有写公开内容（要素）")),
        "basis": ("basis_missing", _("没有写公开依据")),
        "responsible": ("responsible_missing", _("没有写责任单位（科室）")),
    }
    for name, (code, text) in empty.items():
        if not item[name]:
            yield Finding(code, "warning", item["code"], text)
    if item["due_workdays"] is None and item["due_day"] is None:
        yield Finding("limit_missing", "warning", item["code"], _("只写了“及时”，没有写几个工作日内"))
    if item["scope"] != DisclosureScope.SOCIETY and not item["reason"]:
        yield Finding("reason_missing", "warning", item["code"], _("不向社会公开，没有写理由"))


def _alike(rows: list[Mapping[str, Any]]) -> list[Finding]:
    found = []
    for place, item in enumerate(rows):
        for other in rows[:place]:
            match = difflib.SequenceMatcher(None, other["title"], item["title"])
            if match.quick_ratio() >= ALIKE and match.ratio() >= ALIKE:
                text = _("与 %(code)s《%(title)s》几乎相同") % {
                    "code": other["code"],
                    "title": other["title"],
                }
                found.append(Finding("near_duplicate", "doubt", item["code"], text))
    return found
