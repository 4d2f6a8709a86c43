"""Blocks of plugins in the body of an entry. Every process knows all of them; a site is offered those that are on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from wagtail.blocks import Block

from cms.extension import gate
from cms.extension.kept import KEPT, KeptBlock, Unspeakable, why_not
from cms.extension.registry import registry


def plugin_blocks() -> list[tuple[str, Block]]:
    """(name, block) of all plugins, made so that each is seen only where it may be, and cut out when it fails."""
    return [(one.name, _gated(slug, one.block)) for slug, one in registry().each("blocks")]


def _gated(slug: str, block: Block) -> Block:
    # On the object, not by a class around it: the editor finds the adapter of a block by its class.
    block.render = partial(_render, slug, block, type(block).render)  # type: ignore[method-assign]
    return block


_strict: ContextVar[bool] = ContextVar("plugin_blocks_strict", default=False)


@contextmanager
def in_full() -> Iterator[None]:
    """Inside, every block says what it says, whatever is on, and one that fails is not cut out: for what is recorded
    must be what was approved."""
    token = _strict.set(True)
    try:
        yield
    finally:
        _strict.reset(token)


def _render(slug: str, block: Block, render: Any, value: Any, context: Any = None) -> str:
    if _strict.get():
        return str(render(block, value, context=context))
    html = ""
    if gate.visible(slug):
        # Without a savepoint, which would cost every block of every page two round trips.
        with gate.guarded(slug, f"block {block.name}", savepoint=False):
            html = render(block, value, context=context)
    return html


def spoken_by_nobody() -> Block:
    """What stands for blocks of plugins that are gone. Says nothing; where it would have to be recorded, that is an error."""
    block = KeptBlock()
    block.render = _say_nothing  # type: ignore[method-assign]
    return block


def _say_nothing(value: Any, context: Any = None) -> str:
    if _strict.get():
        raise Unspeakable(why_not([value["type"]] if value else []))
    return ""


def owners() -> dict[str, str]:
    """Block name → slug."""
    return {one.name: slug for slug, one in registry().each("blocks")}


def seen(stream: Iterable[Any]) -> list[Any]:
    """The blocks of a text that may be seen on the bound site, for whoever reads them without having them drawn."""
    owner = owners()
    return [one for one in stream if one.block_type != KEPT and gate.visible(owner.get(one.block_type, ""))]


def not_offered(there: Collection[str] = ()) -> set[str]:
    """Names of blocks that an editor of the bound site is not offered, but for those that the text has already."""
    off = {name for name, slug in owners().items() if not gate.active(slug)}
    return (off | {KEPT}) - set(there)


def labels(names: Iterable[str]) -> list[str]:
    """What people call blocks."""
    known = {one.name: one.block for _slug, one in registry().each("blocks")} | {KEPT: KeptBlock()}
    return [str(known[name].label or name) for name in names if name in known]


def new_of_inactive(before: Iterable[Any], after: Collection[Any]) -> list[str]:
    """Types of blocks that were added (by their ids) although their plugin is not on here."""
    off = not_offered()
    if not any(one.block_type in off for one in after):
        return []
    known = {one.id: one.value for one in before}
    new = (one for one in after if one.block_type in off and (one.id not in known or _altered(one, known)))
    return sorted({one.block_type for one in new})


def _altered(one: Any, known: Mapping[Any, Any]) -> bool:
    """Nobody can have changed what nobody can edit."""
    return bool(one.block_type == KEPT and one.value != known[one.id])
