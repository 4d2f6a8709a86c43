"""What other programs read of a site, checked against what they expect."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from lxml import etree

SCHEMAS = Path(__file__).parent / "schemas"
MAPS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
ATOM = {"a": "http://www.w3.org/2005/Atom", "at": "http://purl.org/atompub/tombstones/1.0"}


@cache
def _atom_rules() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))


def atom(body: bytes) -> Any:
    """The root of a feed. Fails where it is no valid Atom, names something twice, or is out of order."""
    root = etree.fromstring(body)
    rules = _atom_rules()
    assert rules.validate(root), str(rules.error_log)
    names = values(root, "a:entry/a:id/text() | at:deleted-entry/@ref")
    assert len(names) == len(set(names))
    for element in ("a:entry/a:updated/text()", "at:deleted-entry/@when"):
        moments = values(root, element)
        assert moments == sorted(moments, reverse=True)
    # Without what left, the newest entry says when the feed changed.
    newest = max(values(root, "a:entry/a:updated/text() | at:deleted-entry/@when"), default=None)
    assert newest in (None, *values(root, "a:updated/text()"))
    return root


def values(root: Any, path: str) -> list[str]:
    return [str(found) for found in root.xpath(path, namespaces=ATOM)]


def links(root: Any, relation: str) -> list[str]:
    return values(root, f"a:link[@rel='{relation}']/@href")


def json_feed(body: bytes) -> dict[str, Any]:
    """A feed. Fails where it is no JSON Feed 1.1, or names an item twice."""
    found = json.loads(body)
    Draft202012Validator(json.loads((SCHEMAS / "jsonfeed.json").read_text())).validate(found)
    names = [item["id"] for item in found["items"]]
    assert len(names) == len(set(names))
    return found


@cache
def _map_rules() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / "sitemap.xsd"))


def sitemap(body: bytes) -> dict[str, str]:
    """Address → when it changed last, of a sitemap or an index. Fails where it is no valid one."""
    root = etree.fromstring(body)
    rules = _map_rules()
    assert rules.validate(root), str(rules.error_log)
    return {row.findtext("s:loc", namespaces=MAPS): row.findtext("s:lastmod", "", MAPS) for row in root}
