"""Taking back one's own last change, unless somebody built on it since."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from cms.catalog.actions.author import Author
from cms.catalog.actions.changing import Clash, Conflict, NotTaken, Saved, save
from cms.catalog.actions.holding import held
from cms.catalog.actions.sheet import Sheet, texts
from cms.catalog.cells import read, show
from cms.catalog.codes import CodeTaken
from cms.catalog.models import CatalogChange, CatalogVersion


def undo(version: CatalogVersion, *, by: Author, seen: int | None = None) -> Saved:
    """Take back the person's last change that still stands. Raises NoSuchVersion, NotOpen, Conflict, NotTaken.

    `seen` is the revision that the person had before them: where they took something back since, its answer was lost
    on the way, and asking again takes back nothing more.
    """
    with transaction.atomic():
        now = held(version.uuid, "edit")
        if seen is not None and now.changes.filter(by=by.identity, undone=True, revision__gt=seen).exists():
            return save(Sheet(now, by), by)
        entry = now.changes.filter(by=by.identity, undone=False).first()
        if entry is None:
            raise NotTaken([_("没有可以撤销的修改")])
        sheet = Sheet(now, by)
        clashes = [*_cells(sheet, entry), *_added(sheet, entry, by)]
        if clashes:
            raise Conflict(clashes)
        try:
            sheet.remove(uuid.UUID(key) for key in entry.added)
            for values in entry.removed:
                sheet.put_back(values)
        except CodeTaken as error:
            raise NotTaken([str(error)]) from None
        if entry.order:
            sheet.reorder([uuid.UUID(key) for key in entry.order])
        CatalogChange.objects.filter(pk=entry.pk).update(undone=True)
        return save(sheet, by, undone=True)


def _cells(sheet: Sheet, entry: CatalogChange) -> list[Clash]:
    """Write the cells back; those that say something else by now, or are gone."""
    clashes = []
    for (key, name), (before, after) in texts(entry.cells).items():
        item = sheet.items.get(key)
        if item is None or show(item, name) != after:
            theirs = show(item, name) if item else None
            who = (item.edited_by, item.edited_at) if item else ("", None)
            clashes.append(Clash(key, item.code if item else "", name, theirs, before, *who))
            continue
        sheet.write(item, {name: read(name, before)[name]})
    return clashes


def _added(sheet: Sheet, entry: CatalogChange, by: Author) -> list[Clash]:
    """Rows that the change added, and in which somebody else wrote since."""
    since = sheet.version.changes.filter(revision__gt=entry.revision).exclude(by=by.identity)
    others = {cell["item"]: change for change in since for cell in change.cells}
    items = {key: sheet.items.get(uuid.UUID(key)) for key in entry.added if key in others}
    return [
        Clash(item.uuid, item.code, "title", item.title, "", others[key].by_name, others[key].at)
        for key, item in items.items()
        if item
    ]
