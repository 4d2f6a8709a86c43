"""人员: what a unit's administrator may do with the people of the unit, and what not."""

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import ModelLogEntry

from tenants.audit.models import AuditRecord
from tenants.context import tenant_scope
from tenants.identity.actions import end, join
from tenants.identity.models import Identity, Invitation, Membership
from tenants.identity.roles import MemberRole as Role
from tests.people import browser
from tests.sample import CANARY, PASSWORD
from tests.tenants.test_isolation_http import log_in

pytestmark = pytest.mark.django_db(databases=["default", "central"])

SHOWN = re.compile(r'readonly value="([^"]+)"')
FORM = {"login": "xin", "name": "新来的", "role": "EDITOR", "until": ""}


@pytest.fixture
def manager(ta):
    """The administrator of ta: user-a of the sample, who stands beside no other administrator."""
    return browser("ta", Role.ADMINISTRATOR)


def held(login: str) -> list[Role]:
    return [
        Role(row.role) for row in Membership.objects.valid().filter(identity__login=login).order_by("role")
    ]


def end_url(login: str) -> str:
    row = Membership.objects.get(identity__login=login)
    return f"/admin/people/{row.pk}/end/"


def link_in(answer) -> str:
    return SHOWN.search(answer.content.decode())[1]


def test_a_new_person_is_given_a_link_that_is_shown_once(manager):
    answer = manager.post("/admin/people/join/", FORM)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert link_in(answer).startswith("http://ta.test/admin/invitation/")
    assert held("xin") == [Role.EDITOR]
    listing = manager.get("/admin/people/").content.decode()
    assert "待设密码" in listing
    assert "/admin/invitation/" not in listing


def test_the_token_of_a_link_is_kept_nowhere(manager):
    answer = manager.post("/admin/people/join/", FORM)
    token = link_in(answer).rstrip("/").rpartition("/")[2]
    assert len(token) == 43
    for rows in (ModelLogEntry, AuditRecord, Invitation, Identity):
        assert rows.objects.exists()
        assert token not in str(list(rows.objects.values()))
    assert token not in str(manager.cookies)


def test_somebody_known_in_the_district_keeps_the_password(manager, tb, visit):
    with tenant_scope(tb):
        join(login="shuangzhong", name="双重任职", role=Role.EDITOR, password=PASSWORD)
    answer = manager.post("/admin/people/join/", FORM | {"login": "shuangzhong"})
    assert SHOWN.search(answer.content.decode()) is None
    assert "用原来的密码" in answer.content.decode()
    assert log_in(visit("ta"), "shuangzhong").status_code == 302
    assert Identity.objects.get(login="shuangzhong").name == "双重任职"


@pytest.mark.parametrize(
    "role", ["OFFICE_CLERK", "OFFICE_LEADER", "LINE_LEAD", "VIEWER", "PLATFORM_OPS", "", "nobody"]
)
@pytest.mark.parametrize("slug", ["ta", "central"])
def test_no_role_beyond_the_units_own_can_be_given(tenant, slug, role):
    client = browser(slug, Role.ADMINISTRATOR)
    until = str(dt.date.today() + dt.timedelta(days=3))
    assert client.post("/admin/people/join/", FORM | {"role": role, "until": until}).status_code == 200
    with tenant_scope(tenant(slug)):
        assert held("xin") == []


def test_a_last_day_before_today_is_refused(manager):
    yesterday = str(dt.date.today() - dt.timedelta(days=1))
    assert "不能早于今天" in manager.post("/admin/people/join/", FORM | {"until": yesterday}).content.decode()
    assert held("xin") == []


def test_an_end_ends_the_session_at_once_and_keeps_the_record(manager, visit):
    join(login="li", name="要走的", role=Role.EDITOR, password=PASSWORD)
    leaving = visit("ta")
    log_in(leaving, "li")
    assert leaving.get("/admin/").status_code == 200
    assert "要走的" in manager.get(end_url("li")).content.decode()
    assert held("li") == [Role.EDITOR]
    assert manager.post(end_url("li")).status_code == 302
    assert held("li") == []
    assert leaving.get("/admin/").status_code == 302
    assert "已结束" in manager.get("/admin/people/").content.decode()


def test_ending_one_role_leaves_the_other(manager):
    join(login="li", name="两职", role=Role.EDITOR, password=PASSWORD)
    join(login="li", name="两职", role=Role.REVIEWER)
    row = Membership.objects.get(identity__login="li", role=Role.REVIEWER)
    manager.post(f"/admin/people/{row.pk}/end/")
    assert held("li") == [Role.EDITOR]


def test_who_was_ended_today_can_be_taken_back_today(manager):
    join(login="li", name="回来的", role=Role.EDITOR, password=PASSWORD)
    manager.post(end_url("li"))
    manager.post("/admin/people/join/", FORM | {"login": "li"})
    assert held("li") == [Role.EDITOR]


def test_an_administrator_does_not_end_their_own_place(manager):
    manager.post(end_url("ta-administrator"))
    assert held("ta-administrator") == [Role.ADMINISTRATOR]
    manager.post(end_url("user-a"))
    assert held("user-a") == []


def test_the_last_administrator_stays_whoever_asks(ta):
    row = Membership.objects.get(identity__login="user-a")
    with pytest.raises(ValidationError, match="至少要有一位管理员"):
        end(membership=row.pk, by=None)
    join(login="er", name="第二位", role=Role.ADMINISTRATOR, password=PASSWORD)
    end(membership=row.pk, by=None)
    assert held("user-a") == []


def test_an_operator_of_the_platform_is_seen_and_not_ended_by_the_unit(manager):
    join(login="ops", name="运维", role=Role.PLATFORM_OPS, password=PASSWORD, until=dt.date.today())
    assert end_url("ops") not in manager.get("/admin/people/").content.decode()
    manager.post(end_url("ops"))
    assert held("ops") == [Role.PLATFORM_OPS]


def test_the_people_of_another_unit_are_neither_seen_nor_ended(manager, tb):
    with tenant_scope(tb):
        row = Membership.objects.valid().get()
    address = f"/admin/people/{row.pk}/end/"
    assert manager.get(address).status_code == 404
    assert manager.post(address).status_code == 404
    assert CANARY not in manager.get("/admin/people/").content.decode()
    with tenant_scope(tb):
        assert Membership.objects.valid().filter(pk=row.pk).exists()
    assert CANARY in browser("tb", Role.ADMINISTRATOR).get("/admin/people/").content.decode()


@pytest.mark.parametrize("role", [Role.EDITOR, Role.REVIEWER, Role.LEADER, Role.PLATFORM_OPS])
def test_nobody_but_the_administrator_opens_the_screen(ta, role):
    client = browser("ta", role)
    address = end_url("user-a")
    for path in ("/admin/people/", "/admin/people/join/", address):
        assert client.get(path).status_code == 302
    client.post("/admin/people/join/", FORM)
    client.post(address)
    assert (held("xin"), held("user-a")) == ([], [Role.ADMINISTRATOR])


def test_every_change_is_in_the_log_with_who_did_it(manager):
    manager.post("/admin/people/join/", FORM)
    manager.post(end_url("xin"))
    log = ModelLogEntry.objects.filter(action__startswith="people.").order_by("pk")
    found = [(row.action, row.label, row.data["role"], row.user.username) for row in log]
    assert found == [
        ("people.join", "新来的（xin）信息员（编辑）", "EDITOR", "ta-administrator"),
        ("people.end", "新来的（xin）信息员（编辑）", "EDITOR", "ta-administrator"),
    ]
    history = manager.get("/admin/reports/site-history/").content.decode()
    assert "新来的（xin）" in history
    assert "添加人员" in history
