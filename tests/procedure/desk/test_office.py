"""What the office rules: routes within their limits, and exceptions for named people with an end."""

import datetime as dt

import pytest
from django.utils import timezone

from cms.catalog.vocabulary import ApprovalLevel
from cms.procedure.actions import Terms, propose
from cms.procedure.ledger.models import RouteRule, SeparationException
from cms.procedure.models import Plan
from cms.procedure.queries import records_of
from cms.procedure.routes import route_for
from tenants.accounts.backends import account_of
from tenants.audit.kinds import AuditKind
from tenants.audit.models import AuditRecord
from tenants.context import tenant_scope
from tenants.identity.actions import join
from tenants.identity.models import Identity
from tenants.identity.roles import MemberRole as Role
from tests import sample
from tests.procedure.desk.people import address_of, decide, somebody, text_of

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])


@pytest.fixture
def office(tenant):
    return somebody("zhuren", Role.OFFICE_LEADER, slug="central")[0]


def kinds(tenant) -> list[str]:
    with tenant_scope(tenant("central")):
        found = AuditRecord.objects.filter(kind__regex="^(route|exception)").order_by("at", "pk")
        return list(found.values_list("kind", flat=True))


def test_a_route_is_set_within_limits_and_taken_back(office, tenant):
    path = "/admin/procedure/routes/"
    clerk = somebody("keyuan", Role.OFFICE_CLERK, slug="central")[0]
    assert clerk.get(path).status_code == 200
    assert clerk.post(path, {"level": "NORMAL", "steps": ["SECRECY", "APPROVE"]}).status_code == 302
    refused = text_of(office.post(path, {"level": "ESCALATE", "kind": "TOWN", "steps": ["MERIT"]}))
    for words in ("保密审查不能省去", "本单位审批不能省去", "要由上级党组织或者区委办审批"):
        assert words in refused
    steps = ["SECRECY", "MERIT", "APPROVE"]
    asked = {"level": "NORMAL", "kind": "TOWN", "steps": steps, "internal_first": "1"}
    assert "已设定：一般 · 镇" in text_of(office.post(path, asked, follow=True))
    with tenant_scope(tenant("ta")):
        assert route_for(ApprovalLevel.NORMAL, "TOWN").steps == tuple(steps)
        assert route_for(ApprovalLevel.NORMAL, "TOWN").internal_first
        assert route_for(ApprovalLevel.NORMAL, "VILLAGE").steps == ("SECRECY", "APPROVE")
        # The unit's screen asks for the date then.
        editor, _user = somebody("bianji", Role.EDITOR)
        page = sample.article("TS-01", "一条", "正文", publish=False)
        screen = f"/admin/procedure/page/{page.pk}/propose/"
        assert "先党内后党外：请填党内公开的日期" in text_of(editor.post(screen, {"verb": "propose"}))
        editor.post(screen, {"verb": "propose", "internal_on": f"{timezone.localdate():%Y-%m-%d}"})
        assert Plan.objects.get(page=page).route == steps
    assert "已恢复默认" in text_of(office.post(path, {**asked, "verb": "reset"}, follow=True))
    assert not RouteRule.objects.exists()
    assert kinds(tenant) == [AuditKind.ROUTE_SET, AuditKind.ROUTE_RESET]
    assert somebody("lingdao", Role.LEADER)[0].get(path).status_code == 404


def test_an_exception_names_a_person_of_the_unit_and_ends(office, tenant, ta):
    path, today = "/admin/procedure/exceptions/", timezone.localdate()
    both, user = somebody("yiren", Role.REVIEWER)
    leads, _leader = somebody("lingdao", Role.LEADER)
    elsewhere = somebody("bieren", Role.REVIEWER, slug="tb")[1]
    assert "名yiren" in office.get(f"{path}?unit=ta").content.decode()
    assert "名bieren" not in office.get(f"{path}?unit=ta").content.decode()
    asked = {
        "unit": "ta",
        "person": str(elsewhere.identity_uuid),
        "until": f"{today + dt.timedelta(days=400):%Y-%m-%d}",
    }
    refused = text_of(office.post(path, asked))
    for words in ("请选一位在这个单位任职的人", "最长一年", "请写明理由"):
        assert words in refused
    nothing = text_of(office.post(path, {"unit": "ta", "until": "明天"}))
    for words in ("请选一位在这个单位任职的人", "请填截止日期", "请写明理由"):
        assert words in nothing
    asked |= {
        "person": str(user.identity_uuid),
        "until": f"{today + dt.timedelta(days=30):%Y-%m-%d}",
        "reason": "三个人",
    }
    assert "已批准甲镇党委名yiren兼任" in text_of(office.post(path, asked, follow=True))
    assert "已有一份没有到期的例外" in text_of(office.post(path, asked))
    with tenant_scope(tenant("ta")):
        join(login="yiren", name="名yiren", role=Role.EDITOR, password="something")
        user = account_of(Identity.objects.get(login="yiren"))
        page = sample.article("TS-01", "一条", "正文", publish=False)
        plan = propose(page, by=user, terms=Terms())
        assert address_of(plan) in both.get("/admin/procedure/").content.decode()
        decide(both, plan, "pass")
        row = SeparationException.objects.get()
        assert records_of(plan)[-1].exception == row.pk
        assert "（兼任例外）" in text_of(leads.get(address_of(plan)))
    office.post(path, {"end": str(row.pk)})
    assert "已于" in text_of(office.get(path))
    with tenant_scope(tenant("ta")):
        plan = propose(sample.article("TS-01", "两条", "正文", publish=False), by=user, terms=Terms())
        assert address_of(plan) not in both.get("/admin/procedure/").content.decode()
    assert kinds(tenant) == [AuditKind.EXCEPTION_GRANTED, AuditKind.EXCEPTION_ENDED]
