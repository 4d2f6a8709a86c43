"""任职名册 and 登录记录: the office sees all of it at a constant price, a unit its own, and nobody else anything."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tenants.accounts.backends import roles_of
from tenants.audit.actions import record
from tenants.audit.kinds import AuditKind
from tenants.identity import signin
from tenants.identity.actions import join, leave
from tenants.identity.models import Identity, Membership
from tenants.identity.roles import MemberRole as Role
from tests.people import browser
from tests.sample import CANARY
from tests.tenants.identity.conftest import at, is_in, person, sign_in

pytestmark = pytest.mark.django_db(databases=["default", "central"])
DIRECTORY = "/admin/directory/"
SIGN_INS = "/admin/sign-ins/"


@pytest.fixture
def office(db):
    return browser("central", Role.OFFICE_LEADER)


def text(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def rows(client, path: str) -> list[list[str]]:
    answer = client.get(path)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


def queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as one, CaptureQueriesContext(connections["central"]) as two:
        assert client.get(path).status_code == 200
    return len([query for query in [*one, *two] if "SET search_path" not in query["sql"]])


def test_the_office_sees_who_holds_what_where_and_until_when(office):
    person("ta", "li", Role.EDITOR)
    with at("tb"):
        join(login="li", name="", role=Role.REVIEWER, until=dt.date(2031, 2, 3))
    page = text(office, DIRECTORY)
    assert CANARY in page
    for word in ("某li", "乙镇党委", "保密审查员", "2031-02-03", "区委办负责人"):
        assert word in page


@pytest.mark.parametrize(
    ("slug", "role"),
    [("ta", Role.ADMINISTRATOR), ("ta", Role.PLATFORM_OPS), ("central", Role.LINE_LEAD), ("central", Role.ADMINISTRATOR)],
)  # fmt: skip
def test_nobody_else_opens_it(db, slug, role):
    client = browser(slug, role)
    assert client.get(DIRECTORY).status_code in (302, 404)
    assert f"人员{CANARY}" not in client.get(DIRECTORY, follow=True).content.decode()


def test_it_is_filtered_by_unit_role_and_what_ends_soon(office):
    today = dt.date.today()
    person("ta", "anna", Role.EDITOR)
    for login, days in (("soon", 20), ("later", 60), ("far", 200)):
        with at("tb"):
            join(
                login=login,
                name=f"某{login}",
                role=Role.REVIEWER,
                password="x",
                until=today + dt.timedelta(days),
            )
    person("tb", "gone", Role.LEADER)
    with at("tb") as tb:
        leave(login="gone")

    def shown(query: str) -> set[str]:
        page = text(office, f"{DIRECTORY}results/?{query}")
        return {name for name in ("anna", "soon", "later", "far", "gone") if f"某{name}" in page}

    assert shown("") == {"anna", "soon", "later", "far"}
    assert shown(f"unit={tb.schema_name}") == {"soon", "later", "far"}
    assert shown("role=EDITOR") == {"anna"}
    assert shown("ending=30") == {"soon"}
    assert shown("ending=90") == {"soon", "later"}
    assert shown("ending=over") == {"gone"}
    assert shown("q=某soon") == {"soon"}
    assert shown("unit=nonsense&ending=x&role=y") in (set(), {"anna", "soon", "later", "far"})


def test_thirty_people_more_cost_no_query_more(office):
    before = queries(office, DIRECTORY)
    for n in range(30):
        person(("ta", "tb")[n % 2], f"many-{n}", Role.EDITOR, password=None)
    assert queries(office, DIRECTORY) == before
    assert before < 25


def test_it_is_exported_and_no_name_becomes_a_formula(office):
    with at("ta"):
        join(login="=1+1", name="=HYPERLINK(1)", role=Role.EDITOR, password="x")
    table = rows(office, f"{DIRECTORY}?export=csv")
    assert table[0] == ["单位", "姓名", "登录名", "角色", "自", "至", "状态"]
    (found,) = [row for row in table if "HYPERLINK" in str(row)]
    assert found[1:3] == ["'=HYPERLINK(1)", "'=1+1"]
    assert office.get(f"{DIRECTORY}?export=xlsx").status_code == 200


def test_places_of_the_office_are_only_read(office):
    with at("tb"):
        row = Membership.objects.valid().get()
    with at("central"):
        assert Membership.objects.filter(pk=row.pk).update(role=Role.LEADER) == 0


def test_a_unit_sees_its_own_sign_ins_and_the_office_all(office):
    """The rows of the sample: the office reads through a connection of its own, which sees what is committed."""
    own = text(browser("ta", Role.ADMINISTRATOR), SIGN_INS)
    assert "来过" in own
    assert CANARY not in own
    all_of_it = text(office, SIGN_INS)
    assert f"来过{CANARY}" in all_of_it
    assert "乙镇党委" in all_of_it
    # An administrator of the office's own site is the administrator of one unit.
    assert CANARY not in text(browser("central", Role.ADMINISTRATOR), SIGN_INS)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.LEADER, Role.REVIEWER])
def test_the_record_is_not_everybodys(db, role):
    assert browser("ta", role).get(SIGN_INS).status_code == 302


@pytest.fixture
def manager(db):
    return browser("ta", Role.ADMINISTRATOR)


def test_the_record_is_filtered_and_exported(manager):
    happened = (
        (AuditKind.SIGNED_IN, "=甲"),
        (AuditKind.SIGN_IN_FAILED, "乙"),
        (AuditKind.SITE_RENAMED, "丙"),
    )
    with at("ta"):
        for kind, who in happened:
            record(
                kind=kind, subject=who, actor_name=who, detail={"method": "oidc", "address": "203.0.113.7"}
            )
    page = text(manager, SIGN_INS)
    assert "统一认证 · 203.0.113.7" in page
    assert "丙" not in page.split("<table")[-1]

    def subjects(query: str) -> set[str]:
        return {row[3] for row in rows(manager, f"{SIGN_INS}?export=csv&{query}")[1:]}

    assert subjects("") >= {"'=甲", "乙"}
    assert subjects("kind=login.failed") == {"乙"}
    assert subjects("who=甲") == {"'=甲"}
    today = dt.date.today()
    assert subjects(f"at_from={today + dt.timedelta(2)}") == set()
    assert subjects(f"at_from={today - dt.timedelta(1)}&at_to={today + dt.timedelta(1)}") >= {"乙"}


def test_the_records_price_does_not_grow(manager):
    before = queries(manager, SIGN_INS)
    with at("ta"):
        for n in range(40):
            record(kind=AuditKind.SIGNED_IN, subject=f"某{n}")
    assert queries(manager, SIGN_INS) == before


def test_a_record_that_a_unit_wrote_can_be_changed_by_nobody(db):
    from django.db import DatabaseError, transaction

    from tenants.audit.models import AuditRecord

    with at("ta"):
        record(kind=AuditKind.SIGN_IN_FAILED, subject="某人")
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            AuditRecord.objects.update(subject="改")


@pytest.mark.django_db(databases=["default", "central", "guide"])
def test_a_place_in_a_unit_is_none_at_the_centre(office):
    """The centre is shown everybody's memberships, for the directory: they let nobody in and give nobody a role."""
    person("ta", "of-ta", Role.LEADER)
    at_ta, here = Client(headers={"host": "ta.test"}), Client(headers={"host": "central.test"})
    sign_in(at_ta, "of-ta")
    sign_in(here, "of-ta")
    assert (is_in(at_ta), is_in(here)) == (True, False)
    with at("central"):
        join(login="of-ta", name="某of-ta", role=Role.VIEWER)
        assert roles_of(Identity.objects.get(login="of-ta")) == [Role.VIEWER]
        assert not signin.is_member(person("tb", "of-tb", Role.ADMINISTRATOR).uuid)
