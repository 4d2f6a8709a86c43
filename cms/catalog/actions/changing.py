"""Changing a working version, cell by cell and row by row, while others may be changing it too.

A cell is written only over what its writer saw. Where somebody else was faster, nothing of the change is taken; the
answer says who wrote what, and the writer chooses.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from itertools import zip_longest

from django.db import transaction
from django.utils.translation import gettext as _

from cms.catalog.actions.author import NOBODY, Author
from cms.catalog.actions.holding import held
from cms.catalog.actions.sheet import Sheet
from cms.catalog.cells import BY_NAME, Unclear, Values, read, show
from cms.catalog.codes import CodeTaken
from cms.catalog.models import CatalogChange, CatalogItem, CatalogVersion
from cms.catalog.states import CannotCompile

MOST_ROWS = 500
"""Rows in one change. A catalog has some dozens."""


@dataclass(frozen=True)
class Write:
    """Put `text` into a cell that says `was`."""

    item: uuid.UUID
    field: str
    was: str
    text: str


@dataclass(frozen=True)
class Wanted:
    """One change: cells to write, rows to add, to remove, to move. `before` is the row that added and moved ones
    go in front of; None for the end. `revision` is the version's when the writer last heard of it. `keys` are the
    uuids that the added rows shall have, if the writer has chosen them: sent again, they are not added again."""

    writes: list[Write] = field(default_factory=list)
    add: list[dict[str, str]] = field(default_factory=list)
    remove: list[uuid.UUID] = field(default_factory=list)
    move: list[uuid.UUID] = field(default_factory=list)
    before: uuid.UUID | None = None
    revision: int = 0
    keys: list[uuid.UUID] = field(default_factory=list)


@dataclass(frozen=True)
class Clash:
    """A cell that somebody else wrote meanwhile. `theirs` is None where they removed the row."""

    item: uuid.UUID
    code: str
    field: str
    theirs: str | None
    yours: str
    by: str
    at: dt.datetime | None

    @property
    def label(self) -> str:
        return BY_NAME[self.field].label if self.field in BY_NAME else self.field


class Conflict(CannotCompile):
    """Somebody else was faster, in these cells. Nothing was taken."""

    def __init__(self, clashes: list[Clash]):
        self.clashes = clashes
        super().__init__(_("有 %(n)s 处刚被别人改过，没有保存") % {"n": len(clashes)})


class NotTaken(CannotCompile):
    """What was written means nothing, or is not possible: all reasons at once. Nothing was taken."""

    def __init__(self, reasons: list[str]):
        self.reasons = reasons
        super().__init__("；".join(reasons))


@dataclass(frozen=True)
class Saved:
    """What a change did: items to show anew, the order of all, and the revision it made."""

    revision: int
    at: dt.datetime
    items: list[CatalogItem]
    order: list[str]


def change(version: CatalogVersion, *, wanted: Wanted, by: Author = NOBODY) -> Saved:
    """Do all of it, or nothing. Raises NoSuchVersion, NotOpen, Conflict, NotTaken."""
    if len(wanted.writes) > MOST_ROWS * len(BY_NAME) or len(wanted.add) > MOST_ROWS:
        raise NotTaken([_("一次最多改 %(n)s 行，请分几次") % {"n": MOST_ROWS}])
    with transaction.atomic():
        sheet = Sheet(held(version.uuid, "edit"), by)
        clashes = [clash for write in wanted.writes if (clash := _clash(sheet, write, wanted.revision))]
        if clashes:
            raise Conflict(clashes)
        reasons = [*_write(sheet, wanted.writes), *_add(sheet, wanted)]
        if reasons:
            raise NotTaken(reasons)
        sheet.remove(wanted.remove)
        sheet.move(wanted.move, before=wanted.before)
        return save(sheet, by)


def save(sheet: Sheet, by: Author, *, undone: bool = False) -> Saved:
    """Write what the sheet has become, and the log of it. A change that changed nothing makes no revision."""
    if sheet.changed:
        sheet.save()
        log = sheet.log(by)
        log.undone = undone
        log.save()
    version = sheet.version
    return Saved(version.revision, version.edited_at, sheet.touched, [str(key) for key in sheet.order])


def _clash(sheet: Sheet, write: Write, since: int) -> Clash | None:
    item = sheet.items.get(write.item)
    theirs = show(item, write.field) if item and write.field in BY_NAME else None
    if item and (write.field not in BY_NAME or theirs in (write.was, write.text)):
        return None
    log = sheet.version.changes.filter(revision__gt=since)
    who = next((entry for entry in log if _wrote(entry, write, gone=item is None)), None)
    code = item.code if item else ""
    by, at = (who.by_name, who.at) if who else (item.edited_by if item else "", item and item.edited_at)
    return Clash(write.item, code, write.field, theirs, write.text, by, at)


def _wrote(entry: CatalogChange, write: Write, *, gone: bool) -> bool:
    if gone:
        return any(row["uuid"] == str(write.item) for row in entry.removed)
    return any(cell["item"] == str(write.item) and cell["field"] == write.field for cell in entry.cells)


def _write(sheet: Sheet, writes: list[Write]) -> list[str]:
    """Write the cells; the reasons why some cannot be."""
    reasons = []
    for write in writes:
        item = sheet.items[write.item]
        try:
            values = read(write.field, write.text)
            if values.get("code", item.code) != item.code:
                sheet.check_code(values["code"], item)
        except (Unclear, CodeTaken) as error:
            reasons.append(f"{item.code} {error}")
        else:
            sheet.write(item, values)
    return reasons


def _add(sheet: Sheet, wanted: Wanted) -> list[str]:
    reasons, rows = [], []
    for number, texts in enumerate(wanted.add, 1):
        values: Values = {}
        for name, text in texts.items():
            try:
                values |= read(name, text) if name != "code" or text.strip() else {}
            except Unclear as error:
                reasons.append(_("第%(n)s行 %(error)s") % {"n": number, "error": error})
        rows.append(values)
    if CatalogItem.objects.filter(uuid__in=wanted.keys).exclude(version=sheet.version).exists():
        reasons.append(_("要新增的行已经在另一版里，请刷新页面再试"))
    for values, key in [] if reasons else zip_longest(rows, wanted.keys[: len(rows)]):
        try:
            sheet.add(values, before=wanted.before, key=key)
        except CodeTaken as error:
            reasons.append(str(error))
    return reasons
