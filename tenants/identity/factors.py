"""The second factor of a person: codes, passkeys, recovery codes. One enrolment serves every site of the district.

Everything here runs with the centre bound (tenants.identity.centre): the tables show themselves to nobody else.
"""

from __future__ import annotations

import logging
import secrets
import time
import uuid
from collections.abc import Iterable

import pyotp
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.identity.models import Factor, FactorKind, RecoveryCode
from tenants.identity.sealing import Unsealable, keyed_digests, seal, unseal

logger = logging.getLogger(__name__)
STEP = 30
DRIFT = 1
"""Steps before and after now that are accepted: clocks of telephones differ by up to half a minute."""
CODES = 10
# Nothing that is read as something else.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def is_required(roles: Iterable[str]) -> bool:
    """Whether somebody with these roles may work only with a second factor (settings.SECOND_FACTOR_ROLES)."""
    return not set(settings.SECOND_FACTOR_ROLES).isdisjoint(roles)


def has_any(identity: uuid.UUID) -> bool:
    return Factor.objects.filter(identity_id=identity).exists()


def kinds_of(identity: uuid.UUID) -> set[str]:
    return set(Factor.objects.filter(identity_id=identity).values_list("kind", flat=True))


def new_secret() -> str:
    """160 bits in base32, as authenticator applications take them."""
    return pyotp.random_base32()


def address_of(secret: str, *, login: str) -> str:
    """The otpauth address that a QR code carries."""
    issuer = f"{_('党务公开')} {settings.BASE_HOST}"
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=login, issuer_name=issuer)


def matching_step(secret: str, code: str, *, at: float | None = None) -> int | None:
    """The time step whose code it is, within the drift; None when it is no code of about now."""
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == 6):
        return None
    totp = pyotp.TOTP(secret, interval=STEP)
    now = int((time.time() if at is None else at) // STEP)
    for step in range(now - DRIFT, now + DRIFT + 1):
        if secrets.compare_digest(totp.at(step * STEP), digits):
            return step
    return None


def add_totp(identity: uuid.UUID, *, secret: str, code: str) -> Factor:
    """Keep a secret that its owner has shown to hold, in place of the one before. Raises ValidationError."""
    step = matching_step(secret, code)
    if step is None:
        raise ValidationError(_("口令不对。请看手机上现在显示的六位数字；手机的时间要准。"))
    with transaction.atomic():
        Factor.objects.filter(identity_id=identity, kind=FactorKind.TOTP).delete()
        return Factor.objects.create(
            identity_id=identity,
            kind=FactorKind.TOTP,
            label=_("手机动态口令"),
            material=seal(secret),
            counter=step,
            used_at=timezone.now(),
        )


def check_totp(identity: uuid.UUID, code: str) -> bool:
    """Whether it is a code of now that was not used yet. Uses it up: two at the same time are one."""
    factor = Factor.objects.filter(identity_id=identity, kind=FactorKind.TOTP).first()
    if factor is None:
        return False
    try:
        step = matching_step(unseal(factor.material), code)
    except Unsealable as error:
        # The person has other ways, and the operator reads why this one is shut.
        logger.error("%s", error)
        return False
    if step is None:
        return False
    fresh = Factor.objects.filter(pk=factor.pk, counter__lt=step)
    return bool(fresh.update(counter=step, used_at=timezone.now()))


def new_recovery_codes(identity: uuid.UUID) -> list[str]:
    """Ten new codes in place of those before. They are shown once; only digests are kept."""
    codes = [
        "-".join("".join(secrets.choice(LETTERS) for _n in range(5)) for _g in range(2))
        for _c in range(CODES)
    ]
    with transaction.atomic():
        RecoveryCode.objects.filter(identity_id=identity).delete()
        rows = [RecoveryCode(identity_id=identity, digest=_code_digests(identity, code)[0]) for code in codes]
        RecoveryCode.objects.bulk_create(rows)
    return codes


def _code_digests(identity: uuid.UUID, code: str) -> list[str]:
    plain = "".join(letter for letter in code.casefold() if letter.isalnum())
    return keyed_digests(f"{identity}:{plain}", purpose="recovery")


def check_recovery_code(identity: uuid.UUID, code: str) -> bool:
    """Whether it is one of the person's that was not used yet. Uses it up."""
    unused = RecoveryCode.objects.filter(
        identity_id=identity, digest__in=_code_digests(identity, code), used_at=None
    )
    return bool(unused.update(used_at=timezone.now()))


def codes_left(identity: uuid.UUID) -> int:
    return RecoveryCode.objects.filter(identity_id=identity, used_at=None).count()


def remove(identity: uuid.UUID, factor: uuid.UUID) -> None:
    """Take one away. With the last one the recovery codes go too: they would stand for nothing."""
    with transaction.atomic():
        Factor.objects.filter(identity_id=identity, pk=factor).delete()
        if not has_any(identity):
            RecoveryCode.objects.filter(identity_id=identity).delete()


def clear(identity: uuid.UUID) -> int:
    """Take all of them away, for somebody who lost everything. Returns how many there were."""
    with transaction.atomic():
        RecoveryCode.objects.filter(identity_id=identity).delete()
        return Factor.objects.filter(identity_id=identity).delete()[0]
