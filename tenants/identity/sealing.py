"""Secrets at rest: digests of tokens, and what has to be read again sealed with a key of the installation."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

PURPOSE = b"gongkai.identity.v1"


class Unsealable(RuntimeError):
    """Something was sealed under a secret key that this installation no longer has. The message says what to do."""

    for_people = True


def _key(secret: str | bytes, purpose: bytes) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE + b":" + purpose)
    return derived.derive(force_bytes(secret))


def _box() -> MultiFernet:
    """Seals with the key of now; opens what was sealed under those before it (SECRET_KEY_FALLBACKS) too."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_key(key, b"seal"))) for key in keys])


def seal(text: str) -> str:
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises Unsealable when the key changed."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unsealable(
            "动态口令的密钥打不开：SECRET_KEY 变了，请把旧值加进 SECRET_KEY_FALLBACKS"
        ) from error


def new_token() -> str:
    """256 bits, fit for an address."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is kept of a token of full strength."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_digest(text: str, *, purpose: str) -> str:
    """What is kept of something that could be guessed: nobody without the secret key can try."""
    return keyed_digests(text, purpose=purpose)[0]


def keyed_digests(text: str, *, purpose: str) -> list[str]:
    """The digest of now, and those under the keys before it."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = (_key(key, purpose.encode()) for key in keys)
    return [hmac.new(key, text.encode(), hashlib.sha256).hexdigest() for key in derived]
