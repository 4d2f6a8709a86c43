"""Who a session belongs to. Coming in is not a matter of back-ends here: tenants.accounts.door is the only way."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group
from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest

from tenants.accounts.models import User
from tenants.identity.models import Identity, Membership
from tenants.identity.roles import MemberRole


class IdentityBackend(ModelBackend):
    """Permissions from groups, and the account behind a session. Authenticates nobody.

    A view of Django's or Wagtail's that asks `authenticate()` for a password gets nobody, ever: it would know nothing
    of the second factor.
    """

    def authenticate(self, request: HttpRequest | None, **kwargs: Any) -> None:  # type: ignore[override]  # never anybody
        return None

    def get_user(self, user_id: int) -> User | None:
        """The account, with the roles of today as `roles`; None for whoever has no place here now. One query."""
        places = Membership.objects.valid().filter(identity_id=OuterRef("identity_uuid"))
        person = Identity.objects.filter(pk=OuterRef("identity_uuid"))
        found = (
            User.objects.filter(pk=user_id, is_active=True)
            .annotate(
                roles=ArraySubquery(places.order_by("role").values("role").distinct()),
                sessions_from=Subquery(person.values("sessions_from")[:1]),
            )
            .first()
        )
        return found if found is not None and found.roles else None


def roles_of(identity: Identity) -> list[str]:
    """Roles of a person in the bound tenant, today, in a stable order."""
    rows = Membership.objects.valid().filter(identity=identity)
    return sorted(set(rows.values_list("role", flat=True)))


def account_of(identity: Identity) -> User:
    """The local account of a member of the bound tenant, its groups brought to the memberships of today."""
    with transaction.atomic():
        user, _created = User.objects.get_or_create(
            identity_uuid=identity.uuid, defaults={"username": identity.login, "first_name": identity.name}
        )
        if user.first_name != identity.name or user.has_usable_password():
            user.first_name = identity.name
            user.set_unusable_password()
            user.save(update_fields=["first_name", "password"])
        regroup(user, roles_of(identity))
    return user


def regroup(user: User, roles: list[str]) -> None:
    """Bring an account's groups to its roles."""
    user.groups.set(Group.objects.filter(name__in=[group_name(role) for role in roles]))


def group_name(role: str) -> str:
    """The Wagtail group of a role: its Chinese name, since that is what administrators see."""
    return str(MemberRole(role).label)
