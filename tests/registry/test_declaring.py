"""What all sites of the district say of themselves, and on what terms their data is used: the office's to set."""

from __future__ import annotations

import pytest

from cms.registry.actions import DeclarationRefused, declare
from cms.registry.models import District
from tenants.audit.models import AuditRecord
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tests.people import browser, menu_of

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
DESK = "/admin/register/district/"
TERMS = {"data_licence_name": "开放数据使用条款", "data_licence": "https://terms.example/v1"}
SENT = {"icp": "测ICP备1号", "site_code": "", "police": "", **TERMS}


def test_the_offices_leader_sets_it_and_every_site_tells_it(visit, tenant):
    client = browser("central", Role.OFFICE_LEADER)
    assert DESK in {item["url"] for item in menu_of(client.get("/admin/").content.decode())}
    assert visit("ta").get("/api/v1/site").json()["data_licence"] is None
    assert client.post(DESK, SENT).status_code == 302
    for slug in ("ta", "central"):
        told = visit(slug).get("/api/v1/site").json()
        assert told["data_licence"] == {"name": "开放数据使用条款", "url": "https://terms.example/v1"}
        assert told["codes"]["icp"] == "测ICP备1号"
        assert "测ICP备1号" in visit(slug).get("/").content.decode()
    with tenant_scope(tenant("central")):
        trace = AuditRecord.objects.get(kind="district.set")
    assert (trace.detail["before"]["data_licence"], trace.detail["after"]) == ("", SENT)


@pytest.mark.parametrize("missing", sorted(TERMS))
def test_terms_have_a_name_and_an_address_or_neither(tenant, missing):
    refused = browser("central", Role.OFFICE_LEADER).post(DESK, SENT | {missing: ""})
    assert "使用条款的名称和网址要一起填" in refused.content.decode()
    with tenant_scope(tenant("central")):
        assert (District.objects.get().icp, District.objects.get().data_licence) == ("", "")
        with pytest.raises(DeclarationRefused, match="一起填"):
            declare(values={**TERMS, missing: ""}, by="赵甲")


@pytest.mark.parametrize(
    ("slug", "role", "status"),
    [("central", Role.OFFICE_CLERK, 302), ("central", Role.VIEWER, 302), ("ta", Role.ADMINISTRATOR, 404)],
)
def test_nobody_else_does(slug, role, status, tenant):
    client = browser(slug, role)
    assert client.post(DESK, SENT).status_code == status
    with tenant_scope(tenant("central")):
        assert District.objects.get().icp == ""
