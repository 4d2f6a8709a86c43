"""Taking a document in as the working version, whole or not at all."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cms.catalog.actions.author import NOBODY, Author
from cms.catalog.actions.holding import held, touch
from cms.catalog.actions.starting import begin, fill
from cms.catalog.codes import changed_meaning, filed_titles, free
from cms.catalog.importing import CatalogDocument
from cms.catalog.models import CatalogChange, CatalogItem, CatalogVersion
from cms.catalog.queries import working
from cms.catalog.snapshots import snapshot
from cms.registry.spreadsheet import plain

REQUIRED = ("scope", "timing", "frequency", "approval_level")
Values = dict[str, Any]


def errors_of(document: CatalogDocument) -> list[str]:
    """Everything that keeps a document from being a catalog, with its place where the reader found it."""
    found = [str(problem) for problem in document.problems if problem.level == "error"]
    if found:
        return found
    if not document.items:
        return [_("目录里没有事项")]
    return [
        _("%(code)s 缺少%(field)s")
        % {"code": item.code, "field": CatalogItem._meta.get_field(name).verbose_name}
        for item in document.items
        for name in REQUIRED
        if getattr(item, name) is None
    ]


def take_in(
    document: CatalogDocument,
    *,
    source: str,
    on: dt.date | None = None,
    by: Author = NOBODY,
    matters: dict[str, bool] | None = None,
    instead: bool = False,
) -> CatalogVersion:
    """Make the document the unit's working version, whole.

    `matters` answers, for each code that was filed for what looks like another matter, whether it is the same one
    under a new name (else it gets a new code); None where nobody is to be asked. `instead` puts the document in
    the place of what the working version says now. Raises ValidationError with all errors in it, AlreadyOpen.
    """
    errors = errors_of(document)
    if errors:
        raise ValidationError(errors)
    rows = [CatalogItem.values_of(row, order) for order, row in enumerate(document.items, 1)]
    if matters is not None:
        rows = _answered(rows, matters, named={row.code for row in document.items})
    now = working() if instead else None
    if now:
        return _replace(now, rows, source=source, by=by)
    return begin(rows, title=document.title, source=source, on=on or document.filed_on, by=by)


def _answered(rows: list[Values], matters: dict[str, bool], *, named: set[str]) -> list[Values]:
    """The rows with codes that stand for one matter for life. `named` are the codes that the document itself says."""
    filed = filed_titles()
    said = [row for row in rows if row["code"] in named]
    changed = changed_meaning((row["code"], row["title"]) for row in said)
    open_ones = [question(code, was) for code, was in changed.items() if code not in matters]
    if open_ones:
        raise ValidationError(open_ones)
    kept = {row["code"] for row in said if row["code"] not in changed or matters[row["code"]]}
    fresh = free({*filed, *(row["code"] for row in rows)})
    known = {plain(title): code for code, title in filed.items() if code not in kept}

    def code_of(row: Values) -> str:
        if row["code"] in kept:
            return row["code"]
        return (row["code"] not in named and _proposed(row, known, filed)) or next(fresh)

    return [row | {"code": code_of(row)} for row in rows]


def _proposed(row: Values, known: dict[str, str], filed: dict[str, str]) -> str:
    """The code for a row of a document that has none: what a matter of this very name was filed with, or the proposed
    one where nobody has it; '' where somebody does."""
    code = known.pop(plain(row["title"]), "")
    return code or ("" if row["code"] in filed else row["code"])


def question(code: str, was: str) -> str:
    """What is to be asked about a code that was filed for what looks like another matter."""
    text = _("编码“%(code)s”原来是“%(was)s”，请说明是同一事项改名，还是新事项")
    return text % {"code": code, "was": was}


def _replace(version: CatalogVersion, rows: list[Values], *, source: str, by: Author) -> CatalogVersion:
    """All items change at once, as one change that can be taken back."""
    with transaction.atomic():
        version = held(version.uuid, "edit")
        before = list(version.items.all())
        version.items.all().delete()
        version.source = source[:200]
        version.save(update_fields=["source"])
        touch(version, by)
        added = fill(version, rows, by=by)
        CatalogChange.objects.create(
            version=version,
            revision=version.revision,
            by=by.identity,
            by_name=by.name,
            added=[str(item.uuid) for item in added],
            removed=[snapshot(item) for item in before],
            order=[str(item.uuid) for item in before],
        )
    return version
