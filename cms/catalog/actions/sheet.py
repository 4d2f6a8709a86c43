"""The items of a version as they lie on the desk while one change is made: what it did, and its log."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.catalog.actions.author import Author
from cms.catalog.actions.holding import touch
from cms.catalog.cells import BLANK, BY_NAME, Values, show
from cms.catalog.codes import CodeTaken, check_free, filed_titles, free, same_matter
from cms.catalog.models import CatalogChange, CatalogItem, CatalogVersion
from cms.catalog.snapshots import FIELDS, restored, snapshot

MARKS = ("revision", "edited_at", "edited_by")


class Sheet:
    """All items of a version that is held (cms.catalog.actions.holding). Nothing is written before `save`."""

    def __init__(self, version: CatalogVersion, by: Author):
        self.version, self.by = version, by
        rows = list(version.items.all())
        self.items = {item.uuid: item for item in rows}
        self.order = [item.uuid for item in rows]
        self._order_before = list(self.order)
        self._cells: list[dict[str, Any]] = []
        self._added: list[CatalogItem] = []
        self._removed: list[CatalogItem] = []
        self._written: dict[uuid.UUID, CatalogItem] = {}

    @cached_property
    def filed(self) -> dict[str, str]:
        return filed_titles()

    @cached_property
    def _free(self) -> Iterator[str]:
        used = CatalogItem.objects.values_list("code", flat=True).distinct()
        return free(used)

    @property
    def codes(self) -> set[str]:
        return {item.code for item in self.items.values()}

    @property
    def changed(self) -> bool:
        return bool(self._cells or self._added or self._removed or self.order != self._order_before)

    @property
    def touched(self) -> list[CatalogItem]:
        """Items that are new, or say something else than before."""
        return [*self._written.values(), *self._added]

    def check_code(self, code: str, item: CatalogItem) -> None:
        """A code that was filed is the item's for life. Raises CodeTaken."""
        if item.code in self.filed:
            text = _("编码“%(code)s”已经报送过，终身不变，不能改")
            raise CodeTaken(text % {"code": item.code})
        check_free(code, item.title, here=self.codes, filed=self.filed)

    def write(self, item: CatalogItem, values: Values) -> None:
        for name, value in values.items():
            before = show(item, name)
            if getattr(item, name) == value:
                continue
            setattr(item, name, value)
            said = {"item": str(item.uuid), "code": item.code, "field": name}
            self._cells.append(said | {"before": before, "after": show(item, name)})
            self._written[item.uuid] = item

    def add(self, values: Values, *, before: uuid.UUID | None, key: uuid.UUID | None = None) -> None:
        """A new item. A code that this version has already (a row copied here) gives way to the next free one."""
        if key in self.items:
            return
        code, title = values.get("code", ""), values.get("title", "")
        if not code or code in self.codes:
            code = self._next_code()
        elif code in self.filed and not same_matter(title, self.filed[code]):
            check_free(code, title, here=(), filed=self.filed)
        chosen = {"uuid": key} if key else {}
        self.put(CatalogItem(**(BLANK | values | {"code": code} | chosen)), before=before)

    def _next_code(self) -> str:
        taken = self.codes
        return next(code for code in self._free if code not in taken)

    def put(self, item: CatalogItem, *, before: uuid.UUID | None = None) -> None:
        item.version = self.version
        at = self.order.index(before) if before in self.items else len(self.order)
        self.order.insert(at, item.uuid)
        self.items[item.uuid] = item
        self._added.append(item)

    def remove(self, keys: Iterable[uuid.UUID]) -> None:
        """Rows that somebody removed already are not missed."""
        for key in [key for key in keys if key in self.items]:
            item = self.items.pop(key)
            self.order.remove(key)
            self._removed.append(item)
            self._written.pop(key, None)

    def move(self, keys: Iterable[uuid.UUID], *, before: uuid.UUID | None) -> None:
        moving = [key for key in self.order if key in set(keys)]
        rest = [key for key in self.order if key not in moving]
        if not moving or before in moving:
            return
        at = rest.index(before) if before in self.items else len(rest)
        self.order = [*rest[:at], *moving, *rest[at:]]

    def reorder(self, keys: list[uuid.UUID]) -> None:
        """Into an earlier order, as far as it still says something; what it does not know keeps to the end."""
        known = [key for key in keys if key in self.items]
        self.order = [*known, *(key for key in self.order if key not in set(known))]

    def save(self) -> None:
        touch(self.version, self.by)
        marks = (self.version.revision, timezone.now(), self.by.name)
        for item in self.touched:
            item.revision, item.edited_at, item.edited_by = marks
        CatalogItem.objects.filter(pk__in=[item.pk for item in self._removed]).delete()
        places = {key: place for place, key in enumerate(self.order, 1)}
        moved = [item for item in self.items.values() if item.order != places[item.uuid]]
        for item in moved:
            item.order = places[item.uuid]
        CatalogItem.objects.bulk_create(self._added)
        new = {item.uuid for item in self._added}
        CatalogItem.objects.bulk_update(
            [item for key, item in self._written.items() if key not in new], [*FIELDS, *MARKS]
        )
        CatalogItem.objects.bulk_update(
            [item for item in moved if item.uuid not in {*new, *self._written}], ["order"]
        )

    def log(self, by: Author) -> CatalogChange:
        return CatalogChange(
            version=self.version,
            revision=self.version.revision,
            by=by.identity,
            by_name=by.name,
            cells=self._cells,
            added=[str(item.uuid) for item in self._added],
            removed=[snapshot(item) for item in self._removed],
            order=[str(key) for key in self._order_before] if self.order != self._order_before else None,
        )

    def put_back(self, values: dict[str, Any]) -> None:
        """An item that was removed, as it was. Raises CodeTaken where its code was given away since."""
        item = restored(values)
        if item.code in self.codes:
            raise CodeTaken(_("编码“%(code)s”已经给了别的事项，不能恢复原来的一行") % {"code": item.code})
        self.put(item)


def texts(cells: list[dict[str, Any]]) -> dict[tuple[uuid.UUID, str], tuple[str, str]]:
    """(item, field) → (before, after) of a log's cells; of a cell written twice, from its first to its last."""
    found: dict[tuple[uuid.UUID, str], tuple[str, str]] = {}
    for cell in cells:
        key = (uuid.UUID(cell["item"]), cell["field"])
        found[key] = (found[key][0] if key in found else cell["before"], cell["after"])
    return {key: value for key, value in found.items() if key[1] in BY_NAME}
