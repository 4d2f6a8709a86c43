"""Where a person is signed in, how they are asked in, and how they go from one site to another."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.identity.models.people import Identity
from tenants.ledger import Access, OwnRow


class LoginSession(OwnRow):
    """One browser signed in on one site. What a session cookie is worth is decided here, at every request."""

    ledger_access = Access.PASSING
    unseen = "who signs in and how: no public page names anybody's account"
    packaged = False  # a session is of this installation

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="sessions")
    browser = models.CharField(_("浏览器"), max_length=40)
    method = models.CharField(max_length=12)
    # The database's clock, as for Identity.sessions_from, with which it is compared.
    started_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(default=timezone.now)
    second_factor_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("登录")
        indexes = [
            models.Index(
                fields=["identity"], condition=models.Q(ended_at=None), name="identity_open_sessions"
            )
        ]

    def __str__(self) -> str:
        return f"{self.browser} {self.started_at:%Y-%m-%d %H:%M}"


class Purpose(models.TextChoices):
    JOIN = "join", _("邀请")
    RESET = "reset", _("重设密码")


class Invitation(OwnRow):
    """A link by which one person sets a password, once, on one site. Only the digest of its token is kept."""

    ledger_access = Access.PRIVATE
    unseen = "who signs in and how: no public page names anybody's account"
    packaged = False  # a link leads to this installation

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="invitations")
    purpose = models.CharField(max_length=5, choices=Purpose)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    # Made by the office or the platform: for people who act beyond this site too.
    beyond = models.BooleanField(default=False, editable=False)
    made_by = models.UUIDField(null=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("邀请")

    def __str__(self) -> str:
        return f"{self.purpose} {self.identity_id}"


class Handoff(models.Model):
    """A token that takes one person from one site to another within seconds. Single use."""

    ledger_access = Access.CENTRE
    unseen = "who signs in and how: no public page names anybody's account"

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="handoffs")
    source_session = models.ForeignKey(LoginSession, on_delete=models.PROTECT, related_name="handoffs")
    source_schema = models.CharField(max_length=63)
    target_schema = models.CharField(max_length=63)
    second_factor_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("换站凭据")

    def __str__(self) -> str:
        return str(self.uuid)
