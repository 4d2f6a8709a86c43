"""tokens.json: a subset of the Design Tokens format (colours as hex, dimensions as value and unit, references whole).

A token has one value, and others for the modes in which a page can be painted, under `$extensions`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cms.theming.manifest import COLOUR, DOTTED, BadTheme

MODES = ("light", "dark", "elder", "elder-dark")
ORDER = {"light": (), "dark": ("dark",), "elder": ("elder",), "elder-dark": ("dark", "elder", "elder-dark")}
"""Which values a mode is painted with, the later before the earlier."""
EXTENSION = "gongkai.modes"
REFERENCE = re.compile(r"\{([a-z]+\.[a-z][a-z0-9-]*)\}")
FAMILY = re.compile(r"[A-Za-z][A-Za-z0-9_ -]*")
UNITS = ("px", "em", "rem")
HTML_SIZES = (
    ("size.phone", "html{{font-size:{}%}}"),
    ("size.body", "@media (min-width:48em){{html{{font-size:{}%}}}}"),
)
ELDER_SIZE = ("size.elder", "html.elder{{font-size:{}%}}")
# What a browser calls 16 px unless its reader asked for another size; shares of it respect the reader.
ROOT_SIZE = 16


@dataclass(frozen=True)
class Token:
    name: str
    kind: str
    value: Any
    modes: Mapping[str, Any] = field(default_factory=dict)

    def within(self, mode: str) -> Any:
        """The value that counts in a mode."""
        found = [self.modes[step] for step in ORDER[mode] if step in self.modes]
        return found[-1] if found else self.value


Tokens = dict[str, Token]


def read(path: Path) -> Tokens:
    """The tokens of a theme's own file. Raises BadTheme with every problem in it."""
    try:
        tree = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as unreadable:
        raise BadTheme([f"tokens.json: {unreadable}"]) from unreadable
    if not isinstance(tree, dict):
        raise BadTheme(["tokens.json: not an object"])
    found = list(_leaves(tree, (), ""))
    problems = [line for token in found for line in _problems(token)]
    if problems:
        raise BadTheme(problems)
    return {token.name: token for token in found}


def _leaves(tree: dict[str, Any], path: tuple[str, ...], kind: str) -> Iterator[Token]:
    kind = tree.get("$type", kind)
    if "$value" in tree:
        modes = tree.get("$extensions", {}).get(EXTENSION, {})
        yield Token(".".join(path), kind, tree["$value"], modes)
        return
    for name, inner in tree.items():
        if not name.startswith("$") and isinstance(inner, dict):
            yield from _leaves(inner, (*path, name), kind)


def _problems(token: Token) -> Iterator[str]:
    if not re.match(DOTTED, token.name):
        yield f"tokens.json: {token.name}: a token is named group.name"
    for mode in set(token.modes) - set(MODES[1:]):
        yield f"tokens.json: {token.name}: unknown mode {mode}"
    for value in (token.value, *token.modes.values()):
        if not _good(token.kind, value):
            yield f"tokens.json: {token.name}: {value!r} is no {token.kind or 'token of a known type'}"


def _good(kind: str, value: Any) -> bool:
    if isinstance(value, str) and REFERENCE.fullmatch(value):
        return True
    if kind == "color":
        return isinstance(value, str) and COLOUR.fullmatch(value) is not None
    if kind == "dimension":
        number = isinstance(value, dict) and value.get("value")
        return isinstance(number, (int, float)) and value.get("unit") in UNITS
    if kind == "fontFamily":
        return isinstance(value, list) and all(isinstance(n, str) and FAMILY.fullmatch(n) for n in value)
    return kind == "number" and isinstance(value, (int, float)) and not isinstance(value, bool)


def overridden(tokens: Tokens, values: Mapping[str, Any]) -> Tokens:
    """With a unit's values in place of the theme's. What the theme says of a mode keeps its word there."""
    return tokens | {
        name: replace(tokens[name], value=value) for name, value in values.items() if name in tokens
    }


def colours(tokens: Tokens, mode: str) -> dict[str, str]:
    """Every colour as a mode paints it, references followed."""
    return {name: _colour(tokens, name, mode) for name, token in tokens.items() if token.kind == "color"}


def _colour(tokens: Tokens, name: str, mode: str) -> str:
    value = tokens[name].within(mode)
    for _step in range(len(tokens)):
        found = REFERENCE.fullmatch(value)
        if not found:
            return value
        value = tokens[found[1]].within(mode)
    raise BadTheme([f"tokens.json: {name}: its references go in a circle"])


def astray(tokens: Tokens) -> list[str]:
    """References to tokens that are nowhere in the chain."""
    values = (
        (t.name, v) for t in tokens.values() for v in (t.value, *t.modes.values()) if isinstance(v, str)
    )
    found = ((name, REFERENCE.fullmatch(value)) for name, value in values)
    return [f"tokens.json: {name}: there is no {m[1]}" for name, m in found if m and m[1] not in tokens]


def variable(name: str) -> str:
    return f"--{name.replace('.', '-')}"


def written(token: Token, value: Any) -> str:
    """A value as CSS writes it, made from its parts."""
    if isinstance(value, str) and (found := REFERENCE.fullmatch(value)):
        return f"var({variable(found[1])})"
    if token.kind == "dimension":
        return f"{value['value']:g}{value['unit']}"
    if token.kind == "fontFamily":
        return ",".join(n if re.fullmatch(r"[a-z-]+", n) else f'"{n}"' for n in value)
    return f"{value:g}" if token.kind == "number" else value


def css(tokens: Tokens) -> str:
    """The custom properties in all modes. It stands behind the base sheet, so each mode says all that it changes."""
    plain = _block(":root", tokens.values(), "light")
    moved = [token for token in tokens.values() if token.modes]
    elder, dark = _block(".elder", moved, "elder"), _block(":root", moved, "dark")
    darkest = _block(".elder", moved, "elder-dark")
    sizes = "".join(_html_size(tokens, *each) for each in (*HTML_SIZES, ELDER_SIZE))
    return f"{plain}{elder}@media screen and (prefers-color-scheme:dark){{{dark}{darkest}}}{sizes}"


def _block(selector: str, tokens: Any, mode: str) -> str:
    lines = ";".join(f"{variable(t.name)}:{written(t, t.within(mode))}" for t in tokens)
    return f"{selector}{{{lines}}}" if lines else ""


def _html_size(tokens: Tokens, name: str, rule: str) -> str:
    return rule.format(f"{tokens[name].value['value'] / ROOT_SIZE * 100:g}") if name in tokens else ""


def as_json(tokens: Tokens) -> dict[str, Any]:
    """For whoever draws the pages themselves: every token in the format it was written in."""
    tree: dict[str, Any] = {}
    for token in tokens.values():
        group, name = token.name.split(".")
        leaf: dict[str, Any] = {"$type": token.kind, "$value": token.value}
        if token.modes:
            leaf["$extensions"] = {EXTENSION: dict(token.modes)}
        tree.setdefault(group, {})[name] = leaf
    return tree
