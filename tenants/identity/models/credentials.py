"""How a person proves who they are, beyond the password. Kept at the centre: no unit reads any of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.identity.models.people import Identity
from tenants.ledger import Access


class FactorKind(models.TextChoices):
    TOTP = "totp", _("动态口令")
    PASSKEY = "passkey", _("通行密钥")


class Factor(models.Model):
    """One second factor: a shared secret for codes, or the public key of a passkey."""

    ledger_access = Access.CENTRE
    unseen = "who signs in and how: no public page names anybody's account"

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="factors")
    kind = models.CharField(max_length=8, choices=FactorKind)
    label = models.CharField(_("名称"), max_length=40)
    # TOTP: the secret, sealed (tenants.identity.sealing). Passkey: its public key, base64url.
    material = models.TextField(editable=False)
    credential_id = models.CharField(max_length=1400, unique=True, null=True, editable=False)  # noqa: DJ001 -- unique where there is one
    # TOTP: the last time step that was accepted. Passkey: the authenticator's count of signatures.
    counter = models.BigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("第二因素")
        constraints = [
            models.UniqueConstraint(
                fields=["identity"], condition=models.Q(kind="totp"), name="identity_one_totp"
            )
        ]

    def __str__(self) -> str:
        return self.label


class RecoveryCode(models.Model):
    """One of the codes for the day when the telephone is lost. Single use, kept as a digest."""

    ledger_access = Access.CENTRE
    unseen = "who signs in and how: no public page names anybody's account"

    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("恢复码")
        constraints = [models.UniqueConstraint(fields=["identity", "digest"], name="identity_one_code")]

    def __str__(self) -> str:
        return str(self.pk)


class OldPassword(models.Model):
    """A password that was used before, for the profile that forbids going back to it."""

    ledger_access = Access.CENTRE
    unseen = "who signs in and how: no public page names anybody's account"

    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="old_passwords")
    password = models.CharField(max_length=200)
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("用过的密码")

    def __str__(self) -> str:
        return str(self.pk)


class Attempt(models.Model):
    """How often somebody failed lately, by login, by address, by device. The key is a keyed digest of it."""

    ledger_access = Access.CENTRE
    unseen = "who signs in and how: no public page names anybody's account"

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField()
    last_at = models.DateTimeField()
    blocked_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("登录尝试")

    def __str__(self) -> str:
        return self.key[:8]


class OidcLink(models.Model):
    """Whom a subject of the identity provider is here. Made by the person with an invitation or a session in hand."""

    ledger_access = Access.CENTRE
    unseen = "who signs in and how: no public page names anybody's account"

    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="oidc_links")
    linked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("统一认证关联")
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="identity_one_subject")]

    def __str__(self) -> str:
        return self.subject
