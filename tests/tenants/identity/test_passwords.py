"""What a password must be under each of the two profiles, and that it is asked for wherever one is set."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from tenants.identity.models import Identity, OldPassword
from tenants.identity.passwords import PROFILES, is_common, problems, requirements
from tenants.identity.roles import MemberRole as Role
from tenants.identity.signin import choose_password
from tests.tenants.identity.conftest import WORD, at, is_in, person, sign_in

pytestmark = pytest.mark.django_db(databases=["default", "central"])
GOOD = {"asvs": "四月的风吹过老城墙和新桥", "dengbao": "Chunfeng-2026"}


@pytest.fixture
def dengbao(settings):
    settings.PASSWORD_PROFILE = "dengbao"


@pytest.fixture
def editor(db) -> Identity:
    return person("ta", "editor", Role.EDITOR)


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_each_profile_takes_a_good_one(settings, name):
    settings.PASSWORD_PROFILE = name
    assert problems(GOOD[name], login="editor", name="小林") == []


@pytest.mark.parametrize(
    ("profile", "password", "told"),
    [
        ("asvs", "elevenchars", ["太短：至少 12 个字符，现在是 11 个"]),
        ("asvs", "password1234", ["太常见，别人一猜就中"]),
        ("asvs", "!!!dragon!!!!", ["太常见，别人一猜就中"]),
        ("asvs", "sunshinesunshine", ["太常见，别人一猜就中"]),
        ("asvs", "abababababababab", ["太常见，别人一猜就中", "重复的字符太多"]),
        ("asvs", "xiaolin-de-mima-hao", ["不能含登录名或姓名"]),
        ("asvs", "qwerty", ["太短：至少 12 个字符，现在是 6 个", "太常见，别人一猜就中"]),
        ("asvs", "x" * 129, ["太长：最多 128 个字符", "重复的字符太多"]),
        ("dengbao", "correct horse battery staple", ["大写字母、小写字母、数字、符号中至少要有 3 类"]),
        ("dengbao", "Ab1", ["太短：至少 8 个字符，现在是 3 个", "重复的字符太多"]),
        ("dengbao", "aaaa", ["太短：至少 8 个字符，现在是 4 个", "大写字母、小写字母、数字、符号中至少要有 3 类"]),
    ],
)  # fmt: skip
def test_all_that_is_wrong_is_said_at_once(settings, profile, password, told):
    settings.PASSWORD_PROFILE = profile
    found = problems(password, login="xiaolin", name="小林")
    assert set(told) <= set(found)
    assert found or not told


def test_the_profiles_differ_where_their_sources_do():
    """The conflict that the decision documents, as data."""
    asvs, dengbao = PROFILES["asvs"], PROFILES["dengbao"]
    assert (asvs.classes, asvs.lifetime, asvs.history) == (0, None, 0)
    assert (dengbao.classes, dengbao.lifetime, dengbao.history) == (3, dt.timedelta(days=90), 5)
    assert asvs.shortest > dengbao.shortest


@pytest.mark.parametrize("password", ["123456789", "Password", "iloveyou!", "1qaz2wsx", "adminadmin"])
def test_what_everybody_takes_is_common(password):
    assert is_common(password)


def test_the_rules_are_told_before_they_are_broken(dengbao):
    told = " ".join(requirements())
    assert "8" in told
    assert "90 天" in told


def test_an_older_password_may_not_come_back_under_dengbao(dengbao, editor):
    words = [f"Chunfeng-{n}-Qiuyue" for n in range(7)]
    for word in words:
        choose_password(identity=editor.uuid, password=word)
    for word in words[2:]:
        with pytest.raises(ValidationError, match="最近用过"):
            choose_password(identity=editor.uuid, password=word)
    choose_password(identity=editor.uuid, password=words[0])
    with at("central"):
        assert OldPassword.objects.filter(identity=editor).count() == 5


def test_asvs_keeps_no_old_passwords_and_asks_for_no_change(editor, ta):
    choose_password(identity=editor.uuid, password=GOOD["asvs"])
    with at("central"):
        assert OldPassword.objects.count() == 0
        Identity.objects.filter(pk=editor.pk).update(password_set_at="2020-01-01T00:00Z")
    client = Client(headers={"host": "ta.test"})
    sign_in(client, "editor", GOOD["asvs"])
    assert is_in(client)


def test_after_ninety_days_the_door_asks_for_another(dengbao, editor):
    choose_password(identity=editor.uuid, password=GOOD["dengbao"])
    with at("central"):
        old = timezone.now() - dt.timedelta(days=91)
        Identity.objects.filter(pk=editor.pk).update(password_set_at=old)
    client = Client(headers={"host": "ta.test"})
    assert sign_in(client, "editor", GOOD["dengbao"]).headers["Location"] == "/admin/login/password/"
    assert not is_in(client)
    page = client.post("/admin/login/password/", {"new": "short", "again": "other"}).content.decode()
    assert "两次输入的不一样" in page
    page = client.post("/admin/login/password/", {"new": GOOD["dengbao"], "again": GOOD["dengbao"]})
    assert "最近用过" in page.content.decode()
    client.post("/admin/login/password/", {"new": "Qiuyue-2026-Wu", "again": "Qiuyue-2026-Wu"})
    assert is_in(client)


def test_somebody_changes_their_own_password_and_is_signed_out_elsewhere(editor):
    here, there = (Client(headers={"host": "ta.test"}) for _n in range(2))
    for client in (here, there):
        sign_in(client, "editor")
    wrong = here.post(
        "/admin/security/password/", {"current": "no", "new": GOOD["asvs"], "again": GOOD["asvs"]}
    )
    assert "现在的密码不对" in wrong.content.decode()
    here.post("/admin/security/password/", {"current": WORD, "new": GOOD["asvs"], "again": GOOD["asvs"]})
    assert is_in(here)
    assert not is_in(there)
    assert sign_in(there, "editor").status_code == 200
    sign_in(there, "editor", GOOD["asvs"])
    assert is_in(there)


def test_a_weak_one_is_refused_with_its_reasons_on_the_page(editor):
    client = Client(headers={"host": "ta.test"})
    sign_in(client, "editor")
    page = client.post("/admin/security/password/", {"current": WORD, "new": "editor", "again": "editor"})
    text = page.content.decode()
    assert "太短：至少 12 个字符" in text
    assert "不能含登录名或姓名" in text
    assert is_in(client)
