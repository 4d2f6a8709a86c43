"""A page written element by element: each goes to the part that answers it, and keeps its heading."""

from __future__ import annotations

import re
from collections.abc import Callable

from cms.demo.prose.page import Page
from cms.demo.prose.recipes import generic
from cms.demo.prose.scene import Scene

Part = Callable[[Scene, Page], None]


def write(scene: Scene, page: Page, *parts: tuple[str, Part]) -> None:
    """`parts` are (pattern in the element's words, what writes it). Elements of one part share a heading.

    An element that no part knows is written as any element would be.
    """
    groups: dict[Part | str, list[str]] = {}
    for element in scene.elements:
        unknown = "contact" if generic.is_contact(element) else element
        part = next((part for pattern, part in parts if re.search(pattern, element)), unknown)
        groups.setdefault(part, []).append(element)
    for part, members in groups.items():
        if isinstance(part, str):
            generic.elements(scene, page, members)
            continue
        page.heading(*members)
        part(scene, page)
