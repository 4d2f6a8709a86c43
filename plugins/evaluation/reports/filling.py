"""A Word file with placeholders {{total}} becomes one with words. {{table}} in a paragraph of its own becomes a table.

Word cuts a placeholder into runs as it likes: a paragraph with placeholders is read whole and keeps the look of its first run.
Written without a library for Word, whose XML parser would then open workbooks from strangers, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
FILLED = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
MOST = 10 * 1024 * 1024
"""Bytes of a template when it is unpacked."""
TABLE = "table"
NOT_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])


class Unsuitable(ValueError):
    """A file is no template. `problems`: all of them."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("；".join(problems))
        self.problems = problems


def placeholders(template: bytes) -> set[str]:
    """Names in a template. Raises Unsuitable where it is no Word file."""
    return {
        name
        for part, content in _parts(template).items()
        if FILLED.fullmatch(part)
        for paragraph in _read(content).iter(f"{W}p")
        for name in PLACE.findall(_text(paragraph))
    }


def fill(template: bytes, values: Mapping[str, str], table: Sequence[Sequence[str]]) -> bytes:
    """The document. Raises Unsuitable with every placeholder that is not known."""
    unknown = sorted(placeholders(template) - set(values) - {TABLE})
    if unknown:
        raise Unsuitable([f"模板里有不认识的占位符：{{{{{name}}}}}" for name in unknown])
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for part, content in _parts(template).items():
            made = _filled(content, values, table) if FILLED.fullmatch(part) else content
            archive.writestr(part, made)
    return buffer.getvalue()


def _parts(template: bytes) -> dict[str, bytes]:
    try:
        with ZipFile(BytesIO(template)) as archive:
            if sum(one.file_size for one in archive.infolist()) > MOST:
                raise Unsuitable(["文件太大"])
            found = {one.filename: archive.read(one) for one in archive.infolist() if not one.is_dir()}
    # zipfile's own words for a way of packing that it does not know, or a password, or what is no archive at all.
    except (BadZipFile, NotImplementedError, RuntimeError, OSError):
        raise Unsuitable(["不是 Word 文件（.docx）"]) from None
    if "word/document.xml" not in found:
        raise Unsuitable(["不是 Word 文件（.docx）"])
    return found


def _read(content: bytes) -> ElementTree.Element:
    try:
        text = content.decode("utf-8")
        # Namespaces keep the names that the file gives them: other parts of it name them in words.
        for prefix, address in re.findall(r'xmlns:([\w.-]+)="([^"]+)"', text):
            if not re.fullmatch(r"ns\d+", prefix):
                ElementTree.register_namespace(prefix, address)
        found: ElementTree.Element = fromstring(text, forbid_dtd=True)
        return found
    except DefusedXmlException:
        raise Unsuitable(["Word 文件里有不该有的声明"]) from None
    except (UnicodeDecodeError, ElementTree.ParseError):
        raise Unsuitable(["Word 文件的内容已损坏"]) from None


def _filled(content: bytes, values: Mapping[str, str], table: Sequence[Sequence[str]]) -> bytes:
    root = _read(content)
    for parent, place, paragraph in list(_with_places(root)):
        text = _text(paragraph)
        if PLACE.fullmatch(text.strip()) and PLACE.findall(text) == [TABLE]:
            parent[place] = _table(table)
        else:
            _say(paragraph, PLACE.sub(lambda found: values.get(found[1], ""), text))
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _with_places(
    root: ElementTree.Element,
) -> Iterator[tuple[ElementTree.Element, int, ElementTree.Element]]:
    for parent in root.iter():
        for place, child in enumerate(parent):
            if child.tag == f"{W}p" and PLACE.search(_text(child)):
                yield parent, place, child


def _text(paragraph: ElementTree.Element) -> str:
    return "".join(node.text or "" for node in paragraph.iter(f"{W}t"))


def _say(paragraph: ElementTree.Element, words: str) -> None:
    first, *others = paragraph.iter(f"{W}t")
    first.text = words.translate(NOT_XML)
    first.set(SPACE, "preserve")
    for node in others:
        node.text = ""


def _table(rows: Sequence[Sequence[str]]) -> ElementTree.Element:
    made = ElementTree.Element(f"{W}tbl")
    properties = ElementTree.SubElement(made, f"{W}tblPr")
    ElementTree.SubElement(properties, f"{W}tblW", {f"{W}w": "5000", f"{W}type": "pct"})
    borders = ElementTree.SubElement(properties, f"{W}tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        look = {f"{W}val": "single", f"{W}sz": "4", f"{W}space": "0", f"{W}color": "808080"}
        ElementTree.SubElement(borders, f"{W}{side}", look)
    ElementTree.SubElement(made, f"{W}tblGrid")
    for row in rows:
        line = ElementTree.SubElement(made, f"{W}tr")
        for words in row:
            cell = ElementTree.SubElement(line, f"{W}tc")
            run = ElementTree.SubElement(ElementTree.SubElement(cell, f"{W}p"), f"{W}r")
            ElementTree.SubElement(run, f"{W}t", {SPACE: "preserve"}).text = words.translate(NOT_XML)
    return made
