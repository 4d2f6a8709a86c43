"""Every theme that comes along: drawn whole, readable, different in more than colour, and kept once for all units."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.template import engines
from django.template.loader import get_template
from PIL import Image

from cms.registry.vocabulary import UnitKind
from cms.settings.env import ROOT
from cms.theming.catalogue import broken, themes
from cms.theming.look import Look, put_on
from cms.theming.overrides import worn_tokens
from cms.theming.tokens import colours
from cms.theming.trying.check import check
from tenants.context import tenant_scope
from tenants.models import Tenant

SLUGS = ("base", "campus", "civic", "village")
OTHERS = SLUGS[1:]


def test_four_themes_are_whole():
    assert broken() == {}
    assert {*themes()} == {*SLUGS, "sample-plain"}  # the last one comes with a plugin


@pytest.mark.parametrize("elder", [False, True], ids=["usual", "elder"])
@pytest.mark.parametrize("slug", SLUGS)
def test_every_template_of_a_theme_is_drawn_and_nothing_is_wrong_with_it(slug, elder):
    tried = check(themes()[slug], elder=elder)
    assert tried.problems == []
    assert len(tried.pages) > 70
    assert "一季度财务收支情况" in tried.pages["pages/home_page.html"]
    address = re.search(r'href="(/theme\.css[^"]*)"', tried.pages["pages/home_page.html"])
    assert (address is None) == (slug == "base")
    # What stands when no database answers is base's, and asks for no sheet.
    assert "theme.css" not in tried.pages["503.html"]


@pytest.mark.parametrize("slug", OTHERS)
def test_a_theme_differs_in_more_than_colour(slug):
    theme, base = themes()[slug], themes()["base"]
    kinds = {t.kind for name, t in theme.tokens.items() if base.tokens.get(name) != t}
    assert len(kinds - {"color"}) >= 1
    drawn, plain = check(theme).pages, check(base).pages
    shape = re.compile(r'class="[^"]*"|<(?:nav|section|article|header)')
    assert shape.findall(drawn["pages/home_page.html"]) != shape.findall(plain["pages/home_page.html"])
    # What a printed page begins with.
    assert drawn["site/parts/print_head.html"] != plain["site/parts/print_head.html"]
    assert "@page" in theme.sheet
    assert theme.sheet.count("@media print") == 1


@pytest.mark.parametrize("slug", OTHERS)
def test_a_preset_changes_rules_and_frames_with_the_colour_they_go_with(slug):
    theme = themes()[slug]
    for preset in theme.manifest.presets.values():
        painted = colours(worn_tokens(theme, preset.values), "light")
        assert painted["color.rule"] == painted["color.accent"]
        assert painted["color.bar"] != colours(theme.tokens, "light")["color.bar"]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_theme_has_a_picture_of_itself(slug):
    with Image.open(ROOT / "themes" / slug / "static" / themes()[slug].preview) as picture:
        assert picture.size == (640, 440)
        assert len(picture.convert("RGB").getcolors(1 << 20)) > 20


def test_themes_say_for_which_kinds_of_unit_they_are_made_and_no_kind_twice():
    suited = [kind for slug in OTHERS for kind in themes()[slug].manifest.suits]
    assert sorted(suited) == sorted(UnitKind.values)
    assert {"unit", "central"} == set(themes()["civic"].manifest.audience)


@pytest.fixture
def spoiled(tmp_path, settings):
    """Base and a theme in which everything is wrong that a check can find."""
    (tmp_path / "base").symlink_to(ROOT / "themes/base")
    folder = tmp_path / "spoiled"
    (folder / "templates/wagtailadmin").mkdir(parents=True)
    (folder / "templates/wagtailadmin/base.html").write_text("mine")
    (folder / "templates/pages").mkdir()
    (folder / "templates/pages/home_page.html").write_text(
        "{% extends 'site/base.html' %}{% block main %}{{ x|nope }}"
    )
    (folder / "templates/pages/item_page.html").write_text("{% extends 'site/base.html' %}")
    (folder / "templates/site/parts").mkdir(parents=True)
    (folder / "templates/site/parts/trail.html").write_text('<p style="color:red" onclick="x()" id="main">')
    (folder / "static/themes/spoiled").mkdir(parents=True)
    sheet = "a{color:var(--color-gone);background:#fff url(//x.test/a.png)}/* #123456 */b{color:rgb(1,2,3)}"
    (folder / "static/themes/spoiled/theme.css").write_text(sheet)
    (folder / "tokens.json").write_text("{}")
    head = 'slug = "spoiled"\ntitle = "坏"\nversion = "1"\nfor = ["unit"]\nregions = ["header"]\n'
    (folder / "theme.toml").write_text(head)
    settings.THEMES = tmp_path


def test_the_command_names_everything_that_is_wrong_with_a_theme(spoiled, capsys):
    with pytest.raises(CommandError):
        call_command("themes", "check", "spoiled")
    told = capsys.readouterr().err
    for said in (
        "wagtailadmin/base.html: a theme cannot replace it",
        "pages/home_page.html: TemplateSyntaxError",
        "pages/item_page.html: 0 × <h1>",
        "site/parts/trail.html: styles or scripts within the page",
        "the same id twice: main",
        "--color-gone is no token",
        "#fff does not belong here",
        "rgb( does not belong here",
        "url( does not belong here",
    ):
        assert said in told
    assert "#123456" not in told
    call_command("themes", "check", "base")


def test_what_is_kept_grows_with_themes_and_not_with_tenants(db):
    """3 themes × 200 tenants, a page and what it is made on each."""
    loader = engines["django"].engine.template_loaders[0]
    loader.reset()
    counts = []
    for number in range(200):
        tenant = Tenant(schema_name=f"t_{number}", slug=f"u{number}", theme="base")
        put_on(tenant, Look(OTHERS[number % 3]))
        with tenant_scope(tenant):
            for name in ("pages/home_page.html", "site/base.html", "wagtailadmin/base.html"):
                get_template(name)
        counts.append(len(loader.get_template_cache))
    assert counts[2] == counts[-1]
    # Each theme its own page and frame; the admin's screens once for all.
    assert counts[-1] == 3 * 2 + 1
    loader.reset()
