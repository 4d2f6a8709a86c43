"""A file that was read, kept until somebody has looked at it: what it says, what was understood, never the file."""

from __future__ import annotations

import datetime as dt
import tempfile
import uuid
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.catalog.actions import Author
from cms.catalog.desk.library import own_unit
from cms.catalog.importing import CatalogDocument, read_catalog
from cms.catalog.importing.understanding import understanding
from cms.catalog.models import CatalogUpload
from cms.catalog.rows import CatalogRow
from cms.catalog.states import CannotCompile
from cms.registry.spreadsheet import Problem

SUFFIXES = (".xlsx", ".docx", ".csv")
MAX_BYTES = 10 << 20
MOST_KEPT = 20
"""Files that wait at once in one unit: the oldest gives way."""


def keep(file: BinaryIO, *, name: str, size: int, by: Author) -> CatalogUpload:
    """Read a file and keep what it says. Raises CannotCompile for one that is not read at all."""
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise CannotCompile(
            _("请选择 Excel（.xlsx）、Word（.docx）或 CSV 文件，不是 %(name)s") % {"name": name}
        )
    if size > MAX_BYTES:
        raise CannotCompile(_("文件 %(name)s 超过 10 MB 的上限，请删去图片后另存") % {"name": name})
    document = _read(file, suffix)
    fresh = CatalogUpload.objects.create(name=name[:200], by_name=by.name, document=as_kept(document))
    old = CatalogUpload.objects.order_by("-read_at").values_list("pk", flat=True)[MOST_KEPT:]
    CatalogUpload.objects.filter(pk__in=list(old)).delete()
    return fresh


def _read(file: BinaryIO, suffix: str) -> CatalogDocument:
    unit = own_unit()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"catalog{suffix}"
        with path.open("wb") as out:
            while part := file.read(1 << 16):
                out.write(part)
        return read_catalog(path, kind=unit.kind if unit else None)


def as_kept(document: CatalogDocument) -> dict[str, Any]:
    """The document and what was understood, as JSON can hold them."""
    return {
        "title": document.title,
        "unit_name": document.unit_name,
        "filed_on": document.filed_on.isoformat() if document.filed_on else None,
        "items": [asdict(row) for row in document.items],
        "problems": [asdict(problem) for problem in document.problems],
        "understood": asdict(understanding(document)),
    }


def document_of(upload: CatalogUpload) -> CatalogDocument:
    """The document as it was read."""
    kept = upload.document
    day = kept["filed_on"]
    return CatalogDocument(
        items=[CatalogRow(**row) for row in kept["items"]],
        problems=[Problem(**problem) for problem in kept["problems"]],
        title=kept["title"],
        unit_name=kept["unit_name"],
        filed_on=dt.date.fromisoformat(day) if day else None,
    )


def kept(key: uuid.UUID) -> CatalogUpload | None:
    """What was read within the day; None for what is gone, or was never the bound unit's."""
    since = timezone.now() - CatalogUpload.KEPT
    return CatalogUpload.objects.filter(uuid=key, read_at__gte=since).first()
