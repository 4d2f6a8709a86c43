"""Logging in with the district-wide identity, into the one tenant whose host was asked."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpRequest

from tenants.accounts.models import User
from tenants.identity.models import Identity, Membership
from tenants.identity.roles import MemberRole


class IdentityBackend(ModelBackend):
    """Checks the identity's password and its memberships in the bound tenant; both again on every request."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if not username or not password:
            return None
        # Row-level security shows only people with a membership here, so a stranger costs one empty query
        # and the same hashing time as a wrong password.
        identity = Identity.objects.filter(login=username, is_active=True).first()
        if identity is None:
            Identity().set_password(password)
            return None
        if not identity.check_password(password) or not _roles(identity):
            return None
        return account_of(identity)

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.filter(pk=user_id, is_active=True).first()
        if user is None:
            return None
        valid = Membership.objects.valid().filter(identity_id=user.identity_uuid).exists()
        return user if valid else None


def _roles(identity: Identity) -> list[str]:
    return list(Membership.objects.valid().filter(identity=identity).values_list("role", flat=True))


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
        user.groups.set(Group.objects.filter(name__in=[group_name(role) for role in _roles(identity)]))
    return user


def group_name(role: str) -> str:
    """The Wagtail group of a role: its Chinese name, since that is what administrators see."""
    return str(MemberRole(role).label)
