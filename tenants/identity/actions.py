"""The verbs of identity: give a person a place, and end it."""

from __future__ import annotations

import datetime as dt
import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.context import current, tenant_scope
from tenants.identity.models import Identity, Membership
from tenants.identity.roles import UNIT_ROLES, MemberRole, allowed_in
from tenants.models import Tenant


def join(
    *,
    login: str,
    name: str,
    role: MemberRole,
    password: str | None = None,
    until: dt.date | None = None,
) -> Membership:
    """Give `login` a role in the bound tenant, making the person's identity when it is new. Idempotent.

    The password is that of a new person; somebody known keeps theirs. Must not run inside a transaction.
    Raises ValidationError for a role that does not exist in this kind of tenant, and for an operator
    without an end date.
    """
    tenant = current()
    if role not in allowed_in(central=tenant.is_central):
        raise ValidationError(_("%(role)s 不能在这个站点任职") % {"role": role.label})
    if role == MemberRole.PLATFORM_OPS and until is None:
        raise ValidationError(_("平台运维必须有截止日期"))
    known = find(login)
    with transaction.atomic():
        if known is None:
            identity = Identity(login=login, name=name)
            identity.set_password(password)
            # The row becomes visible here only with the membership that follows, so nothing may be read back.
            identity.save(force_insert=True)
            known = identity.uuid
        return _member(known, role, until)


def find(login: str) -> uuid.UUID | None:
    """Whose login it is, anywhere in the district. Only the centre may look for people beyond its own."""
    here = Identity.objects.filter(login=login).first()
    if here is not None or current().is_central:
        return here.uuid if here else None
    central = Tenant.objects.filter(is_central=True).first()
    if central is None:
        return None
    with tenant_scope(central):
        there = Identity.objects.filter(login=login).first()
    return there.uuid if there else None


def _member(identity: uuid.UUID, role: MemberRole, until: dt.date | None) -> Membership:
    held = Membership.objects.here().filter(identity_id=identity, role=role)
    # One that began today and was ended today goes on: a second one from the same day cannot be told apart.
    found = held.valid().first() or held.filter(valid_from=timezone.localdate()).first()
    if found is None:
        return Membership.objects.create(identity_id=identity, role=role, valid_until=until)
    if found.valid_until != until:
        found.valid_until = until
        found.save(update_fields=["valid_until"])
    return found


def leave(*, login: str) -> int:
    """End every membership of `login` in the bound tenant as of today. Returns how many ended."""
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    mine = Membership.objects.valid().filter(identity__login=login)
    return mine.update(valid_until=yesterday, email="")


def end(*, membership: uuid.UUID, by: uuid.UUID | None) -> Membership:
    """End one membership of the bound tenant as of today, and return it. `by` is the identity of who asks.

    Unit roles only: who serves the office or runs the platform is not the unit's to decide. Raises
    ValidationError for those, for a membership that is over or not of this unit, for one's own
    administration, and for the unit's last administrator.
    """
    found = Membership.objects.valid().select_related("identity").filter(pk=membership).first()
    if found is None:
        raise ValidationError(_("没有这项任职，或者已经结束"))
    if found.role not in UNIT_ROLES:
        raise ValidationError(_("%(role)s 不由本单位管理") % {"role": MemberRole(found.role).label})
    if found.role == MemberRole.ADMINISTRATOR:
        _spare_administrator(found, by)
    found.valid_until, found.email = timezone.localdate() - dt.timedelta(days=1), ""
    found.save(update_fields=["valid_until", "email"])
    return found


def _spare_administrator(found: Membership, by: uuid.UUID | None) -> None:
    if found.identity_id == by:
        raise ValidationError(_("不能结束自己的管理员任职，请由另一位管理员办理"))
    others = (
        Membership.objects.valid()
        .filter(role=MemberRole.ADMINISTRATOR)
        .exclude(identity_id=found.identity_id)
    )
    if not others.exists():
        raise ValidationError(_("本单位至少要有一位管理员"))
