"""Signing in with the district's identity provider: OpenID Connect, code flow with PKCE, state and nonce.

The provider says that a subject is there. Who that is here, a link says that the person made themselves with an
invitation or a session in hand; never a name or an e-mail address that the provider happens to send.
"""

from __future__ import annotations

import secrets
import uuid
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from tenants.identity.models import OidcLink

TIMEOUT = (2.0, 4.0)
"""Seconds to wait for a connection and for an answer. A provider that hangs must not take the sites along."""
LEEWAY = 60
ALGORITHMS = ["RS256", "PS256", "ES256"]
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True)
class Provider:
    """settings.OIDC. `second_factor` is `amr` and `acr` values that count as one; none unless it says so."""

    issuer: str
    client_id: str
    client_secret: str
    label: str = "统一身份认证"
    second_factor: tuple[str, ...] = ()


class ProviderDown(Exception):
    """The provider does not answer, or not as one."""


class Refused(Exception):
    """What came back is not to be believed. The message is for the log of sign-ins, not for the visitor."""


@dataclass(frozen=True)
class Going:
    """What the browser's session must remember while its owner is at the provider."""

    state: str
    nonce: str
    verifier: str
    redirect_uri: str
    next: str = ""
    invitation: str = ""
    """The link they had in hand when they went; they come back to be linked to its person."""

    own: str = ""
    """Identity of somebody signed in who went to link themselves."""

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class Proven:
    """Who the provider says is there."""

    issuer: str
    subject: str
    second_factor: bool


def provider() -> Provider | None:
    """The district's provider, or None when it has none."""
    chosen = settings.OIDC
    return Provider(**chosen) if chosen else None


def _get(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1"):
        raise ProviderDown(f"{address} 不是 https")
    try:
        answer = requests.get(address, timeout=TIMEOUT, allow_redirects=False)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise ProviderDown(str(error)) from error
    if not isinstance(found, dict):
        raise ProviderDown(f"{address} 的回答不是 JSON 对象")
    return found


def discover(chosen: Provider) -> dict[str, Any]:
    """The provider's description of itself. Raises ProviderDown, also when it describes somebody else."""
    found = _get(f"{chosen.issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != chosen.issuer or not all(found.get(name) for name in NEEDED):
        raise ProviderDown(f"{chosen.issuer} 的描述不完整，或 issuer 不同：{found.get('issuer')}")
    return found


def _session(chosen: Provider, redirect_uri: str) -> OAuth2Session:
    return OAuth2Session(
        chosen.client_id,
        chosen.client_secret,
        scope="openid",
        redirect_uri=redirect_uri,
        code_challenge_method="S256",
        default_timeout=TIMEOUT,
    )


def go(
    chosen: Provider, *, redirect_uri: str, next_page: str = "", invitation: str = "", own: str = ""
) -> tuple[str, Going]:
    """(the provider's address to go to, what to remember until they are back). Raises ProviderDown."""
    described = discover(chosen)
    nonce, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    address, state = _session(chosen, redirect_uri).create_authorization_url(
        described["authorization_endpoint"], nonce=nonce, code_verifier=verifier
    )
    return address, Going(state, nonce, verifier, redirect_uri, next_page, invitation, own)


def come_back(chosen: Provider, going: Going, *, state: str, code: str) -> Proven:
    """Who is there, from what the browser brought back. Raises ProviderDown, Refused."""
    if not secrets.compare_digest(state.encode(), going.state.encode()):
        raise Refused("state 不同")
    if not code:
        raise Refused("没有带回 code：在那边取消了，或被拒绝")
    described = discover(chosen)
    try:
        token = _session(chosen, going.redirect_uri).fetch_token(
            described["token_endpoint"], code=code, code_verifier=going.verifier, timeout=TIMEOUT
        )
    except requests.RequestException as error:
        raise ProviderDown(str(error)) from error
    except (AuthlibBaseError, ValueError) as error:
        raise Refused(f"换取凭证失败：{error}") from error
    return read_token(
        chosen, str(token.get("id_token", "")), nonce=going.nonce, jwks=_get(described["jwks_uri"])
    )


def read_token(chosen: Provider, id_token: str, *, nonce: str, jwks: dict[str, Any]) -> Proven:
    """What an ID token proves: signed by the provider, for us, now, and for this visit. Raises Refused."""
    rules = jwt.JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "value": chosen.issuer},
        aud={"essential": True, "value": chosen.client_id},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
        sub={"essential": True},
    )
    try:
        claims = jwt.decode(id_token, KeySet.import_key_set(jwks), algorithms=ALGORITHMS).claims  # type: ignore[arg-type]  # a JSON object
        rules.validate(claims)
    except (JoseError, ValueError, KeyError) as error:
        raise Refused(f"ID token：{error}") from error
    audience, party = claims["aud"], claims.get("azp")
    if (isinstance(audience, list) and len(audience) > 1 and not party) or party not in (
        None,
        chosen.client_id,
    ):
        raise Refused("ID token：发给了别的应用")
    methods = claims.get("amr")
    said = {str(value) for value in (methods if isinstance(methods, list) else [])} | {str(claims.get("acr"))}
    return Proven(chosen.issuer, str(claims["sub"])[:255], not said.isdisjoint(chosen.second_factor))


def person_of(proven: Proven) -> uuid.UUID | None:
    """Who a subject is here. Only with the centre bound."""
    found = OidcLink.objects.filter(issuer=proven.issuer, subject=proven.subject).first()
    return found.identity_id if found else None


def link(identity: uuid.UUID, proven: Proven) -> bool:
    """Say who a subject is. False when it is somebody else already. Only with the centre bound."""
    try:
        with transaction.atomic():
            OidcLink.objects.create(issuer=proven.issuer, subject=proven.subject, identity_id=identity)
    except IntegrityError:
        return person_of(proven) == identity
    return True


def unlink(identity: uuid.UUID) -> int:
    """Forget all subjects of a person. Only with the centre bound."""
    return OidcLink.objects.filter(identity_id=identity).delete()[0]


def told(error: Exception) -> str:
    """What the visitor reads. Why exactly, is in the audit."""
    if isinstance(error, ProviderDown):
        return _("统一身份认证现在没有应答。请稍后再试，或者用登录名和密码登录。")
    return _("统一身份认证没有通过，请重新登录。")
