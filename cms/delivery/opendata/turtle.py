"""The same nodes as Turtle: every key is a prefixed name already."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.utils.encoding import iri_to_uri

from cms.delivery.opendata.dcat import PREFIXES, Node


def _literal(value: Any) -> str:
    text = json.dumps(value["@value"], ensure_ascii=False)
    return f"{text}^^{value['@type']}" if "@type" in value else f"{text}@{value['@language']}"


def _value(value: Any) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return _literal(value) if "@value" in value else f"<{iri_to_uri(value['@id'])}>"


def _statements(node: Node) -> Iterator[str]:
    """A node, then those that stand in it."""
    said = [f"a {node['@type']}"]
    inner: list[Node] = []
    for name, value in node.items():
        if name.startswith("@"):
            continue
        values = value if isinstance(value, list) else [value]
        if values:
            said.append(f"{name} {', '.join(map(_value, values))}")
        inner += [one for one in values if isinstance(one, dict) and "@id" in one and len(one) > 1]
    together = " ;\n  ".join(said)
    yield f"{_value(node)}\n  {together} ."
    for one in inner:
        yield from _statements(one)


def turtle(nodes: list[Node]) -> str:
    prefixes = "".join(f"@prefix {name}: <{address}> .\n" for name, address in PREFIXES.items())
    return prefixes + "\n" + "\n\n".join(text for node in nodes for text in _statements(node)) + "\n"
