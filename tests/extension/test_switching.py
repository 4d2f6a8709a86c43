"""Turning plugins on and off: who may, in which order, what stands against it, and what is written down."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.extension import actions, gate, registry
from cms.extension.actions import By
from cms.extension.models import TenantPlugin
from cms.extension.plugin import Audience, Plugin
from cms.extension.states import PluginState, Refused
from tenants.audit.models import AuditRecord
from tenants.context import tenant_scope
from tests import sample
from tests.extension.conftest import OFFICE
from tests.extension.sample.models import Visit

pytestmark = pytest.mark.django_db(databases=["default", "central"])
UNIT = By("单位管理员")


class Follower(Plugin):
    """Needs the sample, is for everybody, and for the office to switch."""

    name = "tests.extension.sample"
    slug = "follower"
    title = "随从"
    audience = Audience.BOTH
    office_only = True
    requires = ("sample",)


@pytest.fixture
def follower(monkeypatch):
    """A second plugin in the registry of this process."""
    there = registry.registry()
    plugin = Follower("tests.extension.sample", there.plugins["sample"].module)
    empty = {kind: one.empty for kind, one in registry.KINDS.items()}
    wider = replace(
        there,
        plugins={**there.plugins, "follower": plugin},
        brought={**there.brought, "follower": empty},
    )
    for module in (gate, actions):
        monkeypatch.setattr(module, "registry", lambda: wider)
    return plugin


def test_it_is_turned_on_once_and_written_down(ta):
    row = actions.enable("sample", by=UNIT)
    assert (row.state, row.version, row.changed_by) == (PluginState.ACTIVE, 1, "单位管理员")
    assert actions.enable("sample", by=UNIT).version == 1
    assert Visit.objects.filter(name="enabled").count() == 1
    actions.configure("sample", {"rows": 9}, by=UNIT)
    actions.configure("sample", {"rows": 9}, by=UNIT)
    actions.freeze("sample", by=UNIT)
    actions.enable("sample", by=UNIT)
    actions.disable("sample", by=UNIT)
    said = AuditRecord.objects.filter(kind__startswith="plugin.").order_by("id")
    assert [(one.kind, one.actor_name) for one in said] == [
        (f"plugin.{word}", "单位管理员")
        for word in ("enabled", "configured", "frozen", "enabled", "disabled")
    ]
    assert said[1].detail == {"plugin": "sample", "changed": ["rows"]}
    assert TenantPlugin.objects.get(slug="sample").settings["rows"] == 9  # kept for when it comes back


def test_what_stands_against_it_is_told_all_at_once(ta, follower):
    with pytest.raises(Refused) as told:
        actions.enable("follower", by=UNIT)
    assert str(told.value) == "这个插件由区委办统一启用和停用；请先启用：样例"
    actions.enable("sample", by=UNIT)
    actions.enable("follower", by=OFFICE)
    for verb in (actions.freeze, actions.disable):
        with pytest.raises(Refused, match="正在启用的插件需要它：随从"):
            verb("sample", by=UNIT)
    with pytest.raises(Refused, match="区委办"):
        actions.disable("follower", by=UNIT)
    actions.disable("follower", by=OFFICE)
    actions.disable("sample", by=UNIT)
    with pytest.raises(Refused, match="没有加载"):
        actions.enable("nobody", by=OFFICE)


def test_one_for_units_is_not_for_the_centre(tenant):
    with tenant_scope(tenant("central")):
        with pytest.raises(Refused, match="它只用于各单位站点"):
            actions.enable("sample", by=OFFICE)
        TenantPlugin.objects.create(slug="sample", state=PluginState.ACTIVE)
        gate.forget()
        assert not gate.active("sample")  # whatever the row says


def test_the_second_of_two_people_is_told(ta):
    seen = actions.enable("sample", by=UNIT).version
    actions.freeze("sample", by=By("张三"), seen=seen)
    with pytest.raises(Refused, match="张三刚刚改过，现在是“冻结”"):
        actions.disable("sample", by=UNIT, seen=seen)
    with pytest.raises(Refused, match="张三"):
        actions.configure("sample", {"rows": 3}, by=UNIT, seen=seen)


def test_settings_are_checked_and_every_mistake_is_told(ta):
    actions.enable("sample", by=UNIT)
    with pytest.raises(Refused) as told:
        actions.configure("sample", {"rows": "99", "greeting": "长" * 21, "loud": False}, by=UNIT)
    assert str(told.value) == "问候语：最多 20 个字；显示条数：不能大于 50"
    assert gate.settings_of("sample").rows == 5
    TenantPlugin.objects.filter(slug="sample").update(settings={"rows": 900, "greeting": "早"})
    gate.forget()
    kept = gate.settings_of("sample")  # a later version of the plugin takes less
    assert (kept.rows, kept.greeting) == (5, "早")


def test_it_cannot_go_straight_off_while_public_entries_hold_its_block(ta):
    actions.enable("sample", by=UNIT)
    page = sample.article(
        "TS-02", "有提示", "文", body=[{"type": "sample_callout", "value": {"text": "请注意"}}]
    )
    assert "请注意" in page.body.render_as_block()
    with pytest.raises(Refused, match="有 1 条公开内容是用它做的"):
        actions.disable("sample", by=UNIT)
    actions.freeze("sample", by=UNIT)
    assert "请注意" in page.body.render_as_block()
    TenantPlugin.objects.filter(slug="sample").update(
        state=PluginState.OFF
    )  # as when a site was put back to another day
    gate.forget()
    assert "请注意" not in page.body.render_as_block()
    actions.freeze("sample", by=UNIT)  # the way back to what can be read
    assert "请注意" in page.body.render_as_block()


def test_the_gate_asks_once_for_a_request_and_never_of_another_unit(ta, tb):
    actions.enable("sample", by=UNIT)
    gate.forget()
    with CaptureQueriesContext(connection) as asked:
        assert [gate.active("sample"), gate.visible("sample"), gate.settings_of("sample").rows] == [
            True,
            True,
            5,
        ]
        assert not gate.active("other")
    assert len(asked) == 1
    with tenant_scope(tb):
        assert not gate.active("sample")
        assert [row.slug for row in TenantPlugin.objects.all()] == ["departed"]
