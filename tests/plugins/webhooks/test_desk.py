"""推送通知 in the admin, as the unit's administrator sees it; and off is off."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from plugins.webhooks import actions, tasks
from plugins.webhooks.events import Event, EventType
from plugins.webhooks.models import Delivery, Endpoint, Secret
from plugins.webhooks.states import Why
from tenants.audit.models import AuditRecord
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tenants.identity.sealing import unseal
from tenants.models import Tenant
from tenants.tasks.models import DueIndex
from tests import sample
from tests.people import browser, menu_of
from tests.plugins.webhooks.receiver import HOST

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
DESK = "/admin/x/webhooks/"
TYPED = {"title": "门户", "url": f"https://{HOST}/in", "types": ["entry.published", "entry.withdrawn"]}


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def desk(turn):
    turn("ta", "enable", "webhooks")
    return browser("ta", Role.ADMINISTRATOR)


def test_an_endpoint_is_added_its_secret_shown_once_and_what_is_published_is_told(desk, network, receiver):
    assert "推送通知" in [one["label"] for one in menu_of(text(desk.get("/admin/")))]
    bad = text(desk.post(DESK + "add/", {"title": "", "url": "https://127.0.0.1/", "types": []}))
    assert all(word in bad for word in ("请写一个名称", "内网或本机", "至少选一种", "https://127.0.0.1/"))
    made = text(desk.post(DESK + "add/", TYPED))
    with tenant_scope(Tenant.objects.get(slug="ta")):
        endpoint, secret = Endpoint.objects.get(), unseal(Secret.objects.get().sealed)
        assert secret in made
        page = sample.article("TS-02", "题", "文")
        (delivery,) = Delivery.objects.all()
        assert str(page.translation_key) in delivery.body
        assert "题" not in delivery.body
        actions.attempt(delivery.pk)
    assert receiver.got[0][0]["webhook-id"] == delivery.message_id
    for address in (DESK, f"{DESK}{endpoint.pk}/", f"{DESK}{endpoint.pk}/change/"):
        assert secret not in text(desk.get(address))
    shown = text(desk.get(f"{DESK}{endpoint.pk}/"))
    assert "已送达" in shown and delivery.message_id in shown
    assert "马上重发" in text(desk.post(f"{DESK}deliveries/{delivery.pk}/resend/", follow=True))
    assert "whsec_" in text(desk.post(f"{DESK}{endpoint.pk}/secret/"))
    assert "已停用" in text(desk.post(f"{DESK}{endpoint.pk}/off/", follow=True))
    assert "已经停用" in text(desk.post(f"{DESK}{endpoint.pk}/off/", follow=True))
    assert "已启用" in text(desk.post(f"{DESK}{endpoint.pk}/on/", follow=True))
    assert desk.get(f"{DESK}{endpoint.pk}/off/").status_code == 405
    desk.post(f"{DESK}{endpoint.pk}/change/", TYPED | {"title": "新门户"})
    assert "新门户" in text(desk.get(DESK))


def test_of_two_people_at_once_one_wins_and_the_other_is_told_and_all_of_it_is_in_the_audit(desk, network):
    desk.post(DESK + "add/", TYPED | {"url": f"https://{HOST}/in?key=abc"})
    with tenant_scope(Tenant.objects.get(slug="ta")):
        endpoint = Endpoint.objects.get()
    where, first, second = f"{DESK}{endpoint.pk}/", {"seen": "1"}, {"seen": "1"}
    assert 'name="seen" value="1"' in text(desk.get(where + "change/"))
    changed = TYPED | first | {"title": "先改的"}
    assert "已修改" in text(desk.post(where + "change/", changed, follow=True))
    late = text(desk.post(where + "change/", TYPED | second | {"title": "后改的"}))
    assert "刚刚改过“先改的”" in late and 'value="后改的"' in late and 'name="seen" value="1"' in late
    for verb, data in (("secret/", second | {"at_once": "1"}), ("off/", second)):
        answer = text(desk.post(where + verb, data, follow=True))
        assert "刚刚改过“先改的”" in answer and "whsec_" not in answer
    assert "whsec_" in text(desk.post(where + "secret/", {"seen": "2"}))
    assert "已停用" in text(desk.post(where + "off/", {"seen": "3"}, follow=True))
    assert "已启用" in text(desk.post(where + "on/", {"seen": "4"}, follow=True))
    with tenant_scope(Tenant.objects.get(slug="ta")):
        assert Endpoint.objects.get().title == "先改的"
        assert Secret.objects.filter(ends_at=None).count() == 1
        actions.disable(endpoint.pk, why=Why.GONE)
        rows = AuditRecord.objects.filter(kind="plugin.acted").order_by("id")
        told = [(row.detail["act"], row.actor_name != "系统") for row in rows]
        acts = ["add", "change", "rotate", "disable", "enable", "disable"]
        assert told == list(zip(acts, [True] * 5 + [False], strict=True))
        assert rows[1].detail["changed"] == ["title", "url"]
        assert rows[1].subject == "推送通知：先改的"
        assert {row.detail["plugin"] for row in rows} == {"webhooks"}
        secret = unseal(Secret.objects.get(ends_at=None).sealed)
        kept = str([row.detail for row in rows])
        assert "key=abc" not in kept and secret not in kept


def test_lists_cost_the_same_queries_however_long(desk):
    def queries(address):
        with CaptureQueriesContext(connections["default"]) as caught:
            desk.get(address)
        return len(caught)

    def more(count):
        with tenant_scope(Tenant.objects.get(slug="ta")):
            for _n in range(count):
                key = str(actions.add(**TYPED)[0].pk)
                actions.tell(
                    Event(type=EventType.PUBLISHED, key=key, at="2026-03-05T01:02:03+00:00", site="ta")
                )
            return f"{DESK}{Endpoint.objects.first().pk}/"

    address = more(1)
    queries(address)
    one = [queries(DESK), queries(address)]
    more(9)
    assert [queries(DESK), queries(address)] == one


def test_neither_another_role_nor_another_unit_nor_anybody_when_it_is_off_gets_in(desk, turn):
    assert browser("ta", Role.EDITOR).get(DESK).status_code in (302, 403)
    assert browser("tb", Role.ADMINISTRATOR).get(DESK).status_code == 404
    with tenant_scope(Tenant.objects.get(slug="ta")):
        actions.add(**TYPED)
        sample.article("TS-02", "公开时还开着", "文")
    turn("ta", "disable", "webhooks")
    assert desk.get(DESK).status_code == 404
    with tenant_scope(Tenant.objects.get(slug="ta")):
        sample.article("TS-02", "公开时已关", "文")
        (delivery,) = Delivery.objects.all()
        tasks.attempt.func(str(delivery.pk), "")
        assert not delivery.attempts.exists()
        DueIndex.objects.update(due_at=None)
    # Whoever turns it on again has what waited go out.
    turn("ta", "enable", "webhooks")
    with tenant_scope(Tenant.objects.get(slug="ta")):
        assert DueIndex.objects.get(object=str(delivery.pk)).due_at is not None
