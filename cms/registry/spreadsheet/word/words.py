"""All that a Word document shows as text: body, headers and footers, notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from cms.registry.spreadsheet.opening import WORD, Unreadable, check_file
from cms.registry.spreadsheet.word.text import local, text_of

SHOWN = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")


def _paragraphs(part: IO[bytes]) -> Iterator[str]:
    """Line by line; a paragraph inside another one, as in a text box, comes before it."""
    for _event, element in iterparse(part, forbid_dtd=True):
        if local(element.tag) == "p":
            yield text_of(element)
            element.clear()


def read_words(path: Path) -> str:
    """The text of a document, a paragraph a line. Raises Unreadable."""
    check_file(path, WORD)
    said = {"name": path.name}
    try:
        with ZipFile(path) as archive:
            names = [name for name in archive.namelist() if SHOWN.fullmatch(name)]
            return "\n".join(line for name in names for line in _read(archive, name))
    except DefusedXmlException as error:
        raise Unreadable(_("文件 %(name)s 含有不安全的内容，不予读取") % said) from error
    except (
        ParseError,
        BadZipFile,
        ValueError,
        EOFError,
        OSError,
        RecursionError,
        NotImplementedError,
    ) as error:
        raise Unreadable(_("文件 %(name)s 已损坏，请用 Word 打开后另存") % said) from error


def _read(archive: ZipFile, name: str) -> list[str]:
    with archive.open(name) as part:
        return [line for line in _paragraphs(part) if line]
