"""Reading a copy of a site as a browser would, from the files alone."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html

LINKS = (("a", "href"), ("link", "href"), ("script", "src"), ("img", "src"))


def pages(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def broken(folder: Path) -> list[tuple[str, str]]:
    """(page, link) of every link that leads neither to a file of the copy nor, marked, out of it."""
    found = []
    for page in pages(folder):
        root = html.fromstring(page.read_bytes())
        anchors = set(root.xpath("//@id"))
        for tag, name in LINKS:
            for node in root.iter(tag):
                if name in node.attrib and not _holds(folder, page, node, node.get(name), anchors):
                    found.append((str(page.relative_to(folder)), node.get(name)))
    return found


def _holds(folder: Path, page: Path, node, link: str, anchors: set[str]) -> bool:
    there = urlsplit(link)
    if there.scheme in ("mailto", "tel", "data"):
        return True
    if there.scheme:
        return node.tag == "a" and "external" in node.get("rel", "").split()
    if not there.path:
        return there.fragment in anchors
    target = (page.parent / unquote(there.path)).resolve()
    return target.is_file() and target.is_relative_to(folder.resolve())
