"""All that a Word document shows as text: body, headers and footers, notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from zipfile import ZipFile

from defusedxml.ElementTree import iterparse

from cms.registry.spreadsheet.word.opening import open_document
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
    with open_document(path) as archive:
        names = [name for name in archive.namelist() if SHOWN.fullmatch(name)]
        return "\n".join(line for name in names for line in _read(archive, name))


def _read(archive: ZipFile, name: str) -> list[str]:
    with archive.open(name) as part:
        return [line for line in _paragraphs(part) if line]
