"""A person's local account in one tenant: what Wagtail's groups, log and locks point at."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from tenants.context import current


class Origin(models.TextChoices):
    IDENTITY = "identity", _("统一身份")
    SHADOW = "shadow", _("外单位经办人")


class User(AbstractUser):
    """Made when an identity first logs in. Holds no credential, and can never be a superuser."""

    identity_uuid = models.UUIDField(unique=True, null=True, default=uuid.uuid4, editable=False)
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.IDENTITY, editable=False)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(is_superuser=False), name="accounts_no_local_superuser")
        ]

    def get_full_name(self) -> str:
        return self.first_name or self.username

    def get_session_auth_hash(self) -> str:
        """Bound to the tenant, so that a session copied to another site is worth nothing there."""
        return self._tenant_hash(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for value in super().get_session_auth_fallback_hash():
            yield self._tenant_hash(value)

    @staticmethod
    def _tenant_hash(value: str) -> str:
        return salted_hmac("tenants.accounts.session", f"{current().uuid}:{value}").hexdigest()
