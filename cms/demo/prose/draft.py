"""Putting an entry together: the recipe of its matter writes the page, and the page becomes a draft."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from cms.demo.prose.facts import Unknown
from cms.demo.prose.matters import recipe_of
from cms.demo.prose.occasions import happening_of
from cms.demo.prose.page import Block, Page
from cms.demo.prose.recipes import generic
from cms.demo.prose.scene import Scene
from cms.demo.prose.titles import title_of
from cms.obligations.schedule import Period


@dataclass(frozen=True)
class Draft:
    """An entry before it is a page. `blocks` are (block type, plain value) in order."""

    title: str
    summary: str
    blocks: list[Block] = field(default_factory=list)
    doc_no: str = ""
    issued_on: dt.date | None = None


def _written(scene: Scene) -> Page:
    """By the recipe of the matter; by the general one where the unit's facts do not have what it needs."""
    page = Page()
    try:
        recipe_of(scene.item.title)(scene, page)
    except Unknown:
        page = Page()
        generic.write(scene, page)
    return page


def compose(
    item: Any, unit: Any, *, period: Period | None, on: dt.date, seed: str, occasion: str = ""
) -> Draft:
    """The entry of an item for a period or an occasion, published on a day. Deterministic.

    `item` is anything with the fields of a catalog item; `unit` has name, kind, slug and superior_name.
    """
    happening = happening_of(item, unit, on=on, seed=seed, occasion=occasion)
    scene = Scene(item, unit, period, on, seed, happening)
    page = _written(scene)
    return Draft(title_of(scene), page.summary(), page.blocks, page.doc_no, page.issued_on or scene.back(0))
