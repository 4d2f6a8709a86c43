"""Signing in with an identity provider that runs: believed when all is well, refused for each thing that is not."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client
from joserfc import jwt
from joserfc.jwk import RSAKey

from tenants.audit.models import AuditRecord
from tenants.identity import invitations, oidc
from tenants.identity.models import Identity, OidcLink
from tenants.identity.roles import MemberRole as Role
from tests.signing_in import code_of
from tests.tenants.identity.conftest import at, is_in, person, sign_in

pytestmark = pytest.mark.django_db(databases=["default", "central"])
BACK = "/admin/login/oidc/back/"
OPEN = "/admin/invitation/open/"


@pytest.fixture(scope="module")
def server():
    """A provider on a port of its own, over HTTP. Its subjects are whoever types a name."""
    from oidc_provider_mock import run_server_in_thread

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
        with run_server_in_thread(require_nonce=True) as running:
            yield f"http://localhost:{running.server_port}"


@pytest.fixture
def provider(server, settings):
    settings.OIDC = {
        "issuer": server,
        "client_id": "gongkai",
        "client_secret": "secret",
        "label": "区统一认证",
    }
    return server


def linked(provider: str, login: str, subject: str) -> None:
    with at("central"):
        OidcLink.objects.create(issuer=provider, subject=subject, identity=Identity.objects.get(login=login))


def go(client: Client, **form) -> str:
    """The provider's address that the site sends the browser to."""
    return client.post("/admin/login/oidc/", form).headers["Location"]


def agree(address: str, subject: str) -> dict[str, str]:
    """What the provider sends the browser back with, once somebody has said who they are there."""
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    return {key: value[0] for key, value in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def come(client: Client, subject: str, **form):
    return client.get(BACK, agree(go(client, **form), subject), follow=True)


def browser(slug: str = "ta") -> Client:
    return Client(headers={"host": f"{slug}.test"})


def test_who_was_linked_is_in(provider):
    person("ta", "editor", Role.EDITOR)
    linked(provider, "editor", "sub-1")
    client = browser()
    come(client, "sub-1")
    assert is_in(client)
    with at("ta"):
        assert AuditRecord.objects.filter(kind="login.succeeded").first().detail["method"] == "oidc"


def test_the_provider_is_asked_with_everything_that_protects_the_answer(provider):
    asked = parse_qs(urlsplit(go(browser())).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://ta.test/admin/login/oidc/back/"]
    assert all(len(asked[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))
    assert asked["scope"] == ["openid"]


def test_the_verifier_goes_along_when_the_code_is_exchanged(provider, monkeypatch):
    sent = []
    original = requests.Session.request
    monkeypatch.setattr(
        requests.Session, "request", lambda self, *words, **more: sent.append(more.get("data")) or original(self, *words, **more)
    )  # fmt: skip
    come(browser(), "sub-1")
    assert any("code_verifier=" in str(body) or "code_verifier" in str(body) for body in sent if body)


def test_a_subject_that_nobody_linked_is_nobody_whatever_its_address_of_mail(provider):
    person("ta", "editor@example.cn", Role.EDITOR)
    client = browser()
    page = come(client, "editor@example.cn").content.decode()
    assert "还没有与本单位的人员关联" in page
    assert not is_in(client)


def test_a_linked_person_is_in_only_where_they_have_a_place(provider):
    person("tb", "far", Role.EDITOR)
    linked(provider, "far", "sub-2")
    client = browser("ta")
    come(client, "sub-2")
    assert not is_in(client)


def test_the_same_subject_of_another_issuer_is_somebody_else(provider):
    person("ta", "editor", Role.EDITOR)
    linked("https://elsewhere.example", "editor", "sub-1")
    client = browser()
    come(client, "sub-1")
    assert not is_in(client)


def test_an_invitation_links_its_person_and_is_used_up(provider):
    with at("ta"):
        made = invitations.invite(login="xin", name="新", role=Role.EDITOR)
    client = browser()
    page = client.get(f"/admin/invitation/{made.token}/", follow=True)
    assert "用区统一认证登录并关联" in page.content.decode()
    come(client, "sub-3", link="1")
    assert is_in(client)
    again = browser()
    come(again, "sub-3")
    assert is_in(again)
    assert again.get(f"/admin/invitation/{made.token}/", follow=True).status_code == 410


def test_a_reset_link_links_nobody(provider):
    person("ta", "editor", Role.EDITOR)
    with at("ta"):
        token = invitations.reset(identity=Identity.objects.get(login="editor").pk, by=None)
    client = browser()
    client.get(f"/admin/invitation/{token}/", follow=True)
    come(client, "sub-4", link="1")
    assert not is_in(client)
    with at("central"):
        assert OidcLink.objects.count() == 0


def test_somebody_signed_in_links_themselves_and_a_taken_subject_is_refused(provider):
    for login in ("editor", "other"):
        person("ta", login, Role.EDITOR)
        client = browser()
        sign_in(client, login)
        page = come(client, "sub-5", own="1").content.decode()
        assert ("以后可以用它登录" in page) is (login == "editor")
    assert "关联了另一个人" in page
    with at("central"):
        assert OidcLink.objects.get().identity.login == "editor"


def test_the_provider_alone_is_no_second_factor(provider, leader):
    linked(provider, leader, "boss")
    client = browser("central")
    come(client, "boss")
    assert not is_in(client)
    assert client.get("/admin/login/enrol/").status_code == 200


def test_the_provider_alone_does_not_do_for_somebody_enrolled(provider, leader, phone):
    linked(provider, leader, "boss")
    client = browser("central")
    come(client, "boss")
    assert not is_in(client)
    client.post("/admin/login/factor/", {"code": code_of(phone)})
    assert is_in(client)


@pytest.mark.parametrize("counts", [(), ("mfa",), ("pwd", "mfa")])
def test_what_the_provider_says_of_a_second_factor_counts_only_when_configured(counts):
    chosen, key = (
        oidc.Provider("https://idp", "gongkai", "s", second_factor=counts),
        RSAKey.generate_key(2048),
    )
    proven = oidc.read_token(chosen, _token(key, amr=["mfa"]), nonce="n", jwks=_public(key))
    assert proven.second_factor is bool(counts)
    without = oidc.read_token(chosen, _token(key, amr=["sms"]), nonce="n", jwks=_public(key))
    assert without.second_factor is False


def _token(key: RSAKey, header: dict | None = None, **changes) -> str:
    now = int(time.time())
    claims = {
        "iss": "https://idp",
        "aud": "gongkai",
        "sub": "s",
        "nonce": "n",
        "iat": now,
        "exp": now + 300,
    } | changes
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(header or {"alg": "RS256", "kid": "k"}, claims, key)


def _public(key: RSAKey) -> dict:
    return {"keys": [key.as_dict(private=False) | {"kid": "k", "use": "sig"}]}


WRONG = {
    "another issuer": {"iss": "https://evil"},
    "for somebody else": {"aud": "other"},
    "for several, not said for whom": {"aud": ["gongkai", "other"]},
    "issued to somebody else": {"azp": "other"},
    "over": {"exp": int(time.time()) - 3600},
    "from the future": {"iat": int(time.time()) + 3600},
    "another visit's nonce": {"nonce": "m"},
    "no nonce": {"nonce": None},
    "no subject": {"sub": None},
    "no end": {"exp": None},
}


@pytest.mark.parametrize("what", sorted(WRONG))
def test_a_token_with_one_thing_wrong_is_refused(what):
    chosen, key = oidc.Provider("https://idp", "gongkai", "s"), RSAKey.generate_key(2048)
    assert oidc.read_token(chosen, _token(key), nonce="n", jwks=_public(key)).subject == "s"
    with pytest.raises(oidc.Refused):
        oidc.read_token(chosen, _token(key, **WRONG[what]), nonce="n", jwks=_public(key))


def test_a_token_signed_by_somebody_else_or_by_nobody_is_refused():
    chosen, key, other = (
        oidc.Provider("https://idp", "gongkai", "s"),
        *(RSAKey.generate_key(2048) for _n in range(2)),
    )
    unsigned = "eyJhbGciOiJub25lIn0." + _token(key).split(".")[1] + "."
    for token in (_token(other), unsigned, _token(key)[:-8], "", "a.b.c"):
        with pytest.raises(oidc.Refused):
            oidc.read_token(chosen, token, nonce="n", jwks=_public(key))


def test_another_state_is_refused(provider):
    person("ta", "editor", Role.EDITOR)
    linked(provider, "editor", "sub-1")
    client = browser()
    back = agree(go(client), "sub-1")
    page = client.get(BACK, back | {"state": "forged"}, follow=True).content.decode()
    assert "没有通过" in page
    assert not is_in(client)
    with at("ta"):
        assert "state" in AuditRecord.objects.get(kind="oidc.refused").detail["why"]


def test_an_answer_that_another_browser_asked_for_is_refused(provider):
    """Somebody sends a stranger the address with their own code."""
    person("ta", "editor", Role.EDITOR)
    linked(provider, "editor", "sub-1")
    back = agree(go(browser()), "sub-1")
    stranger = browser()
    stranger.get(BACK, back)
    assert not is_in(stranger)


def test_another_nonce_is_refused(provider):
    person("ta", "editor", Role.EDITOR)
    linked(provider, "editor", "sub-1")
    client = browser()
    back = agree(go(client), "sub-1")
    with at("ta"):
        session = client.session
        session["oidc"] = session["oidc"] | {"nonce": "another"}
        session.save()
    client.get(BACK, back)
    assert not is_in(client)


def test_an_answer_is_good_once(provider):
    person("ta", "editor", Role.EDITOR)
    linked(provider, "editor", "sub-1")
    client = browser()
    back = agree(go(client), "sub-1")
    client.get(BACK, back)
    client.post("/admin/logout/")
    client.get(BACK, back)
    assert not is_in(client)


def test_refusing_there_is_a_word_here(provider):
    client = browser()
    address = go(client)
    state = parse_qs(urlsplit(address).query)["state"][0]
    page = client.get(BACK, {"error": "access_denied", "state": state}, follow=True).content.decode()
    assert "没有通过" in page


@contextmanager
def silent_server():
    """Takes connections and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(8)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_a_provider_that_is_down_is_one_clear_word_and_the_password_still_works(settings):
    settings.OIDC = {"issuer": "http://127.0.0.1:1", "client_id": "gongkai", "client_secret": "s"}
    person("ta", "editor", Role.EDITOR)
    client = browser()
    page = client.post("/admin/login/oidc/", follow=True).content.decode()
    assert "现在没有应答" in page
    assert "用登录名和密码登录" in page
    assert "统一身份认证登录" in page
    sign_in(client, "editor")
    assert is_in(client)


def test_a_provider_that_hangs_does_not_hang_the_site(settings, monkeypatch):
    monkeypatch.setattr(oidc, "TIMEOUT", (0.2, 0.2))
    with silent_server() as address:
        settings.OIDC = {"issuer": address, "client_id": "gongkai", "client_secret": "s"}
        done = []
        thread = threading.Thread(target=lambda: done.append(_fails(address)))
        thread.start()
        thread.join(5)
        assert done == [True]
        assert "现在没有应答" in browser().post("/admin/login/oidc/", follow=True).content.decode()


def _fails(address: str) -> bool:
    try:
        oidc.discover(oidc.Provider(address, "gongkai", "s"))
    except oidc.ProviderDown:
        return True
    return False


def test_a_provider_that_goes_down_while_its_visitor_is_away(provider, settings):
    client = browser()
    back = agree(go(client), "sub-1")
    settings.OIDC = settings.OIDC | {"issuer": "http://127.0.0.1:1"}
    assert "现在没有应答" in client.get(BACK, back, follow=True).content.decode()


def test_a_provider_that_says_to_be_another_is_not_believed(provider, settings):
    settings.OIDC = settings.OIDC | {"issuer": f"{provider}/"}
    assert "现在没有应答" in browser().post("/admin/login/oidc/", follow=True).content.decode()


def test_a_provider_without_tls_is_refused_unless_it_is_this_machine():
    with pytest.raises(oidc.ProviderDown, match="https"):
        oidc.discover(oidc.Provider("http://idp.example", "gongkai", "s"))


def test_without_a_provider_there_is_no_button_and_its_addresses_lead_to_the_login_page(db):
    client = browser()
    assert "oidc" not in client.get("/admin/login/").content.decode()
    assert client.post("/admin/login/oidc/").headers["Location"] == "/admin/login/"
    assert client.get(BACK).headers["Location"] == "/admin/login/"
