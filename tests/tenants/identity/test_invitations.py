"""A link sets a password: once, for three days, on one site, and only where it could do no harm beyond it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from tenants.audit.models import AuditRecord
from tenants.identity import invitations
from tenants.identity.actions import join, leave
from tenants.identity.models import Identity, Invitation, Membership
from tenants.identity.roles import MemberRole as Role
from tests.people import browser
from tests.tenants.identity.conftest import WORD, at, is_in, person, sign_in

pytestmark = pytest.mark.django_db(databases=["default", "central"])
SHOWN = re.compile(r'readonly value="http://[a-z]+\.test(/admin/invitation/[^"]+)"')
CHOSEN = {"new": WORD, "again": WORD}
OPEN = "/admin/invitation/open/"


@pytest.fixture
def manager(db) -> Client:
    return browser("ta", Role.ADMINISTRATOR)


def link_of(answer) -> str:
    return SHOWN.search(answer.content.decode())[1]


def invited(manager: Client, login: str = "xin") -> str:
    return link_of(
        manager.post("/admin/people/join/", {"login": login, "name": "新来的", "role": "EDITOR", "until": ""})
    )


def page_of(login: str) -> str:
    with at("ta"):
        return f"/admin/people/{Membership.objects.filter(identity__login=login).first().pk}/"


def guest(slug: str = "ta") -> Client:
    return Client(headers={"host": f"{slug}.test"})


def opens(path: str, client: Client | None = None) -> bool:
    return (client or guest()).get(path, follow=True).status_code == 200


def test_from_the_link_to_the_admin(manager):
    client, path = guest(), invited(manager)
    page = client.get(path, follow=True)
    assert "登录名是 xin" in page.content.decode()
    assert path not in page.content.decode()
    weak = client.post(OPEN, {"new": "xin", "again": "xin"}).content.decode()
    assert "太短" in weak
    client.post(OPEN, CHOSEN)
    assert is_in(client)
    other = guest()
    sign_in(other, "xin")
    assert is_in(other)


def test_a_link_that_was_used_is_worth_nothing(manager):
    path = invited(manager)
    first, second = guest(), guest()
    for client in (first, second):
        client.get(path)
    first.post(OPEN, CHOSEN)
    taken = second.post(OPEN, {"new": "another pass phrase!", "again": "another pass phrase!"})
    assert taken.status_code == 410
    assert not is_in(second)
    assert not opens(path)


def test_looking_at_a_link_does_not_use_it_up(manager):
    path = invited(manager)
    assert [opens(path) for _n in range(3)] == [True] * 3


def test_a_link_is_over_after_three_days(manager):
    path = invited(manager)
    with at("ta"):
        Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert not opens(path)
    with at("ta"):
        Invitation.objects.update(expires_at=timezone.now() + dt.timedelta(minutes=1))
    assert opens(path)


def test_a_new_link_makes_the_old_one_worthless(manager):
    path = invited(manager)
    again = link_of(manager.post(page_of("xin"), {"deed": "link"}))
    assert not opens(path)
    assert opens(again)


def test_a_link_is_good_on_its_own_site_only(manager):
    path = invited(manager)
    assert not opens(path, guest("tb"))
    assert not opens(path, guest("central"))


def test_a_place_that_ended_ends_the_link(manager):
    path = invited(manager)
    with at("ta"):
        leave(login="xin")
    assert not opens(path)


@pytest.mark.parametrize("token", ["x", "open", "a" * 43, "%00", "..", "é" * 40])
def test_a_made_up_token_opens_nothing(db, token):
    assert guest().get(f"/admin/invitation/{token}/", follow=True).status_code in (400, 404, 410)


def test_somebody_without_a_password_cannot_sign_in(manager):
    invited(manager)
    for word in ("", "!", WORD, "None"):
        client = guest()
        sign_in(client, "xin", word)
        assert not is_in(client)


def test_resetting_ends_every_session_and_does_not_ask_for_the_old_password(manager):
    person("ta", "li", Role.EDITOR)
    before = guest()
    sign_in(before, "li")
    assert is_in(before)
    client = guest()
    client.get(link_of(manager.post(page_of("li"), {"deed": "link"})))
    client.post(OPEN, {"new": "a quite new pass phrase", "again": "a quite new pass phrase"})
    assert is_in(client)
    assert not is_in(before)
    assert sign_in(guest(), "li").status_code == 200


BEYOND = [("tb", Role.EDITOR), ("central", Role.OFFICE_LEADER), ("ta", Role.PLATFORM_OPS)]


@pytest.mark.parametrize(("slug", "role"), BEYOND)
@pytest.mark.parametrize("deed", ["link", "clear"])
def test_a_unit_cannot_take_over_somebody_who_acts_beyond_it(manager, slug, role, deed):
    """Whoever sets the password of somebody of the office is the office."""
    person("ta", "both", Role.EDITOR)
    with at(slug):
        join(login="both", name="", role=role, until=dt.date.today())
    answer = manager.post(page_of("both"), {"deed": deed}, follow=True)
    assert "请由区委办办理" in answer.content.decode()
    assert SHOWN.search(answer.content.decode()) is None


@pytest.mark.parametrize(("slug", "role"), BEYOND)
def test_a_link_made_before_they_acted_beyond_is_worthless_after(manager, slug, role):
    person("ta", "both", Role.EDITOR)
    path = link_of(manager.post(page_of("both"), {"deed": "link"}))
    assert opens(path)
    with at(slug):
        join(login="both", name="", role=role, until=dt.date.today())
    assert not opens(path)


def test_an_invitation_is_worthless_once_its_person_has_a_password(manager):
    """Two units invite somebody new; the second one's link must not open what the first one's has made."""
    path = invited(manager)
    with at("central"):
        someone = Identity.objects.get(login="xin")
        someone.set_password(WORD)
        someone.save()
    assert not opens(path)


def test_the_office_helps_whom_the_unit_cannot(leader):
    person("ta", "both", Role.EDITOR)
    person("tb", "both", Role.EDITOR)
    office = browser("central", Role.OFFICE_LEADER)
    row = next(iter(_memberships("both")))
    answer = office.post(f"/admin/directory/{row}/", {"deed": "link"})
    path = link_of(answer)
    host = re.search(r'value="http://([a-z]+)\.test/', answer.content.decode())[1]
    client = guest(host)
    client.get(path)
    client.post(OPEN, {"new": "a quite new pass phrase", "again": "a quite new pass phrase"})
    assert is_in(client)
    with at(host):
        made = AuditRecord.objects.get(kind="password.link")
        assert "office_leader" in made.actor_name


def _memberships(login: str) -> list:
    with at("central"):
        return list(Membership.objects.filter(identity__login=login).values_list("pk", flat=True))


def test_a_unit_cannot_use_the_offices_help(manager):
    person("ta", "li", Role.EDITOR)
    row = _memberships("li")[0]
    assert manager.get(f"/admin/directory/{row}/").status_code == 302
    clerk = browser("central", Role.OFFICE_CLERK)
    assert clerk.post(f"/admin/directory/{row}/", {"deed": "link"}).status_code == 302
    with at("ta"):
        assert not Invitation.objects.filter(identity__login="li").exists()


def test_a_link_is_mailed_when_an_address_is_given_and_the_address_is_not_kept(manager):
    form = {"login": "you", "name": "有邮箱", "role": "EDITOR", "until": "", "email": "you@example.cn"}
    answer = manager.post("/admin/people/join/", form)
    assert "已经发到 you@example.cn" in answer.content.decode()
    (letter,) = mail.outbox
    assert letter.to == ["you@example.cn"]
    assert link_of(answer) in letter.body
    with at("ta"):
        kept = str([list(model.objects.values()) for model in (Invitation, Identity, AuditRecord)])
    assert "example.cn" not in kept


def test_without_a_mail_server_no_address_is_asked_for(manager, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert 'name="email"' not in manager.get("/admin/people/join/").content.decode()


def test_a_mail_server_that_is_down_is_said_and_the_link_is_shown(manager, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 1,
    )  # fmt: skip
    form = {"login": "you", "name": "有邮箱", "role": "EDITOR", "until": "", "email": "you@example.cn"}
    answer = manager.post("/admin/people/join/", form)
    assert "没有能发到 you@example.cn" in answer.content.decode()
    assert opens(link_of(answer))


def test_of_two_who_use_a_link_at_the_same_time_one_is_first(db):
    person("ta", "li", Role.EDITOR)
    with at("ta"):
        who = Identity.objects.get(login="li").pk
        found = invitations.look_up(invitations.reset(identity=who, by=None))
        assert [invitations.use(found.pk), invitations.use(found.pk)] == [True, False]


def test_nobody_is_reset_where_they_have_no_place(db):
    person("tb", "far", Role.EDITOR)
    with at("central"):
        who = Identity.objects.get(login="far").pk
    with at("ta"), pytest.raises(ValidationError, match="没有任职"):
        invitations.reset(identity=who, by=None)
