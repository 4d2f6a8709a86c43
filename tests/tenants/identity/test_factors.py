"""Codes and recovery codes: good once, for one person, for a minute; and what is at rest cannot be read."""

from __future__ import annotations

import time

import pyotp
import pytest
from django.test import Client

from tenants.identity import factors
from tenants.identity.models import Factor, Identity, RecoveryCode
from tenants.identity.roles import MemberRole as Role
from tenants.identity.sealing import Unsealable, seal, unseal
from tests.signing_in import code_of, enrolled
from tests.tenants.identity.conftest import at, is_in, person, sign_in

pytestmark = pytest.mark.django_db(databases=["default", "central"])


@pytest.fixture
def enrolment(leader):
    """(identity, secret) of the head of the office, the centre bound."""
    with at("central"):
        secret = enrolled(leader)
        yield Identity.objects.get(login=leader).uuid, secret


def test_a_code_is_good_once(enrolment):
    identity, secret = enrolment
    code = code_of(secret)
    assert factors.check_totp(identity, code)
    assert not factors.check_totp(identity, code)


def test_an_older_code_is_refused_once_a_newer_one_was_used(enrolment):
    identity, secret = enrolment
    later = pyotp.TOTP(secret).at(time.time() + factors.STEP)
    assert factors.check_totp(identity, later)
    assert not factors.check_totp(identity, code_of(secret))


def test_without_the_counter_the_same_code_would_do_again(enrolment):
    """The control."""
    identity, secret = enrolment
    assert factors.check_totp(identity, code_of(secret))
    Factor.objects.update(counter=0)
    assert factors.check_totp(identity, code_of(secret))


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clocks_may_differ_by_half_a_minute(steps, good):
    secret, now = factors.new_secret(), 1_800_000_000
    code = pyotp.TOTP(secret).at(now + steps * factors.STEP)
    assert (factors.matching_step(secret, code, at=now) is not None) is good


@pytest.mark.parametrize("code", ["", " ", "12345", "1234567", "abcdef", "１２３４５６", "-12345", "12 34 5"])
def test_what_is_no_code_is_refused_quietly(code):
    assert factors.matching_step(factors.new_secret(), code) is None


def test_spaces_in_a_code_do_not_matter():
    secret, now = factors.new_secret(), 1_800_000_000
    code = pyotp.TOTP(secret).at(now)
    assert factors.matching_step(secret, f" {code[:3]} {code[3:]} ", at=now) is not None


def test_the_code_of_one_person_is_not_anothers(enrolment):
    _identity, secret = enrolment
    other = person("central", "clerk", Role.OFFICE_CLERK)
    enrolled("clerk")
    assert not factors.check_totp(other.uuid, code_of(secret))


def test_the_secret_at_rest_is_sealed_with_a_key_of_the_installation(enrolment, settings):
    _identity, secret = enrolment
    kept, codes = Factor.objects.get().material, factors.new_recovery_codes(enrolment[0])
    assert secret not in kept
    assert unseal(kept) == secret
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    assert unseal(kept) == secret
    assert factors.check_recovery_code(enrolment[0], codes[0])
    assert factors.check_totp(enrolment[0], code_of(secret))
    settings.SECRET_KEY_FALLBACKS = []
    assert not factors.check_totp(enrolment[0], pyotp.TOTP(secret).at(time.time() + factors.STEP))
    with pytest.raises(Unsealable, match="SECRET_KEY_FALLBACKS"):
        unseal(kept)
    assert seal("a") != seal("a")


def test_recovery_codes_are_good_once_and_only_digests_are_kept(enrolment):
    identity, _secret = enrolment
    codes = factors.new_recovery_codes(identity)
    assert len(set(codes)) == 10
    assert not any(code.replace("-", "") in str(list(RecoveryCode.objects.values())) for code in codes)
    assert factors.check_recovery_code(identity, codes[0].upper().replace("-", " "))
    assert not factors.check_recovery_code(identity, codes[0])
    assert factors.codes_left(identity) == 9
    fresh = factors.new_recovery_codes(identity)
    assert not factors.check_recovery_code(identity, codes[1])
    assert factors.check_recovery_code(identity, fresh[1])


def test_the_recovery_code_of_one_person_is_not_anothers(enrolment):
    identity, _secret = enrolment
    other = person("central", "clerk", Role.OFFICE_CLERK)
    assert not factors.check_recovery_code(other.uuid, factors.new_recovery_codes(identity)[0])


def test_one_enrolment_serves_every_site(leader, phone):
    """Enrolled at the office, asked in the unit, whose role would not ask for it."""
    person("ta", leader, Role.EDITOR)
    client = Client(headers={"host": "ta.test"})
    assert sign_in(client, leader).headers["Location"] == "/admin/login/factor/"
    assert not is_in(client)
    client.post("/admin/login/factor/", {"code": code_of(phone)})
    assert is_in(client)


def test_enrolling_by_hand_from_the_first_login_to_the_admin(leader):
    client = Client(headers={"host": "central.test"})
    assert sign_in(client, leader).headers["Location"] == "/admin/login/enrol/"
    page = client.get("/admin/login/enrol/").content.decode()
    secret = page.split('class="porch-letters">')[1].split("<")[0].replace(" ", "")
    assert "svg" in page
    assert client.post("/admin/login/enrol/", {"code": "000000"}).status_code == 200
    answer = client.post("/admin/login/enrol/", {"code": code_of(secret)})
    codes = [part.split("<")[0] for part in answer.content.decode().split("<li><code>")[1:]]
    assert len(codes) == 10
    assert "no-store" in answer.headers["Cache-Control"]
    assert not is_in(client)
    client.get("/admin/login/go/")
    assert is_in(client)
    again = Client(headers={"host": "central.test"})
    sign_in(again, leader)
    again.post("/admin/login/factor/", {"code": codes[3]})
    assert is_in(again)


def test_nobody_stands_in_the_porch_for_long(leader, phone, monkeypatch):
    client = Client(headers={"host": "central.test"})
    sign_in(client, leader)
    assert client.get("/admin/login/factor/").status_code == 200
    now = time.time()
    monkeypatch.setattr("tenants.accounts.door.time.time", lambda: now + 601)
    assert client.get("/admin/login/factor/").headers["Location"] == "/admin/login/"
    assert (
        client.post("/admin/login/factor/", {"code": code_of(phone)}).headers["Location"] == "/admin/login/"
    )
    assert not is_in(client)


def test_a_role_that_begins_asks_for_the_factor_at_the_next_request():
    """Somebody is signed in as a viewer, and is made the operator meanwhile."""
    import datetime as dt

    from tenants.identity.actions import join

    person("ta", "rising", Role.EDITOR)
    client = Client(headers={"host": "ta.test"})
    sign_in(client, "rising")
    assert is_in(client)
    with at("ta"):
        join(login="rising", name="", role=Role.PLATFORM_OPS, until=dt.date.today())
    assert not is_in(client)


def test_somebody_who_need_not_have_one_can_have_one(ta):
    person("ta", "careful", Role.EDITOR)
    client = Client(headers={"host": "ta.test"})
    sign_in(client, "careful")
    page = client.get("/admin/security/factor/").content.decode()
    secret = page.split('class="porch-letters">')[1].split("<")[0].replace(" ", "")
    refused = client.post("/admin/security/factor/", {"code": code_of(secret), "current": "wrong"})
    assert "现在的密码不对" in refused.content.decode()
    with at("central"):
        assert Factor.objects.count() == 0
    from tests.tenants.identity.conftest import WORD

    answer = client.post("/admin/security/factor/", {"code": code_of(secret), "current": WORD})
    assert "恢复码" in answer.content.decode()
    assert is_in(client)
    other = Client(headers={"host": "ta.test"})
    sign_in(other, "careful")
    assert not is_in(other)


def test_a_session_without_the_factor_can_neither_add_nor_remove_one(leader, phone):
    """Somebody signed in on a unit before they enrolled at the office."""
    person("ta", leader, Role.EDITOR)
    with at("ta"):
        from tenants.accounts.backends import account_of
        from tests.signing_in import seat

        client = Client(headers={"host": "ta.test"})
        seat(client, account_of(Identity.objects.get(login=leader)), second_factor=False)
    with at("central"):
        key = Factor.objects.get().pk
    for path in ("factor/", f"factor/{key}/", "codes/"):
        assert client.get(f"/admin/security/{path}").headers["Location"] == "/admin/security/"
        client.post(f"/admin/security/{path}", {"current": "correct horse battery staple", "code": "000000"})
    with at("central"):
        assert Factor.objects.filter(pk=key).exists()
