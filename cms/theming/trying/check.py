"""Draws every template of a theme and says what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.template import Context, Engine
from django.template.backends.django import get_installed_libraries

from cms.theming.catalogue import BASE, Theme, sheet_of
from cms.theming.loader import is_themed
from cms.theming.look import Look
from cms.theming.tokens import variable
from cms.theming.trying.district import context

USED = re.compile(r"var\(\s*(--[a-z0-9-]+)")
SET = re.compile(r"(?<![\w-])(--[a-z0-9-]+)\s*:")
LITERAL = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch)\(")
FOREIGN = re.compile(r"@import|@font-face|https?://|url\(|javascript:|expression\(", re.I)
COMMENT = re.compile(r"/\*.*?\*/", re.S)
ROOM = 60_000
"""Bytes that the sheet of a page and its script may have together."""
PAGE = "<!doctype html>"


@dataclass
class Tried:
    """What came of one theme: its pages as they were drawn, and what is wrong."""

    slug: str
    pages: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def engine_of(slug: str) -> Engine:
    """Templates of one theme, whoever is bound."""
    loaders = [
        ("django.template.loaders.cached.Loader", [("cms.theming.loader.OneTheme", slug)]),
        "django.template.loaders.app_directories.Loader",
    ]
    return Engine(loaders=loaders, libraries=get_installed_libraries(), builtins=[])


def names(theme: Theme) -> list[str]:
    """Every template that a page of this theme may be drawn with."""
    found = {
        str(path.relative_to(folder / "templates"))
        for folder in theme.folders
        for path in (folder / "templates").rglob("*.html")
    }
    return sorted(found)


def check(theme: Theme, *, elder: bool = False) -> Tried:
    tried = Tried(theme.slug)
    engine = engine_of(theme.slug)
    for name in names(theme):
        try:
            said = Context(context(engine, name, elder=elder) | {"look": Look(theme.slug)})
            tried.pages[name] = engine.get_template(name).render(said)
        except Exception as problem:
            tried.problems.append(f"{name}: {type(problem).__name__}: {problem}")
        else:
            tried.problems += [f"{name}: {line}" for line in _wrong_page(tried.pages[name], name)]
    tried.problems += [*_wrong_names(theme), *_wrong_sheet(theme)]
    return tried


class _Reading(HTMLParser):
    """What a page must have once, and what it must not have at all."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.styled = 0
        self.scripted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        said = dict(attrs)
        self.tags.append(tag)
        self.ids += [said["id"]] if said.get("id") else []
        self.styled += "style" in said or tag == "style"
        self.scripted += any(name.startswith("on") for name in said) or (
            tag == "script" and "src" not in said
        )


def _wrong_page(text: str, name: str) -> Iterator[str]:
    page = _Reading()
    page.feed(text)
    if page.styled or page.scripted:
        yield "styles or scripts within the page"
    if not text.lstrip().lower().startswith(PAGE):
        return
    # What pages are made on has no heading of its own.
    for tag in ("main", "title", *(() if name.startswith("site/") else ("h1",))):
        if page.tags.count(tag) != 1:
            yield f"{page.tags.count(tag)} × <{tag}>"
    twice = {one for one in page.ids if page.ids.count(one) > 1}
    if twice:
        yield f"the same id twice: {', '.join(sorted(twice))}"


def _wrong_names(theme: Theme) -> Iterator[str]:
    """Templates that the loader would never ask the theme for."""
    folder = theme.folders[0] / "templates"
    if theme.slug != BASE:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not is_themed(str(path.relative_to(folder))):
                yield f"{path.relative_to(folder)}: a theme cannot replace it"


def _wrong_sheet(theme: Theme) -> Iterator[str]:
    """Unknown tokens, colours outside tokens.json, anything from elsewhere, too much of it."""
    own = COMMENT.sub("", theme.sheet)
    known = {variable(name) for name in theme.tokens} | set(SET.findall(own))
    for name in sorted(set(USED.findall(own + COMMENT.sub("", theme.plain_sheet))) - known):
        yield f"theme.css: {name} is no token of {' → '.join(theme.chain)}"
    for found in sorted({*LITERAL.findall(own), *FOREIGN.findall(own)}):
        yield f"theme.css: {found} does not belong here"
    size = len(Look(theme.slug).stylesheet.encode())
    size += (sheet_of(theme.folders[-1]).parent / "site.js").stat().st_size
    if size > ROOM:
        yield f"theme.css: sheets and script have {size} bytes, more than {ROOM}"
