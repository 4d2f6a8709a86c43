"""What a theme must say of itself, and that all that is wrong with it is said at once. Needs no database."""

from __future__ import annotations

import json
import re

import pytest

from cms.settings.env import ROOT
from cms.theming import catalogue
from cms.theming.catalogue import broken, theme, themes
from cms.theming.overrides import examine, measure, worn_tokens
from cms.theming.tokens import css

HEAD = 'title = "甲"\nversion = "1"\nfor = ["unit"]\nregions = ["header"]\n'


@pytest.fixture
def folder(tmp_path, settings):
    """A folder of themes with base in it, and a function that adds another."""
    (tmp_path / "base").symlink_to(ROOT / "themes/base")
    settings.THEMES, settings.THEMES_BROUGHT = tmp_path, ""

    def add(slug: str, said: str = "", tokens: object = None, sheet: str = "") -> None:
        place = tmp_path / slug / "static/themes" / slug
        place.mkdir(parents=True)
        (tmp_path / slug / "theme.toml").write_text(f'slug = "{slug}"\n{HEAD}{said}')
        (tmp_path / slug / "tokens.json").write_text(json.dumps(tokens or {}))
        (place / "theme.css").write_text(sheet)

    return add


def test_a_chain_of_parents_ends_at_base_and_the_nearest_word_counts(folder):
    folder(
        "parent",
        "",
        {"radius": {"$type": "dimension", "control": {"$value": {"value": 8, "unit": "px"}}}},
        "a{}",
    )
    folder(
        "child", 'extends = "parent"\n', {"color": {"$type": "color", "line": {"$value": "#cccccc"}}}, "b{}"
    )
    found = theme("child")
    assert found.chain == ("child", "parent", "base")
    assert found.sheet == "a{}b{}"
    said = css(found.tokens)
    assert "--radius-control:8px" in said
    # The child says nothing of dark, so what base says of it is gone with the token: one value in all modes.
    assert re.findall(r"--color-line:(#\w+)", said) == ["#cccccc"]
    assert re.findall(r"--color-ink:(#\w+)", said) == ["#1f1b17", "#000000", "#ece8e2", "#ffffff"]


def test_all_that_is_wrong_with_a_theme_is_said_at_once_and_the_others_go_on(folder):
    folder(
        "typos", 'colour = "red"\nregion = []\n[overridable]\n"color.bar" = { title = "栏", type = "rgb" }\n'
    )
    folder("values", "", {"color": {"$type": "color", "bar": {"$value": "red"}, "ink": {"$value": "#12"}}})
    folder("nowhere", 'extends = "gone"\n')
    folder("one", 'extends = "two"\n')
    folder("two", 'extends = "one"\n')
    folder("pale", "", {"color": {"$type": "color", "ink": {"$value": "#999999"}}})
    assert list(themes()) == ["base"]
    told = broken()
    assert len(told["typos"]) == 3
    assert len(told["values"]) == 2
    assert "no theme gone" in told["nowhere"][0]
    assert "comes back" in told["one"][0]
    # The ratio that was measured is named, for every mode that is too weak.
    assert any("light: color.ink / color.paper: 2.81 : 1, wanted 7" in line for line in told["pale"])
    assert theme("pale").slug == "base"


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("color.bar", "#0F4650", "#0f4650"),
        ("color.bar", "#9f1b16", None),  # its own
        ("color.bar", "", None),
        ("font.display", "serif", "serif"),
        ("radius.control", "4", "4px"),
        ("radius.control", "4.50px", "4.5px"),
        ("radius.control", "４", "4px"),  # as a Chinese keyboard writes it
    ],
)
def test_a_good_value_is_kept_in_one_way_of_writing(name, value, kept):
    assert examine(theme("base"), {name: value}) == ({name: kept} if kept else {}, {})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("color.bar", "red"),
        ("color.bar", "#fff"),
        ("color.bar", "#112233;}body{display:none"),
        ("color.bar", "url(//x)"),
        ("color.paper", "#ffffff"),
        ("font.display", "Comic Sans"),
        ("radius.control", "13"),
        ("radius.control", "-1"),
        ("radius.control", "1e1"),
    ],
)
def test_anything_else_is_refused_and_reaches_no_sheet(name, value):
    values, problems = examine(theme("base"), {name: value})
    assert values == {}
    assert list(problems) == [name]
    assert css(worn_tokens(theme("base"), values)) == css(theme("base").tokens)


def test_a_pair_that_is_too_weak_is_refused_with_the_measured_ratio():
    values, problems = examine(
        theme("base"), {"color.bar": "#ff0000", "color.accent": "#0f4f5b", "radius.control": "99"}
    )
    assert values == {"color.accent": "#0f4f5b"}
    assert "4.00 : 1，至少要 7 : 1" in problems["color.bar"]
    assert "0px 到 12px" in problems["radius.control"]
    pairs = {(one.name, one.against): round(one.ratio, 2) for one in measure(theme("base"), values)}
    assert len(pairs) == 3
    assert min(pairs.values()) >= 7


def test_dark_and_elder_keep_the_themes_own_colours():
    said = css(worn_tokens(theme("base"), {"color.bar": "#0f4650"}))
    assert re.findall(r"--color-bar:(#\w+)", said) == ["#0f4650", "#8c0f0a", "#6e1712", "#2a0503"]


def test_themes_are_read_once(monkeypatch):
    themes()
    monkeypatch.setattr(catalogue, "_read", None)
    assert theme("base").slug == "base"
