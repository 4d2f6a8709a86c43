"""Plugins are found without running a line of them; what does not suit is named before anything starts."""

import sys
from importlib.metadata import EntryPoint
from importlib.metadata import PathDistribution as Distribution

import pytest
from django.apps import apps
from django.conf import settings

from cms.extension.discovery import Found, PluginProblem, allowed, blame, find, in_tree, installed, settled
from cms.extension.plugin import Plugin
from cms.settings.env import ROOT


def package(folder, name, requires, *, tables=False):
    """A plugin as pip would leave it, whose code must not run."""
    made = folder / f"{name}_plugin"
    made.mkdir(parents=True)
    (made / "__init__.py").write_text("raise RuntimeError('imported')")
    (made / "apps.py").write_text("raise RuntimeError('imported')")
    if tables:
        (made / "migrations").mkdir()
    info = folder / f"{name}-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Name: {name}\nVersion: 1.2\nRequires-Dist: {requires}\n")
    entry = EntryPoint(name, f"{name}_plugin.apps:Some", "gongkai.plugins")
    vars(entry).update(dist=Distribution(info))
    return entry


@pytest.fixture
def somewhere(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def test_an_installed_plugin_is_known_without_importing_it(somewhere):
    (found,) = installed([package(somewhere, "good", "gongkai>=0.1,<2", tables=True)])
    assert (found.slug, found.app, found.version) == ("good", "good_plugin.apps.Some", "1.2")
    assert (found.problem, found.has_tables, found.folder) == ("", True, somewhere / "good_plugin")
    assert "good_plugin" not in sys.modules


def test_strict_stops_and_names_every_one_lenient_leaves_out_what_has_no_tables(somewhere):
    entries = [
        package(somewhere, "newer", "gongkai>=9"),
        package(somewhere, "tabled", "gongkai>=9", tables=True),
        package(somewhere, "fine", "gongkai"),
        package(somewhere, "Odd", "gongkai"),
    ]
    # Lenient, it is tried whether what has no tables can be imported.
    (somewhere / "fine_plugin" / "__init__.py").write_text("")
    (somewhere / "fine_plugin" / "apps.py").write_text("")
    found = installed(entries)
    with pytest.raises(PluginProblem) as told:
        settled(found, lenient=False)
    lines = str(told.value).splitlines()
    assert [line.partition("：")[0] for line in lines] == ["插件 Odd", "插件 newer", "插件 tabled"]
    assert "需要 gongkai>=9，现在是 0.1" in lines[1]
    with pytest.warns(UserWarning, match="没有加载插件 (newer|Odd)"), pytest.raises(PluginProblem) as told:
        settled(found, lenient=True)
    assert str(told.value).startswith("插件 tabled：")
    with pytest.warns(UserWarning):
        assert [
            one.slug for one in settled([one for one in found if one.slug != "tabled"], lenient=True)
        ] == ["fine"]


def test_the_allow_list_names_what_is_loaded():
    found = [Found("ours", "plugins.ours", "plugins.ours", None), Found("theirs", "t", "t", None, "theirs")]
    slugs = lambda allow: [one.slug for one in allowed(found, allow)]  # noqa: E731 -- said five times below
    assert slugs(None) == ["ours"]  # what comes from elsewhere is loaded when somebody says so
    assert slugs("*") == ["ours", "theirs"]
    assert slugs("theirs, ours") == ["ours", "theirs"]
    assert slugs("") == []
    with pytest.raises(PluginProblem, match="nobody"):
        allowed(found, "ours nobody")


def test_two_of_one_name_are_refused():
    twice = [Found("one", "a.one", "a.one", None), Found("one", "b.one", "b.one", None)]
    with pytest.raises(PluginProblem, match=r"a\.one、b\.one"):
        settled(twice, lenient=False)


def test_every_folder_below_plugins_is_a_plugin_of_that_name():
    for one in [*find(ROOT / "plugins", None), *in_tree(ROOT / "tests/extension", "tests.extension")]:
        config = apps.get_app_config(one.slug)
        assert isinstance(config, Plugin)
        assert (config.slug, config.name) == (one.slug, one.app)


def test_an_error_is_laid_at_the_door_of_the_plugin_in_whose_code_it_arose(somewhere):
    broken = somewhere / "broken_plugin"
    broken.mkdir()
    (broken / "__init__.py").write_text("1 / 0")
    (found,) = [Found("broken", "broken_plugin", "broken_plugin", broken)]
    with pytest.raises(ZeroDivisionError) as raised:
        __import__("broken_plugin")
    assert blame(raised.value, [found, *settings.PLUGINS]) == "broken"
    with pytest.raises(ValueError) as raised:
        int("a")
    assert blame(raised.value, [found]) == ""
