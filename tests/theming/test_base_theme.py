"""The base theme keeps its promises: one source of values, contrast, size, and a manifest that is true."""

from __future__ import annotations

import json
import re
import tomllib
from itertools import product

import pytest

from tests.demo_server import ROOT

THEME = ROOT / "themes/base"
STATIC = THEME / "static/themes/base"
TOKENS = json.loads((THEME / "tokens.json").read_text())
MANIFEST = tomllib.loads((THEME / "theme.toml").read_text())
STYLE = (STATIC / "site.css").read_text()

MODES = ("light", "dark", "elder", "elder-dark")
TEXT = ("ink", "ink-soft", "accent", "met", "soon", "overdue", "quiet")
GROUNDS = ("paper", "surface")
READABLE = 7.0
EDGE_VISIBLE = 3.0
# Where in site.css the values of a mode stand: the selector, inside or outside the rule for dark schemes.
RULES = {
    "light": (":root", False),
    "elder": (".elder", False),
    "dark": (":root", True),
    "elder-dark": (".elder", True),
}


def leaves(tree: dict, path: tuple[str, ...] = (), kind: str = ""):
    """Every token as (name, type, token): "color-paper", "color", {…}."""
    kind = tree.get("$type", kind)
    if "$value" in tree:
        yield "-".join(path), kind, tree
        return
    for name, inner in tree.items():
        if not name.startswith("$"):
            yield from leaves(inner, (*path, name), kind)


def written(value, kind: str) -> str:
    """A token's value as CSS writes it. "{font.text}" is the value of another token."""
    if isinstance(value, str) and value.startswith("{"):
        return f"var(--{value.strip('{}').replace('.', '-')})"
    if kind == "dimension":
        return f"{value['value']}{value['unit']}"
    if kind == "fontFamily":
        return ", ".join(name if re.fullmatch(r"[a-z-]+", name) else f'"{name}"' for name in value)
    return str(value)


def in_mode(token: dict, mode: str):
    """The token's value in a mode, or None when the mode does not change it."""
    if mode == "light":
        return token["$value"]
    return token.get("$extensions", {}).get("gongkai.modes", {}).get(mode)


def declared(mode: str) -> dict[str, str]:
    """Custom properties that site.css sets for a mode."""
    selector, dark = RULES[mode]
    head, tail = STYLE.split("@media screen and (prefers-color-scheme: dark) {", 1)
    part = tail.split("\n}\n", 1)[0] if dark else head
    block = re.search(rf"^\s*{re.escape(selector)} \{{(.*?)\}}", part, re.S | re.M)[1]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))


def effective(mode: str) -> dict[str, str]:
    """What a page of this mode is painted with, in the order that the rules win."""
    order = {"light": [], "dark": ["dark"], "elder": ["elder"], "elder-dark": ["dark", "elder", "elder-dark"]}
    values = declared("light")
    for step in order[mode]:
        values |= declared(step)
    return values


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_wcag_measures_it():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#ff0000", "#ffffff") == pytest.approx(4.0, abs=0.005)


# Sizes of body text are set on html in percent, so that a reader's own setting counts; the test below holds them.
SET_ELSEWHERE = {"size-phone", "size-body", "size-elder"}


@pytest.mark.parametrize("mode", MODES)
def test_every_token_stands_in_the_style_sheet_with_the_same_value(mode):
    tokens = {
        name: written(value, kind)
        for name, kind, token in leaves(TOKENS)
        if name not in SET_ELSEWHERE and (value := in_mode(token, mode)) is not None
    }
    styles = effective(mode)
    assert {name: styles.get(name) for name in tokens} == tokens


@pytest.mark.parametrize("mode", MODES)
def test_the_style_sheet_sets_no_value_that_is_not_a_token(mode):
    known = {name for name, _, token in leaves(TOKENS) if in_mode(token, mode) is not None}
    assert set(declared(mode)) - known == set()


def test_colours_are_written_nowhere_but_in_the_tokens():
    body = STYLE.split("/* ---- ground ---- */", 1)[1]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", body) == []


def test_body_text_has_the_sizes_of_the_tokens():
    sizes = {name: token["$value"]["value"] for name, _, token in leaves(TOKENS) if name in SET_ELSEWHERE}
    percent = [float(found) for found in re.findall(r"html(?:\.elder)? \{[^}]*?font-size: ([\d.]+)%", STYLE)]
    assert [round(16 * each / 100, 2) for each in percent] == [
        sizes["size-phone"],
        sizes["size-body"],
        sizes["size-elder"],
    ]


@pytest.mark.parametrize(("mode", "text", "ground"), list(product(MODES, TEXT, GROUNDS)))
def test_text_is_readable(mode, text, ground):
    colours = effective(mode)
    assert contrast(colours[f"color-{text}"], colours[f"color-{ground}"]) >= READABLE


@pytest.mark.parametrize("mode", MODES)
def test_the_name_bar_and_found_words_are_readable_and_controls_have_an_edge(mode):
    colours = effective(mode)
    assert contrast(colours["color-bar"], colours["color-bar-ink"]) >= READABLE
    assert contrast(colours["color-mark"], colours["color-ink"]) >= READABLE
    assert contrast(colours["color-line-strong"], colours["color-paper"]) >= EDGE_VISIBLE
    assert contrast(colours["color-plate"], colours["color-plate-ink"]) == pytest.approx(21)


def test_style_and_script_together_stay_under_60_kilobytes():
    assert sum((STATIC / name).stat().st_size for name in ("site.css", "site.js")) < 60_000


def test_nothing_is_loaded_from_elsewhere():
    script = (STATIC / "site.js").read_text()
    assert re.findall(r"url\(|@import|@font-face|https?://", STYLE) == []
    assert re.findall(r"https?://|fetch\(|XMLHttpRequest|import\(", script) == []


def test_the_manifest_names_the_theme_after_its_folder():
    assert (MANIFEST["slug"], MANIFEST["title"], MANIFEST["for"]) == ("base", "公报", ["unit", "central"])
    assert "parent" not in MANIFEST


def test_what_may_be_changed_is_a_token_and_its_own_value_is_within_the_range():
    tokens = {name.replace("-", ".", 1): token["$value"] for name, _, token in leaves(TOKENS)}
    for name, limit in MANIFEST["overridable"].items():
        assert name in tokens
        if limit["type"] == "color":
            for against in limit["min_contrast"]["against"]:
                assert contrast(tokens[name], tokens[against]) >= limit["min_contrast"]["ratio"]
        if limit["type"] == "length":
            low, high = (float(limit[end].removesuffix("px")) for end in ("min", "max"))
            assert low <= tokens[name]["value"] <= high
