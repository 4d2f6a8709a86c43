"""People, once for the whole district, and where they may act."""

from __future__ import annotations

import uuid

from django.contrib.auth.hashers import check_password, make_password
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.context import current_schema
from tenants.identity.roles import MemberRole
from tenants.ledger import Access, OwnRow


class Identity(models.Model):
    """One person and one credential. Has no rights by itself: memberships give them."""

    ledger_access = Access.IDENTITY
    unseen = "people who work here: public pages show what records say, not accounts"

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    login = models.CharField(_("登录名"), max_length=64, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    password = models.CharField(max_length=200, default="!", editable=False)
    password_set_at = models.DateTimeField(null=True, editable=False)
    # A session that began before this moment is over, wherever it is: what a changed password ends at once.
    sessions_from = models.DateTimeField(null=True, editable=False)
    is_active = models.BooleanField(_("启用"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("人员")

    def __str__(self) -> str:
        return f"{self.name}（{self.login}）"

    def set_password(self, raw: str | None) -> None:
        self.password = make_password(raw)
        self.password_set_at = timezone.now() if raw is not None else None

    def check_password(self, raw: str) -> bool:
        return check_password(raw, self.password)


class MailRhythm(models.TextChoices):
    """When a person gets mail about what their unit owes. Never without something new to say."""

    DAILY = "DAILY", _("有新情况当天发")
    WEEKLY = "WEEKLY", _("一周最多一封")
    OFF = "OFF", _("不发")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def here(self) -> MembershipQuerySet:
        """Those of the bound unit. Row-level security shows the central site everybody's, for its directory: nobody
        has a place there by having one elsewhere."""
        return self.filter(schema_name=current_schema())

    def of_today(self) -> MembershipQuerySet:
        """Memberships in force today, of people who are not disabled; at the centre those of every unit."""
        today = timezone.localdate()
        return self.filter(
            Q(valid_until=None) | Q(valid_until__gte=today), valid_from__lte=today, identity__is_active=True
        )

    def valid(self) -> MembershipQuerySet:
        """Those of today that give a place in the bound unit."""
        return self.here().of_today()


class Membership(OwnRow):
    """What a person may do in one tenant, from a day until a day."""

    ledger_access = Access.OVERSEEN
    unseen = "people who work here: public pages show what records say, not accounts"
    packaged = False  # people travel by rules of their own (tenants/package/people.py)

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("角色"), max_length=16, choices=MemberRole)
    valid_from = models.DateField(_("自"), default=timezone.localdate)
    valid_until = models.DateField(_("至"), null=True, blank=True)
    # Of this unit only, for reminders; erased when the membership ends, in no package, on no public surface.
    email = models.EmailField(_("提醒邮箱"), blank=True, default="", db_default="")
    mail_rhythm = models.CharField(
        _("提醒邮件"), max_length=6, choices=MailRhythm, default=MailRhythm.DAILY, db_default=MailRhythm.DAILY
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        constraints = [
            models.UniqueConstraint(
                fields=["schema_name", "identity", "role", "valid_from"], name="identity_one_membership"
            ),
            # Someone who can see everything in a unit has a reason that ends.
            models.CheckConstraint(
                condition=~Q(role="PLATFORM_OPS") | Q(valid_until__isnull=False),
                name="identity_operators_have_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.identity_id} {self.role}"
