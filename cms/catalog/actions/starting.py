"""Starting the next version of the unit's catalog. There is one working version at a time: the second to start is told."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.catalog.actions.author import NOBODY, Author
from cms.catalog.codes import filed_titles, free, same_matter
from cms.catalog.item import ItemFields
from cms.catalog.models import CatalogItem, CatalogVersion
from cms.catalog.queries import working
from cms.catalog.rows import CatalogRow
from cms.catalog.states import CannotCompile
from tenants.context import current

FIELDS = [field.name for field in ItemFields._meta.get_fields()]
OF_THE_UNIT = {"responsible": "", "reason": "", "review_on": None, "title_hidden": False, "change_note": ""}
"""What is true of one unit only, and blank in what another one starts from."""
Values = dict[str, Any]


class AlreadyOpen(CannotCompile):
    """Somebody is working on a version already."""

    def __init__(self, version: CatalogVersion):
        self.version = version
        said = {"number": version.number, "who": version.edited_by or _("有人")}
        super().__init__(_("%(who)s已经开始编制第 %(number)s 版，请在那一版上修改") % said)


def own_title() -> str:
    return _("%(unit)s党务公开目录") % {"unit": current().title}


def begin(
    rows: Iterable[Values],
    *,
    title: str = "",
    source: str,
    base: uuid.UUID | None = None,
    on: dt.date | None = None,
    by: Author = NOBODY,
) -> CatalogVersion:
    """A new working version with these items, in this order. Raises AlreadyOpen."""
    with transaction.atomic():
        version = _next_version(
            title=title[:200] or own_title(),
            source=source[:200],
            base=base,
            compiled_on=on or timezone.localdate(),
            edited_by=by.name,
            edited_at=timezone.now(),
        )
        fill(version, rows, by=by)
    return version


def fill(version: CatalogVersion, rows: Iterable[Values], *, by: Author) -> list[CatalogItem]:
    marks = {"revision": version.revision, "edited_by": by.name, "edited_at": timezone.now()}
    items = [
        CatalogItem(version=version, **(row | {"order": order} | marks)) for order, row in enumerate(rows, 1)
    ]
    return CatalogItem.objects.bulk_create(items)


def _next_version(**values: Any) -> CatalogVersion:
    """The number is unique: of two who start at once, the database lets one, and the other is told by whom."""
    already = working()
    if already:
        raise AlreadyOpen(already)
    number = (CatalogVersion.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            return CatalogVersion.objects.create(number=number, **values)
    except IntegrityError:
        first = working()
        if first is None:
            raise
        raise AlreadyOpen(first) from None


def recoded(rows: list[Values]) -> list[Values]:
    """The rows with codes that this unit never used for another matter: where one did, the next free code."""
    filed = filed_titles()
    fresh = free({*filed, *(row["code"] for row in rows)})
    return [
        row
        if row["code"] not in filed or same_matter(row["title"], filed[row["code"]])
        else row | {"code": next(fresh)}
        for row in rows
    ]


def start_empty(*, by: Author = NOBODY) -> CatalogVersion:
    """A version with nothing in it."""
    return begin([], source=_("空白"), by=by)


def start_from_template(items: Iterable[CatalogRow], *, name: str, by: Author = NOBODY) -> CatalogVersion:
    """From the template of the unit's kind, called `name`."""
    rows = [CatalogItem.values_of(row, order) for order, row in enumerate(items, 1)]
    return begin(recoded(rows), source=_("模板“%(name)s”") % {"name": name}, by=by)


def start_from_version(
    version: CatalogVersion, *, by: Author = NOBODY, corrects: bool = False
) -> CatalogVersion:
    """From an earlier version of the unit's own. Reasons for changes are asked anew, against it; unless this one
    `corrects` it, for then they are still against the version before."""
    blank = {} if corrects else {"change_note": ""}
    rows = [{name: getattr(item, name) for name in FIELDS} | blank for item in version.items.all()]
    source = _("第 %(number)s 版") % {"number": version.number}
    return begin(rows, title=version.title, source=source, base=version.uuid, by=by)


def start_from_unit(items: Iterable[ItemFields], *, name: str, by: Author = NOBODY) -> CatalogVersion:
    """From what another unit, called `name`, discloses. Its own sections and reasons do not come along."""
    rows = [{field: getattr(item, field) for field in FIELDS} | OF_THE_UNIT for item in items]
    return begin(recoded(rows), source=_("%(unit)s的公开目录") % {"unit": name}, by=by)
