"""What plugins cost a public page: no query, on or off, one or ten; and what a process remembers is never old."""

from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cms.extension import actions, gate, panels, registry, standing
from cms.extension.contributions import Panel, Place
from cms.extension.models import TenantPlugin
from cms.extension.plugin import Plugin
from cms.extension.states import PluginState
from tenants.context import rebind, tenant_scope
from tests import sample
from tests.extension.conftest import OFFICE

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
CALLOUT = {"type": "sample_callout", "value": {"text": "请注意"}}
SITE = (Place.SITE_HOME, Place.SITE_PAGE)


@pytest.fixture
def ten(monkeypatch):
    """Ten plugins more in the registry of this process, each with a panel on every public page."""
    there, slugs = registry.registry(), [f"p{number}" for number in range(10)]
    empty = {kind: one.empty for kind, one in registry.KINDS.items()}
    shown = [Panel(place, lambda request, page: "多一块") for place in SITE]
    plugins = {}
    for slug in slugs:
        more = type("More", (Plugin,), {"name": "tests.extension.sample", "slug": slug, "title": slug})
        plugins[slug] = more("tests.extension.sample", there.plugins["sample"].module)
    brought = {slug: empty | {"panels": shown} for slug in slugs}
    wider = replace(there, plugins={**there.plugins, **plugins}, brought={**there.brought, **brought})
    for module in (gate, actions, panels):
        monkeypatch.setattr(module, "registry", lambda: wider)
    return slugs


@pytest.fixture
def cost(visit):
    """cost(path): how many queries a page asks, once its site is known, and how many extra blocks and panels it shows."""

    def ask(path):
        visit("ta").get(path)
        with CaptureQueriesContext(connection) as asked:
            page = visit("ta").get(path)
        assert page.status_code == 200
        # A panel has a savepoint inside a transaction, which a test has around everything and a site has not.
        queries = [one for one in asked if "SAVEPOINT" not in one["sql"]]
        html = page.content.decode()
        return len(queries), html.count("请注意"), html.count("样例面板"), html.count("多一块")

    return ask


def test_a_public_page_asks_as_often_with_one_plugin_or_ten_on_or_off(turn, tenant, cost, ten):
    def publish(*body):
        with tenant_scope(tenant("ta")):
            return sample.article(
                "TS-02", "题", "文", body=[{"type": "rich_text", "value": "<p>文</p>"}, *body]
            ).url

    paths = plain, home = publish(), "/"
    off = {path: cost(path) for path in paths}
    assert [shown for _queries, *shown in off.values()] == [[0, 0, 0]] * 2
    turn("ta", "enable")
    one, many = publish(CALLOUT), publish(*[CALLOUT] * 10)
    assert cost(plain) == (off[plain][0], 0, 1, 0)
    assert (cost(one), cost(many)) == ((off[plain][0], 1, 1, 0), (off[plain][0], 10, 1, 0))
    home_on = cost(home)
    for slug in ten:
        turn("ta", "enable", slug)
    assert cost(plain) == (off[plain][0], 0, 1, 10)
    assert cost(home) == (home_on[0], 0, 1, 10)
    for slug in [*ten, "sample"]:
        turn("ta", "freeze", slug)
        turn("ta", "disable", slug) if slug != "sample" else None
    assert cost(home) == (home_on[0], 0, 1, 0)  # frozen: still to be seen


def test_a_place_where_nobody_has_a_panel_asks_nothing(ta, monkeypatch):
    """Also in a process that has never heard of the site."""
    there = registry.registry()
    bare = replace(there, brought={slug: {**kinds, "panels": ()} for slug, kinds in there.brought.items()})
    monkeypatch.setattr(panels, "registry", lambda: bare)
    standing._kept.clear()
    with CaptureQueriesContext(connection) as asked:
        assert panels.panels_at(Place.SITE_HOME, None) == ""
    assert len(asked) == 0


def test_what_is_remembered_ends_with_the_next_change_by_whomever(ta, tenant):
    def bound_anew():
        """As the next request finds it."""
        rebind(None)
        rebind(tenant("ta"))
        return gate.state("sample")

    assert bound_anew() == PluginState.OFF
    before = standing._kept[ta.schema_name]
    actions.enable("sample", by=OFFICE)
    assert gate.state("sample") == PluginState.ACTIVE
    # Another process remembers what was: the mark that comes with the site says that it is old.
    standing._kept[ta.schema_name] = before
    assert bound_anew() == PluginState.ACTIVE
    with CaptureQueriesContext(connection) as asked:
        assert bound_anew() == PluginState.ACTIVE
    assert not [one for one in asked if "extension_tenantplugin" in one["sql"]]
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.freeze("sample", by=OFFICE)
        assert bound_anew() == PluginState.FROZEN
        raise ZeroDivisionError
    assert bound_anew() == PluginState.ACTIVE
    TenantPlugin.objects.filter(slug="sample").update(state=PluginState.FROZEN)
    assert bound_anew() == PluginState.FROZEN
    rebind(None)
    with tenant_scope(tenant("tb")):
        assert gate.state("sample") == PluginState.OFF
    rebind(ta)
