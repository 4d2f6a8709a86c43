"""A theme says only what it says differently; the rest comes from base."""

from __future__ import annotations

import pytest
from django.template import engines
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string

from cms.settings.env import ROOT
from cms.theming.loader import theme_slug
from cms.theming.look import Look, _asked, put_on
from tenants import context

NAME = "site/parts/state.html"
MANIFEST = 'slug = "second"\ntitle = "第二"\nversion = "1"\nfor = ["unit"]\nregions = ["header"]\n'
WORDS = {"state": "met", "label": "已公开"}


def loader():
    return engines["django"].engine.template_loaders[0]


@pytest.fixture
def themes(tmp_path, settings):
    """A folder of themes: base as it is, and `second`, which says one part differently."""
    (tmp_path / "base").symlink_to(ROOT / "themes/base")
    part = tmp_path / "second/templates" / NAME
    part.parent.mkdir(parents=True)
    (tmp_path / "second/theme.toml").write_text(MANIFEST)
    (tmp_path / "second/tokens.json").write_text("{}")
    part.write_text("<b>{{ label }}</b>")
    (part.parent / "own.html").write_text('own: {% include "site/parts/state.html" %}')
    settings.THEMES = tmp_path
    loader().reset()
    yield tmp_path
    loader().reset()


def dressed(tenant, theme: str):
    """Bind a tenant that wears a theme."""
    put_on(tenant, Look(theme))
    return context.tenant_scope(tenant)


def test_a_second_theme_overrides_one_template(themes, tb):
    with dressed(tb, "second"):
        assert render_to_string(NAME, WORDS) == "<b>已公开</b>"


def test_what_a_theme_does_not_have_comes_from_base(themes, tb):
    with dressed(tb, "second"):
        found = get_template("site/parts/legend.html")
    assert found.origin.name == str(themes / "base/templates/site/parts/legend.html")


def test_a_template_of_base_includes_the_part_that_the_theme_overrides(themes, tb):
    with dressed(tb, "second"):
        legend = render_to_string("site/parts/legend.html")
    assert legend.count("<b>已公开</b>") == 1


def test_one_units_theme_is_not_seen_in_another(themes, tenant):
    first, second = tenant("ta"), tenant("tb")
    with dressed(second, "second"):
        assert render_to_string(NAME, WORDS) == "<b>已公开</b>"
    with dressed(first, "base"):
        assert "state--met" in render_to_string(NAME, WORDS)
        with pytest.raises(TemplateDoesNotExist):
            get_template("site/parts/own.html")


def test_templates_are_kept_by_theme_and_not_by_tenant(themes, tenant):
    with dressed(tenant("ta"), "base"):
        mine = get_template(NAME).template
    with dressed(tenant("tb"), "base"):
        assert get_template(NAME).template is mine
    with dressed(tenant("tb"), "second"):
        assert get_template(NAME).template is not mine


def test_a_theme_that_is_gone_leaves_base(themes, tb):
    with dressed(tb, "not-installed"):
        assert "state--met" in render_to_string(NAME, WORDS)


def test_a_site_wears_what_it_was_opened_with_until_somebody_chooses(themes, ta):
    ta.schema_name, before = "t_nobody", ta.schema_name
    ta.theme = "second"
    assert _asked(ta).theme == "second"
    ta.schema_name = before
    assert _asked(ta).theme == "base"


@pytest.mark.parametrize(
    "name", ["wagtailadmin/base.html", "theming/desk.html", "500.html", "site/plain.html"]
)
def test_a_theme_answers_for_public_pages_only(themes, tb, name):
    theirs = themes / "second/templates" / name
    theirs.parent.mkdir(parents=True, exist_ok=True)
    theirs.write_text("mine")
    with dressed(tb, "second"):
        assert "second" not in str(get_template(name).origin.name)


def test_outside_any_site_the_base_theme_answers():
    assert theme_slug() == "base"
    assert "党务公开" in render_to_string("delivery/unknown_host.html", {"host": "x.test"})
