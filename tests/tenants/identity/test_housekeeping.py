"""What is forgotten, what is kept, and what an operator does on the command line."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from tenants.audit.models import AuditRecord
from tenants.identity import throttle
from tenants.identity.housekeeping import forget_sign_ins
from tenants.identity.models import Attempt, Factor, LoginSession
from tenants.identity.roles import MemberRole as Role
from tests.tenants.identity.conftest import WORD, at, is_in, person, sign_in

pytestmark = pytest.mark.django_db(databases=["default", "central"])
LONG_AGO = timezone.now() - dt.timedelta(days=91)


def run(*words: str, capsys) -> str:
    call_command("user", *words)
    return capsys.readouterr().out


def test_sessions_long_over_are_forgotten_and_the_others_kept(ta, tb):
    kept, old = LoginSession.objects.get(), LoginSession.objects.get()
    old.pk, old.ended_at, old.seen_at = None, LONG_AGO, LONG_AGO
    old = LoginSession.objects.create(
        identity_id=old.identity_id, browser="x", method="password", ended_at=LONG_AGO, seen_at=LONG_AGO
    )
    forget_sign_ins.func()
    assert list(LoginSession.objects.all()) == [kept]
    with at("tb"):
        assert LoginSession.objects.count() == 1


def test_the_centre_forgets_attempts_and_no_session_of_a_unit(db):
    with at("central"):
        throttle.count(throttle.by_login("old"), throttle.by_login("new"))
        Attempt.objects.filter(key=throttle.by_login("old").key).update(last_at=LONG_AGO)
        before = LoginSession.objects.count()
        forget_sign_ins.func()
        assert list(Attempt.objects.values_list("key", flat=True)) == [throttle.by_login("new").key]
        assert LoginSession.objects.count() == before


def test_an_operator_gives_somebody_new_a_link(capsys, db):
    told = run("add", "ta", "xin", "EDITOR", "--name", "新来的", capsys=capsys)
    path = re.search(r"http://ta\.test(/admin/invitation/\S+/)（3 天", told)[1]
    client = Client(headers={"host": "ta.test"})
    client.get(path)
    client.post("/admin/invitation/open/", {"new": WORD, "again": WORD})
    assert is_in(client)
    assert "沿用原有密码" in run("add", "tb", "xin", "EDITOR", capsys=capsys)


def test_an_operator_may_still_give_a_password(capsys, db):
    assert "用给定的密码" in run("add", "ta", "xin", "EDITOR", "--password", WORD, capsys=capsys)
    client = Client(headers={"host": "ta.test"})
    sign_in(client, "xin")
    assert is_in(client)


def test_an_operator_helps_the_head_of_the_office_who_lost_everything(capsys, leader, phone):
    told = run("clear", "central", leader, capsys=capsys)
    assert "第二因素已清除" in told
    with at("central"):
        assert not Factor.objects.exists()
    path = re.search(r"(/admin/invitation/\S+/)（", run("link", "central", leader, capsys=capsys))[1]
    client = Client(headers={"host": "central.test"})
    client.get(path)
    client.post("/admin/invitation/open/", {"new": "a new pass phrase!", "again": "a new pass phrase!"})
    assert not is_in(client)
    assert client.get("/admin/login/enrol/").status_code == 200
    with at("central"):
        made = AuditRecord.objects.filter(kind__in=["factor.cleared", "password.link"])
        assert {row.actor_name[:4] for row in made} == {"命令行（"}


@pytest.mark.parametrize("verb", ["link", "clear", "disable"])
def test_nobody_of_that_name_is_said_in_one_line(db, verb):
    person("tb", "far", Role.EDITOR)
    with pytest.raises(CommandError, match="没有任职"):
        call_command("user", verb, "ta", "far")
