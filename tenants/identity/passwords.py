"""What a password must be: two profiles as data, one of them chosen by settings.PASSWORD_PROFILE."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.identity.centre import at_the_centre
from tenants.identity.models import Identity, OldPassword

LONGEST = 128
FEWEST_DIFFERENT = 5
CLASSES = (re.compile(r"[a-z]"), re.compile(r"[A-Z]"), re.compile(r"[0-9]"), re.compile(r"[^A-Za-z0-9]"))


@dataclass(frozen=True)
class PasswordProfile:
    """One body of rules. `basis` is what it follows; the conflict between the two is in cms/decisions/0012."""

    name: str
    basis: str
    shortest: int
    classes: int
    """How many of lower case, upper case, digits and signs there must be; 0 for no such rule."""
    refuses_common: bool
    lifetime: dt.timedelta | None
    history: int
    """How many earlier passwords may not come back; 0 for no such rule."""
    idle: dt.timedelta
    """After how long without a request a session is over."""


PROFILES = {
    "asvs": PasswordProfile(
        name="asvs",
        basis="OWASP ASVS 5.0 V6.2；NIST SP 800-63B §3.1.1",
        shortest=12,
        classes=0,
        refuses_common=True,
        lifetime=None,
        history=0,
        idle=dt.timedelta(hours=8),
    ),
    "dengbao": PasswordProfile(
        name="dengbao",
        basis="GB/T 22239-2019 第三级 8.1.4.1 身份鉴别",
        shortest=8,
        classes=3,
        refuses_common=True,
        lifetime=dt.timedelta(days=90),
        history=5,
        idle=dt.timedelta(minutes=30),
    ),
}


def profile() -> PasswordProfile:
    return PROFILES[settings.PASSWORD_PROFILE]


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def is_common(password: str) -> bool:
    """Whether it is among the 20,000 most used, or one of them with digits and signs around it, or one repeated."""
    plain = password.casefold().strip()
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    half = plain[: len(plain) // 2]
    return plain in _common() or bare in _common() or (len(plain) % 2 == 0 and half * 2 == plain)


def requirements() -> list[str]:
    """The rules in words, for the page that asks for a password."""
    chosen = profile()
    told = [_("至少 %(n)s 个字符") % {"n": chosen.shortest}]
    if chosen.classes:
        told.append(_("大写字母、小写字母、数字、符号中至少 %(n)s 类") % {"n": chosen.classes})
    if chosen.refuses_common:
        told.append(_("不能是常见的密码，也不能含登录名"))
    if chosen.history:
        told.append(_("不能与最近 %(n)s 次用过的相同") % {"n": chosen.history})
    if chosen.lifetime:
        told.append(_("每 %(n)s 天更换一次") % {"n": chosen.lifetime.days})
    return told


def problems(password: str, *, login: str, name: str = "") -> list[str]:
    """Everything that is wrong with a password, all at once, in words. Empty when it will do."""
    chosen, found = profile(), []
    if len(password) < chosen.shortest:
        found.append(
            _("太短：至少 %(n)s 个字符，现在是 %(has)s 个") % {"n": chosen.shortest, "has": len(password)}
        )
    if len(password) > LONGEST:
        found.append(_("太长：最多 %(n)s 个字符") % {"n": LONGEST})
    if chosen.classes and sum(bool(kind.search(password)) for kind in CLASSES) < chosen.classes:
        found.append(_("大写字母、小写字母、数字、符号中至少要有 %(n)s 类") % {"n": chosen.classes})
    if chosen.refuses_common and is_common(password):
        found.append(_("太常见，别人一猜就中"))
    if len(set(password)) < FEWEST_DIFFERENT:
        found.append(_("重复的字符太多"))
    if any(len(word) > 1 and word.casefold() in password.casefold() for word in (login, name)):
        found.append(_("不能含登录名或姓名"))
    return found


def used_before(identity: Identity, password: str) -> bool:
    """Whether the profile forbids it for having been used. Only with the centre bound."""
    history = profile().history
    if not history:
        return False
    rows = OldPassword.objects.filter(identity=identity).order_by("-set_at", "-pk")
    old = rows.values_list("password", flat=True)[:history]
    return any(check_password(password, kept) for kept in [identity.password, *old])


def check(identity: uuid.UUID, password: str) -> list[str]:
    """Everything that is wrong with a person's new password, their earlier ones considered. Not in a transaction."""
    with at_the_centre():
        person = Identity.objects.get(pk=identity)
        wrong = problems(password, login=person.login, name=person.name)
        return [*wrong, _("最近用过，请换一个")] if used_before(person, password) else wrong


def is_due(identity: Identity) -> bool:
    """Whether the profile wants another password by now."""
    lifetime = profile().lifetime
    return lifetime is not None and (
        identity.password_set_at is None or identity.password_set_at + lifetime < timezone.now()
    )
