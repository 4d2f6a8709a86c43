"""Passkeys: enrolled on any site of the district, good on all of them. Runs with the centre bound, like factors."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from tenants.identity.models import Factor, FactorKind, Identity

MOST = 10
REFUSED = (WebAuthnException, ValueError, KeyError, TypeError)


@dataclass(frozen=True)
class Asked:
    """Where a passkey is asked for: the host of the request and its origin."""

    host: str
    origin: str

    @property
    def rp_id(self) -> str:
        """The district's own name, so that one passkey serves every site below it.

        Browsers refuse a name without a dot for hosts below it (`localhost` of a developer): there it is the host.
        """
        base: str = settings.BASE_HOST
        below = self.host == base or self.host.endswith(f".{base}")
        return base if below and "." in base else self.host


def _known(identity: uuid.UUID) -> list[PublicKeyCredentialDescriptor]:
    ids = Factor.objects.filter(identity_id=identity, kind=FactorKind.PASSKEY).values_list(
        "credential_id", flat=True
    )
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(key)) for key in ids if key]


def _for_a_page(text: str) -> str:
    """JSON that may stand inside a script element: a name cannot end it."""
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def registration_options(identity: Identity, asked: Asked) -> tuple[str, str]:
    """(options for the browser as JSON, the challenge to keep)."""
    options = generate_registration_options(
        rp_id=asked.rp_id,
        rp_name=str(_("党务公开")),
        user_id=identity.uuid.bytes,
        user_name=identity.login,
        user_display_name=identity.name,
        exclude_credentials=_known(identity.uuid),
        authenticator_selection=AuthenticatorSelectionCriteria(
            user_verification=UserVerificationRequirement.REQUIRED,
            resident_key=ResidentKeyRequirement.PREFERRED,
        ),
    )
    return _for_a_page(options_to_json(options)), bytes_to_base64url(options.challenge)


def add(identity: uuid.UUID, *, answer: str, challenge: str, asked: Asked, label: str) -> Factor:
    """Keep the public key of a passkey that answered the challenge. Raises ValidationError."""
    if Factor.objects.filter(identity_id=identity, kind=FactorKind.PASSKEY).count() >= MOST:
        raise ValidationError(_("最多 %(n)s 个通行密钥，请先删除不用的") % {"n": MOST})
    try:
        verified = verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=asked.rp_id,
            expected_origin=asked.origin,
            require_user_verification=True,
        )
    except REFUSED as error:
        raise ValidationError(_("通行密钥没有登记成功，请再试一次")) from error
    key = bytes_to_base64url(verified.credential_id)
    if Factor.objects.filter(credential_id=key).exists():
        raise ValidationError(_("这个通行密钥已经登记过了"))
    return Factor.objects.create(
        identity_id=identity,
        kind=FactorKind.PASSKEY,
        label=label.strip()[:40] or _("通行密钥"),
        material=bytes_to_base64url(verified.credential_public_key),
        credential_id=key,
        counter=verified.sign_count,
        used_at=timezone.now(),
    )


def authentication_options(identity: uuid.UUID, asked: Asked) -> tuple[str, str]:
    """(options for the browser as JSON, the challenge to keep)."""
    options = generate_authentication_options(
        rp_id=asked.rp_id,
        allow_credentials=_known(identity),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _for_a_page(options_to_json(options)), bytes_to_base64url(options.challenge)


def check(identity: uuid.UUID, *, answer: str, challenge: str, asked: Asked) -> bool:
    """Whether one of the person's passkeys signed the challenge, here and now, having verified the person."""
    try:
        key = str(json.loads(answer)["id"])
        factor = Factor.objects.get(identity_id=identity, kind=FactorKind.PASSKEY, credential_id=key)
        verified = verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=asked.rp_id,
            expected_origin=asked.origin,
            credential_public_key=base64url_to_bytes(factor.material),
            # A count that does not grow is a copy of the key; py_webauthn refuses it where keys count at all.
            credential_current_sign_count=factor.counter,
            require_user_verification=True,
        )
    except (*REFUSED, Factor.DoesNotExist):
        return False
    unchanged = Factor.objects.filter(pk=factor.pk, counter=factor.counter)
    return bool(unchanged.update(counter=verified.new_sign_count, used_at=timezone.now()))
