"""What stands in an entry's details: its files and pictures, what is kept of it, and what machines are told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.encoding import force_str
from wagtail import blocks

from cms.extension.blocks import in_full, owners
from cms.pages.blocks import AttachmentBlock, ImageBlock
from cms.pages.markup import plain_text

Part = tuple[blocks.Block, Any]


def _within(block: blocks.Block, value: Any) -> Iterator[Part]:
    """A block and everything inside it, in the order of reading."""
    if isinstance(block, blocks.ListBlock):
        for one in value:
            yield from _within(block.child_block, one)
        return
    yield block, value
    if isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from _within(child, value[name])


def parts(page) -> Iterator[Part]:
    for child in page.details:
        yield from _within(child.block, child.value)


def kind(page) -> str:
    """The type of the page's details; '' for a general entry."""
    return page.details[0].block_type if page.details else ""


def pictures(page) -> list[Any]:
    """Values of ImageBlock whose picture is there."""
    return [value for block, value in parts(page) if isinstance(block, ImageBlock) and value["image"]]


def attached(page) -> list[Any]:
    """Values of AttachmentBlock whose document is there."""
    return [value for block, value in parts(page) if isinstance(block, AttachmentBlock) and value["document"]]


def sources(page) -> list[str]:
    """Every running text, as its author left it."""
    return [value.source for block, value in parts(page) if isinstance(block, blocks.RichTextBlock) and value]


def of_plugins(page, model: type) -> list[Any]:
    """Documents or pictures that blocks of plugins show, each once, in the order of the body. One query, or none."""
    known = owners()
    found = (
        key
        for child in page.body
        if child.block_type in known
        for kind, key, *_paths in child.block.extract_references(child.value)
        if kind is model
    )
    keys = list(dict.fromkeys(int(key) for key in found))
    rows = model.objects.in_bulk(keys) if keys else {}
    return [rows[key] for key in keys if key in rows]


def document(page) -> Any:
    """The page that an interpretation is of, or None."""
    return page.details[0].value["document"] if kind(page) == "interpretation" else None


def headings(page) -> list[dict[str, str]]:
    """Of the sections of a feature, for the table of contents."""
    sections = page.details[0].value["sections"] if kind(page) == "feature" else ()
    return [{"id": section.anchor, "text": section["heading"]} for section in sections]


def markup(page) -> str:
    """Details and body as HTML, without anything that is only true today: also not which plugin is on."""
    with in_full():
        details = page.details.render_as_block() if page.details else ""
        return f"{details}{page.body.render_as_block()}"


def kept(page) -> list[dict[str, Any]]:
    """The stored details: always by way of the blocks, so that a masked name is masked."""
    return [
        {"type": child.block_type, "value": child.block.get_prep_value(child.value)} for child in page.details
    ]


def canonical(page) -> list[dict[str, Any]]:
    """What the content hash covers: what is stored, without the ids that lists give their parts."""
    return _bare(kept(page))


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"type", "value", "id"}:
            return _bare(value["value"])
        return {name: _bare(one) for name, one in value.items()}
    return [_bare(one) for one in value] if isinstance(value, list) else value


def spoken(page) -> dict[str, Any] | None:
    """The details for the API: type, and the fields of that type. None for a general entry."""
    for child in page.details:
        return {"type": child.block_type} | _spoken(child.block, child.value)
    return None


def _spoken(block: blocks.Block, value: Any) -> Any:
    if hasattr(value, "spoken"):
        return value.spoken()
    if isinstance(block, ImageBlock | AttachmentBlock):
        return _file(value)
    if isinstance(block, blocks.ListBlock):
        return [_spoken(block.child_block, one) for one in value]
    if isinstance(block, blocks.StructBlock):
        said = block.to_python(block.get_prep_value(value)) if getattr(block, "masks", False) else value
        return {name: _spoken(child, said[name]) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.RichTextBlock):
        return plain_text(value.source) if value else ""
    return value if value is not None or "null" in _schema(block)["type"] else ""


def _file(value) -> dict[str, str]:
    """What is in the lists of images and attachments in full, here by its hash."""
    if "image" in value:
        title, of = value["alt"], value["image"]
    else:
        title, of = value["title"], value["document"]
    return {"title": title or (of.title if of else ""), "hash": of.get_file_hash() if of else ""}


def schema(block: blocks.Block) -> dict[str, Any]:
    """JSON Schema of what `spoken` says of a block, with the editor's words as descriptions."""
    made = _schema(block)
    return made | ({"description": force_str(block.label)} if block.label else {})


TYPES: tuple[tuple[type, dict[str, Any]], ...] = (
    (blocks.IntegerBlock, {"type": ["integer", "null"]}),
    (blocks.DecimalBlock, {"type": ["string", "null"], "format": "decimal"}),
    (blocks.DateBlock, {"type": ["string", "null"], "format": "date"}),
    (blocks.BooleanBlock, {"type": "boolean"}),
)


def _schema(block: blocks.Block) -> dict[str, Any]:
    if hasattr(block, "schema"):
        return block.schema()
    if isinstance(block, ImageBlock | AttachmentBlock):
        return {"type": "object", "properties": {"title": {"type": "string"}, "hash": {"type": "string"}}}
    if isinstance(block, blocks.ListBlock):
        return {"type": "array", "items": schema(block.child_block)}
    if isinstance(block, blocks.StructBlock):
        return {"type": "object", "properties": {n: schema(b) for n, b in block.child_blocks.items()}}
    if isinstance(block, blocks.ChoiceBlock):
        return {"type": "string", "enum": [value for value, _label in block.field.choices if value]}
    return next((dict(said) for kind, said in TYPES if isinstance(block, kind)), {"type": "string"})


def schemas(stream: blocks.StreamBlock) -> list[dict[str, Any]]:
    """One for each type of details, as alternatives."""
    made = []
    for name, block in stream.child_blocks.items():
        one = schema(block)
        one["properties"] = {"type": {"const": name}} | one["properties"]
        made.append(one | {"required": ["type"]})
    return made
