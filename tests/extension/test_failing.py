"""What a failing plugin must not do to the rest, beyond what test_points.py asks at every point."""

import logging

import pytest
from django.apps import apps
from django.template import Context, Template
from django.test import RequestFactory
from wagtail import hooks

from cms.extension import checks, failures, publishing
from cms.extension.contributions import KINDS, Place, PluginBlock
from cms.extension.plugin import Plugin
from cms.extension.publishing import Vetoed
from cms.extension.registry import build, registry
from cms.publication.models import Entry
from tenants.context import connection
from tests import sample
from tests.extension.sample import blocks
from tests.extension.sample.models import Visit

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])


@pytest.fixture(autouse=True)
def _on(ta, turn, caplog):
    caplog.set_level(logging.CRITICAL)
    turn("ta", "enable")
    yield
    failures._seen.clear()


def said(schema_name):
    return [(one.what, one.error) for one in failures.seen("sample", schema_name)]


def shown(place):
    request = RequestFactory().get("/")
    page = Template("头{% load extension %}{% plugin_panels place %}尾")
    return page.render(Context({"place": place.value, "request": request}))


def test_a_panel_and_a_block_are_cut_out_of_the_page(ta, broken):
    page = sample.article("TS-02", "有提示", "文", body=[
        {"type": "rich_text", "value": "<p>前</p>"},
        {"type": "sample_callout", "value": {"text": "请注意"}},
    ])  # fmt: skip
    broken |= {"block", *(f"panel {place.value}" for place in Place)}
    assert [shown(place) for place in Place] == ["头尾"] * 4
    html = str(page.body.render_as_block())
    assert ("前" in html, "请注意" in html) == (True, False)
    assert (f"panel {Place.SITE_PAGE.value}", "RuntimeError: sample is broken in panel site_page") in said(
        ta.schema_name
    )
    assert said("") == []


def test_what_would_be_recorded_without_its_block_is_not_published(ta, broken):
    broken.add("block")
    body = [{"type": "sample_callout", "value": {"text": "请注意"}}]
    with pytest.raises(RuntimeError, match="broken in block"):
        sample.article("TS-02", "少了一块", "文", body=body)
    assert not Entry.objects.filter(title="少了一块").exists()


def test_a_failed_query_is_undone_and_the_page_goes_on(ta, broken, monkeypatch):
    def query(place):
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM sample_no_such_table")

    monkeypatch.setattr("tests.extension.sample.panels.maybe", query)
    assert shown(Place.SITE_HOME) == "头尾"
    assert Visit.objects.exists()  # the transaction still works
    assert "no_such_table" in said(ta.schema_name)[0][1]


def test_a_plugin_that_is_on_and_could_not_be_loaded_keeps_its_veto(ta, monkeypatch):
    there = registry()
    broken = build(there.plugins, there.found)
    object.__setattr__(broken, "failed", {"sample": "ImportError"})
    object.__setattr__(broken, "brought", {})
    monkeypatch.setattr(publishing, "registry", lambda: broken)
    with pytest.raises(Vetoed, match="插件 sample 没有加载"):
        sample.article("TS-02", "会不会公开", "文")


def test_what_a_plugin_hangs_into_wagtail_itself_is_named():
    def shadow(request, items):
        """As a plugin's wagtail_hooks.py would bring it."""

    shadow.__module__ = "tests.extension.sample.wagtail_hooks"
    assert checks.no_raw_hooks() == []
    with hooks.register_temporarily("construct_main_menu", shadow):
        (error,) = checks.no_raw_hooks()
    assert error.msg.startswith("插件 sample 用了 Wagtail 的 construct_main_menu")


class Crooked(Plugin):
    name = "tests.extension.sample"
    slug = "crooked"
    title = "歪的"
    requires = ("nobody",)
    blocks = "blocks:BLOCKS"
    menu = "no_such_module:MENU"
    api = "breaking:BROKEN"
    tasks = "breaking:maybe"

    def ready(self):
        raise RuntimeError("not today")


def test_every_problem_of_a_plugin_is_told_and_only_it_is_out(ta, monkeypatch):
    """Import and ready() as well: what breaks there takes the plugin out, and not the process."""
    there = registry()
    module = there.plugins["sample"].module
    crooked = Crooked("tests.extension.sample", module)
    crooked.apps, crooked.models = apps, {}
    monkeypatch.setattr(blocks, "BLOCKS", [PluginBlock("callout", blocks.CalloutBlock())])
    crooked.ready()
    found = build({"crooked": crooked}, {})
    assert found.brought == {}
    for part in ("内容块的名称应当以 crooked_ 开头：callout", "api 应当是 ninja.Router", "tasks 应当是列表",
                 "需要插件 nobody", "RuntimeError: not today"):  # fmt: skip
        assert part in found.failed["crooked"]
    monkeypatch.setattr(Crooked, "api", "importing:router")
    assert "importing:router：ModuleNotFoundError" in build({"crooked": crooked}, {}).failed["crooked"]
    assert set(KINDS) == set(there.brought["sample"])
