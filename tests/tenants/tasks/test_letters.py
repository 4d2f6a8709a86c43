"""未完成的任务 in the admin: a unit sees its own, the office all, and both can have one tried again."""

import pytest
from django.test import Client
from django_tasks import task

from tenants.accounts.backends import account_of
from tenants.audit.models import AuditRecord
from tenants.context import rebind, tenant_scope
from tenants.identity.actions import join
from tenants.identity.models import Identity
from tenants.identity.roles import MemberRole
from tenants.models import Tenant
from tests.signing_in import seat
from tests.tenants.tasks.work import rows, work_off

BROKEN = []


@task(label="抄送上级")
def send_up(number):
    if BROKEN:
        raise ValueError("上级的服务没有答复")


@pytest.fixture
def dead(units):
    """One dead letter in ta and one in tb."""
    BROKEN.append(True)
    found = {}
    for slug in ("ta", "tb"):
        with tenant_scope(Tenant.objects.get(slug=slug)):
            found[slug] = int(send_up.enqueue(7).id)
    work_off()
    BROKEN.clear()
    return found


def browser(slug: str, role: MemberRole) -> Client:
    client = Client(headers={"host": f"{slug}.test"})
    with tenant_scope(Tenant.objects.get(slug=slug)):
        login = f"letters-{slug}-{role.value.lower()}"
        if not Identity.objects.filter(login=login).exists():
            join(login=login, name=f"人员{role.label}", role=role, password="something")
        seat(client, account_of(Identity.objects.get(login=login)))
    return client


def text(response) -> str:
    body = response.content.decode()
    response.close()
    assert response.status_code == 200, response.status_code
    return body


def test_a_unit_sees_its_own_and_has_it_tried_again(dead):
    client = browser("ta", MemberRole.ADMINISTRATOR)
    page = text(client.get("/admin/tasks/"))
    assert page.count("抄送上级") >= 1
    assert "上级的服务没有答复" in page
    assert f"/admin/tasks/{dead['ta']}/" in page
    assert f"/admin/tasks/{dead['tb']}/" not in page
    assert "请先核对" in text(client.get(f"/admin/tasks/{dead['ta']}/"))
    answer = client.post(f"/admin/tasks/{dead['ta']}/")
    answer.close()
    assert answer.status_code == 302
    work_off()
    assert [(row.pk, row.state) for row in rows()] == [(dead["ta"], "done"), (dead["tb"], "dead")]
    with tenant_scope(Tenant.objects.get(slug="ta")):
        record = AuditRecord.objects.get(kind="task.retried")
        assert (record.subject, record.detail["id"]) == ("抄送上级", dead["ta"])


def test_a_unit_finds_nothing_at_the_address_of_anothers(dead):
    client = browser("ta", MemberRole.ADMINISTRATOR)
    for ask in (client.get, client.post):
        response = ask(f"/admin/tasks/{dead['tb']}/")
        response.close()
        assert response.status_code == 404
    assert {row.state for row in rows()} == {"dead"}


def test_the_office_sees_all_with_their_unit_and_has_one_tried_again_there(dead):
    client = browser("central", MemberRole.OFFICE_CLERK)
    page = text(client.get("/admin/tasks/"))
    assert "甲镇党委" in page
    assert "乙镇党委" in page
    client.post(f"/admin/tasks/{dead['tb']}/").close()
    rebind(None)
    assert [row.state for row in rows()] == ["dead", "ready"]
    with tenant_scope(Tenant.objects.get(slug="tb")):
        assert AuditRecord.objects.filter(kind="task.retried").exists()


def test_the_same_letter_is_not_put_back_twice(dead):
    client = browser("ta", MemberRole.ADMINISTRATOR)
    client.post(f"/admin/tasks/{dead['ta']}/").close()
    response = client.post(f"/admin/tasks/{dead['ta']}/")
    response.close()
    assert response.status_code == 404
    assert len(rows()) == 2


def test_an_editor_sees_none_of_it(dead):
    client = browser("ta", MemberRole.EDITOR)
    for address in ("/admin/tasks/", f"/admin/tasks/{dead['ta']}/"):
        response = client.get(address)
        response.close()
        assert response.status_code in (302, 403)
        assert b"\xe6\x8a\x84\xe9\x80\x81" not in response.content


def test_an_empty_list_says_so(queue):
    assert "没有未完成的任务" in text(browser("ta", MemberRole.ADMINISTRATOR).get("/admin/tasks/"))
