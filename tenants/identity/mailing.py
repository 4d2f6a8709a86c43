"""Where reminders of a unit reach its people: an address that a person gives for one unit, and how often.

The address stays on the memberships of that unit. No other unit reads it, no package carries it, no log names it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.identity.models import MailRhythm, Membership
from tenants.identity.roles import MemberRole


@dataclass(frozen=True)
class Addressee:
    """One person with an address in the bound unit, who wants mail."""

    identity: uuid.UUID
    name: str
    email: str
    rhythm: MailRhythm


def addressees(roles: Iterable[MemberRole]) -> list[Addressee]:
    """People of the bound unit who hold one of some roles today, each once, by name. One query.

    An address is the person's in the unit: where several of their memberships carry one, the newest counts.
    """
    rows = Membership.objects.valid().exclude(email="").exclude(mail_rhythm=MailRhythm.OFF)
    rows = rows.filter(role__in=[*roles]).select_related("identity").order_by("valid_from", "uuid")
    found = {
        row.identity_id: Addressee(row.identity_id, row.identity.name, row.email, MailRhythm(row.mail_rhythm))
        for row in rows
    }
    return sorted(found.values(), key=lambda one: (one.name, str(one.identity)))


def own_address(identity: uuid.UUID) -> tuple[str, MailRhythm]:
    """What a person has given the bound unit: address ('' for none) and rhythm. One query."""
    rows = Membership.objects.valid().filter(identity_id=identity).order_by("-valid_from", "-uuid")
    values = list(rows.values_list("email", "mail_rhythm"))
    found = next((pair for pair in values if pair[0]), values[0] if values else ("", MailRhythm.DAILY))
    return found[0], MailRhythm(found[1])


def set_address(*, identity: uuid.UUID, email: str, rhythm: MailRhythm) -> None:
    """Keep where a member of the bound unit wants reminders; '' takes the address away. Raises ValidationError."""
    email = email.strip()
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise ValidationError(_("邮箱地址不对，应如 name@example.gov.cn")) from error
    changed = Membership.objects.valid().filter(identity_id=identity).update(email=email, mail_rhythm=rhythm)
    if not changed:
        raise ValidationError(_("他在这个单位没有任职"))


def forget_addresses() -> int:
    """Erase the addresses of memberships of the bound unit that are over. Returns how many."""
    today = timezone.localdate()
    return Membership.objects.here().filter(valid_until__lt=today).exclude(email="").update(email="")
