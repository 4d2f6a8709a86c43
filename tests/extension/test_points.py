"""A plugin fails at each point in turn: the sites go on, it is named, and what must not happen has not.

A kind of contribution, or a method that plugins write, which has no case here fails the first test.
"""

import re
import shutil
from dataclasses import dataclass, replace
from types import SimpleNamespace

import pydantic
import pytest
from django.apps import apps
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import Page

from cms.extension import checks, demonstration, failures, gate, indicators, menu, offers, publishing, themes
from cms.extension import registry as registries
from cms.extension.contributions import KINDS, Fact, MenuEntry, Periodic, Place, PluginBlock, Told
from cms.extension.models import TenantPlugin
from cms.extension.plugin import Plugin
from cms.extension.publishing import Vetoed
from cms.extension.registry import build, registry
from cms.extension.states import PluginState, Refused
from cms.pages.models import HomePage
from cms.publication.models import Entry
from cms.settings.env import ROOT
from cms.theming import catalogue
from cms.theming import checks as theme_checks
from tenants.context import tenant_scope
from tenants.package.signals import filled
from tests import sample
from tests.extension.sample import api, blocks, tasks
from tests.extension.sample import offers as sample_offers
from tests.extension.sample import rights as sample_rights
from tests.extension.sample.apps import Sample
from tests.extension.sample.models import BoardPage, Visit

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
CALLOUT = {"type": "sample_callout", "value": {"text": "请注意"}}
BROKEN = "RuntimeError: sample is broken in"
ELSEWHERE = {
    "import: apps": "tests/tenants/upgrade/test_plugins.py",
    "import: models": "tests/tenants/upgrade/test_plugins.py",
    "migration": "tests/tenants/upgrade/test_plugins.py",
}
"""What needs a process, or a database, of its own."""


@pytest.fixture
def world(ta, tenant, turn, visit, enter, broken, monkeypatch, tmp_path):
    turn("ta", "enable")
    yield SimpleNamespace(**locals())
    failures._seen.clear()


def status(client, path):
    client.raise_request_exception = False
    return client.get(path).status_code


def at(w, path, *, inside=False):
    return status((w.enter if inside else w.visit)("ta"), path)


# Each breaks it, tries it, and returns the message where that is what people get.


def module(w):
    return wrong(w, "api", "importing:router")


def wrong(w, attribute="", value=None, *, ready=None):
    """The plugin as it would be loaded with something else in its place: what the system check says of it."""
    there = registry()
    body = {"name": "tests.extension.sample", "slug": "sample", "title": "样例"}
    body |= {attribute: value} if attribute else {}
    body |= {"ready": ready} if ready else {}
    plugin = type("Crooked", (Plugin,), body)("tests.extension.sample", there.plugins["sample"].module)
    plugin.apps, plugin.models = apps, {}
    plugin.ready()
    built = build({"sample": plugin}, {})
    w.monkeypatch.setattr(checks, "registry", lambda: built)
    assert built.brought == {}
    (error,) = checks.plugins_work()
    return error.msg


def ready(w):
    def not_today(self):
        raise RuntimeError("not today")

    return wrong(w, ready=not_today)


def blocks_named_wrong(w):
    w.monkeypatch.setattr(blocks, "BLOCKS", [PluginBlock("callout", blocks.CalloutBlock())])
    return wrong(w)


def settings_wrong(w):
    TenantPlugin.objects.filter(slug="sample").update(settings={"rows": "no", "greeting": "早"})
    assert w.visit("ta").get("/x/sample/").content.decode() == "早"  # the rest of them is good


def settings_raise(w):
    class Raising(pydantic.BaseModel):
        greeting: str = "你好"

        @pydantic.field_validator("greeting")
        @classmethod
        def look(cls, value):
            raise RuntimeError("sample is broken in settings")

    TenantPlugin.objects.filter(slug="sample").update(settings={"greeting": "早"})
    w.monkeypatch.setattr(Sample, "settings_model", Raising)
    assert w.visit("ta").get("/x/sample/").content.decode() == "你好"


def panels(w):
    w.broken |= {f"panel {place.value}" for place in Place}
    request = RequestFactory().get("/")
    page = Template("头{% load extension %}{% plugin_panels place %}尾")
    for place in Place:
        assert page.render(Context({"place": place.value, "request": request})) == "头尾"
    assert at(w, "/admin/", inside=True) == 200


def block(w, **more):
    url = sample.article(
        "TS-02", "有提示", "文", body=[{"type": "rich_text", "value": "<p>前</p>"}, CALLOUT]
    ).url
    w.broken |= more.get("broken", {"block"})
    for name, value in more.get("meta", {}).items():
        w.monkeypatch.setattr(dict(registry().each("blocks"))["sample"].block.meta, name, value)
    page = w.visit("ta").get(url).content.decode()
    assert ("<p>前</p>" in page, "请注意" in page) == (True, False)


def block_template_missing(w):
    block(w, broken=set(), meta={"template": "plugins/sample/not_there.html"})


def block_template_wrong(w):
    block(w, broken=set(), meta={"template": "plugins/sample/wrong.html"})


def page_template(name):
    def try_it(w):
        HomePage.objects.get().add_child(instance=BoardPage(title="看板", slug="board"))
        w.monkeypatch.setattr(BoardPage, "template", name)
        assert at(w, "/board/") == 500
        assert at(w, f"/admin/pages/{Page.objects.get(slug='board').pk}/edit/", inside=True) == 200

    return try_it


def fact(w):
    w.broken.add("fact")
    sample.article("TS-02", "已公开", "文")
    assert Entry.objects.filter(title="已公开").exists()
    with pytest.raises(RuntimeError):  # what the queue sees, and tries again
        publishing.deliver.func("sample", publishing._plain(Told(Fact.PUBLISHED, "key", timezone.now())))


def veto(w):
    w.broken.add("veto")
    with pytest.raises(Vetoed) as told:
        sample.article("TS-02", "会不会公开", "文")
    assert not Entry.objects.filter(title="会不会公开").exists()
    return str(told.value)


def task(w):
    w.broken.add("task")
    assert tasks.count.enqueue("x").status == "FAILED"
    assert not Visit.objects.filter(name="x").exists()


def periodic(w):
    w.broken.add("periodic")
    assert tasks.sweep.enqueue().status == "FAILED"


def rhythm(w):
    w.monkeypatch.setattr(tasks, "PERIODIC", [Periodic(tasks.sweep, "every day")])
    return wrong(w)


def indicator(w):
    w.broken.add("indicator")
    assert {one.indicator.key: one.value for one in indicators.readings(2026)}["visits"] is None
    page = w.enter("ta").get("/admin/plugins/sample/").content.decode()
    assert "未测得" in page
    return page


def offer(w):
    assert offers.ask("sample.visited", name="enabled") == 1
    w.broken.add("offer")
    assert offers.ask("sample.visited", name="enabled") is None


def offer_wrong(w):
    w.monkeypatch.setattr(sample_offers, "OFFERS", {"Visited": len})
    return wrong(w)


def view(path, *, inside=False, part="view"):
    def try_it(w):
        w.broken.add(part)
        assert at(w, path, inside=inside) == 500

    return try_it


def api_wrong(w):
    w.monkeypatch.setattr(api, "router", object())
    return wrong(w)


def menu_wrong(w):
    item = menu.PluginItem("sample", MenuEntry("样例", "no_such_view"))
    assert not item.is_shown(RequestFactory().get("/"))
    page = w.enter("ta").get("/admin/plugins/sample/").content.decode()
    assert "no_such_view" in page
    return page


def theme_wrong(w):
    folder = shutil.copytree(ROOT / "tests/extension/sample/themes/sample-plain", w.tmp_path / "sample-plain")
    (folder / "tokens.json").write_text("{")
    there = registry()
    kinds = {**there.brought["sample"], "themes": [folder]}
    w.monkeypatch.setattr(themes, "registry", lambda: replace(there, brought={"sample": kinds}))
    w.monkeypatch.setattr(catalogue, "_brought", lambda source: (folder,))
    (error,) = theme_checks.whole_themes()
    assert "sample-plain" not in catalogue.themes()
    return error.msg


def right_of_another(w):
    w.monkeypatch.setattr(sample_rights, "RIGHTS", {"ADMINISTRATOR": ("sample.fly", "auth.add_user")})
    return wrong(w)


def demo(w):
    w.broken.add("demo")
    assert "sample" not in demonstration.plant(by=demonstration.By("演示"))


def switch(verb, part, state):
    """`state` is what it is afterwards."""

    def try_it(w):
        w.turn("ta", "freeze")
        if verb == "enable":
            w.turn("ta", "disable")
        w.broken.add(part)
        said = ""
        try:
            w.turn("ta", verb)
        except Refused as refusal:
            said = str(refusal)
        gate.forget()
        assert gate.row_state("sample") == state
        return said

    return try_it


def arrival(w):
    w.broken.add("on_arrival")
    filled.send(sender=None)
    # A copy does not do again what the site itself does.
    assert gate.row_state("sample") == PluginState.FROZEN


@dataclass(frozen=True)
class Point:
    """`what` is what the Plugins screen has of it; `says` stands in the message, where there is one."""

    act: object
    what: str = ""
    says: str = ""


POINTS = {
    "import: module": Point(
        module, says="插件 sample：importing:router：ModuleNotFoundError: .*no_such_library"
    ),
    "ready": Point(ready, says="插件 sample：ready.*RuntimeError: not today"),
    "settings_model": Point(settings_wrong, "settings"),
    "settings_model: a check that raises": Point(settings_raise, "settings"),
    "panels": Point(panels, "panel site_home"),
    "blocks": Point(block, "block sample_callout"),
    "blocks: named wrong": Point(blocks_named_wrong, says="插件 sample：.*sample_ 开头：callout"),
    "blocks: template missing": Point(block_template_missing, "block sample_callout"),
    "blocks: template wrong": Point(block_template_wrong, "block sample_callout"),
    "page_types: template missing": Point(page_template("plugins/sample/not_there.html"), "page"),
    "page_types: template wrong": Point(page_template("plugins/sample/wrong.html"), "page"),
    "facts": Point(fact, "facts PUBLISHED"),
    "vetoes": Point(veto, "veto", "插件“样例”出错，它的把关没有做"),
    "tasks": Point(task, "task 样例任务"),
    "periodic": Point(periodic, "task 样例定期任务"),
    "periodic: rhythm": Point(rhythm, says="插件 sample：定期任务的节奏写错了"),
    "indicators": Point(indicator, "indicator visits", f"指标 visits.*{BROKEN} indicator"),
    "offers": Point(offer, "offer visited"),
    "offers: named wrong": Point(offer_wrong, says="插件 sample：OFFERS 写错了：Visited"),
    "urls": Point(view("/x/sample/"), "view"),
    "admin_urls": Point(view("/admin/x/sample/", inside=True), "view"),
    "api": Point(view("/api/x/sample/hello", part="api"), "view"),
    "api: no router": Point(api_wrong, says="插件 sample：api 应当是 ninja.Router"),
    "menu": Point(menu_wrong, "menu"),
    "themes": Point(theme_wrong, says="插件 sample：theme sample-plain: "),
    "rights": Point(right_of_another, says="插件 sample：.*sample.fly；.*auth.add_user"),
    "demo": Point(demo, "demo"),
    "unavailable": Point(
        switch("enable", "unavailable", "OFF"), "unavailable", f"插件出错：{BROKEN} unavailable"
    ),
    "on_enable": Point(
        switch("enable", "on_enable", "OFF"), "on_enable", f"“样例”启用时出错，没有启用：{BROKEN}"
    ),
    "on_disable": Point(switch("disable", "on_disable", "OFF"), "on_disable"),
    "on_arrival": Point(arrival, "on_arrival"),
}


def test_every_point_at_which_a_plugin_can_fail_has_a_case():
    methods = {name for name, one in vars(Plugin).items() if callable(one) and not name.startswith("_")}
    assert {name.partition(":")[0] for name in [*POINTS, *ELSEWHERE]} == {
        *KINDS, *methods, "ready", "import", "migration"
    }  # fmt: skip
    for name, file in ELSEWHERE.items():
        assert f'@covers("{name}")' in (ROOT / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", POINTS)
def test_the_sites_go_on_and_the_plugin_is_named(name, world, caplog, tenant):
    point = POINTS[name]
    said = point.act(world)
    seen = [*failures.seen_here("sample", world.ta.schema_name)]
    assert not point.what or point.what in [one.what for one in seen]
    assert bool(point.says) == bool(re.search(point.says, said or "", re.S) if point.says else False), said
    assert point.says or any("plugin sample failed in" in one.getMessage() for one in caplog.records)
    with tenant_scope(tenant("tb")):
        assert failures.seen("sample", gate.schema_name()) == []
    for slug in ("ta", "tb"):
        assert status(world.visit(slug), "/") == 200
    assert registries.registry().failed == {}
