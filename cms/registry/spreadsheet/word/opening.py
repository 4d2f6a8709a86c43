"""Opening a Word document that a stranger sent: whatever goes wrong while it is read becomes one clear message."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from defusedxml import DefusedXmlException
from django.utils.translation import gettext as _

from cms.registry.spreadsheet.opening import WORD, Unreadable, check_file

DAMAGED = (ParseError, BadZipFile, ValueError, EOFError, OSError, RecursionError, NotImplementedError)
"""What a damaged archive, or damaged XML in it, makes the readers raise."""


@contextmanager
def open_document(path: Path) -> Iterator[ZipFile]:
    """The parts of a document. Raises Unreadable: keep only the reading inside the block."""
    check_file(path, WORD)
    said = {"name": path.name}
    try:
        with ZipFile(path) as archive:
            yield archive
    except Unreadable:
        raise
    except DefusedXmlException as error:
        raise Unreadable(_("文件 %(name)s 含有不安全的内容，不予读取") % said) from error
    except DAMAGED as error:
        raise Unreadable(_("文件 %(name)s 已损坏，请用 Word 打开后另存") % said) from error
