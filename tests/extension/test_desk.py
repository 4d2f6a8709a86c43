"""The Plugins screen, and the same from the command line."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from cms.extension.models import TenantPlugin
from cms.extension.states import PluginState
from tenants.audit.models import AuditRecord
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole
from tests.people import browser

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
HERE = "/admin/plugins/sample/"


def state(tenant, slug):
    with tenant_scope(tenant(slug)):
        row = TenantPlugin.objects.filter(slug="sample", schema_name=tenant(slug).schema_name).first()
        return row.state if row else None


def text(client, path=HERE):
    return client.get(path).content.decode()


def test_an_administrator_turns_it_on_sets_it_and_turns_it_off(enter, tenant):
    client = enter("ta")
    assert "样例" in text(client, "/admin/plugins/")
    page = text(client)
    for words in (
        "样例看板",
        "样例提示",
        "/api/x/sample/",
        "访问数（评价）",
        "问候语、显示条数、醒目显示",
        "sample",
    ):
        assert words in page
    assert "设置已保存" not in page
    client.post(HERE, {"verb": "enable", "seen": 0})
    assert state(tenant, "ta") == PluginState.ACTIVE
    page = text(client)
    assert ("未测得" in page, "保存设置" in page) == (True, True)
    bad = client.post(
        HERE, {"verb": "set", "seen": 1, "greeting": "", "rows": "99", "loud": "on"}
    ).content.decode()
    assert "不能大于 50" in bad
    assert 'value="99"' in bad  # what was typed stays
    client.post(HERE, {"verb": "set", "seen": 1, "greeting": "早上好", "rows": "7", "loud": "on"})
    assert client.get("/x/sample/").content.decode() == "早上好"
    stale = client.post(HERE, {"verb": "set", "seen": 1, "greeting": "晚上好", "rows": "7"}).content.decode()
    assert "刚刚改过" in stale
    assert client.get("/x/sample/").content.decode() == "早上好"
    client.post(HERE, {"verb": "disable", "seen": 2})
    assert state(tenant, "ta") == PluginState.OFF
    assert state(tenant, "tb") is None


def test_who_may_not_switch_does_not(tenant):
    reader = browser("central", MemberRole.OFFICE_CLERK)
    assert reader.get(HERE).status_code == 200
    assert reader.post(HERE, {"verb": "enable"}).status_code == 302
    assert reader.post(f"{HERE}units/", {"site": "ta", "to": "ACTIVE"}).status_code == 404
    editor = browser("ta", MemberRole.EDITOR)
    assert editor.get("/admin/plugins/").status_code == 302
    assert editor.post(HERE, {"verb": "enable"}).status_code == 302
    assert state(tenant, "ta") is None


@pytest.mark.django_db(databases=["default", "central", "guide"], transaction=False)
def test_the_office_sees_where_it_is_on_and_switches_it_there(tenant, django_assert_max_num_queries):
    office = browser("central", MemberRole.OFFICE_LEADER)
    office.post(f"{HERE}units/", {"site": "ta", "to": "ACTIVE"})
    office.post(f"{HERE}units/", {"site": "tb", "to": "FROZEN"})
    assert (state(tenant, "ta"), state(tenant, "tb")) == ("ACTIVE", "FROZEN")
    page = text(office)
    assert ("甲镇党委" in page, "人员" in page) == (True, True)
    assert "1 个站点启用，1 个冻结" in text(office, "/admin/plugins/")
    with tenant_scope(tenant("ta")):
        said = AuditRecord.objects.get(kind="plugin.enabled")
        assert said.actor_name.startswith("人员")
    assert (
        browser("ta", MemberRole.ADMINISTRATOR)
        .post(f"{HERE}units/", {"site": "tb", "to": "ACTIVE"})
        .status_code
        == 404
    )
    office.post(f"{HERE}units/", {"site": "ta", "to": "OFF"})
    assert state(tenant, "ta") == "OFF"


def test_the_lists_cost_the_same_however_many_sites_there_are(tenant, turn, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    office = browser("central", MemberRole.OFFICE_LEADER)
    text(office)

    def cost(path):
        with CaptureQueriesContext(connection) as asked:
            text(office, path)
        return len(asked)

    turn("ta", "enable")
    one = cost(HERE), cost("/admin/plugins/")
    turn("tb", "enable")
    turn("village", "enable")
    assert (cost(HERE), cost("/admin/plugins/")) == one


def test_the_command_line_lists_and_switches(tenant, turn):
    def cms(*words):
        out = StringIO()
        call_command("plugins", *words, stdout=out)
        return out.getvalue()

    assert cms("on", "sample", "ta", "tb") == "ta：启用\ntb：启用\n"
    assert cms("freeze", "sample", "tb") == "tb：冻结\n"
    assert isinstance(json.loads(cms("list", "--json")), list)
    with pytest.raises(CommandError) as told:
        cms("on", "sample", "--all")
    assert str(told.value) == "central：它只用于各单位站点"
    assert state(tenant, "village") == "ACTIVE"
    assert "ta：停用" in cms("off", "sample", "--all")
    for words, said in ((["ta", "--all"], "请写明"), ([], "请写明"), (["nowhere"], "没有站点 nowhere")):
        with pytest.raises(CommandError, match=said):
            cms("off", "sample", *words)
