"""Catalog versions as filed: frozen, hashed, decided about, registered; and who did what to them, when."""

import base64
import secrets
import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Cast, Now
from django.utils.translation import gettext_lazy as _

from cms.catalog.item import ItemFields
from cms.filing.media import models as media  # noqa: F401 -- Django looks for an app's models here
from cms.filing.roster import models as roster  # noqa: F401 -- the same
from cms.filing.states import FilingState, StepKind
from cms.registry.models import Unit
from tenants.ledger import Access, DirectoryRow, OwnRow

NOTHING = models.Value({}, output_field=models.JSONField())


class Filing(OwnRow):
    """One version of a unit's catalog, on its way into the register or in it."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="filings")
    number = models.PositiveIntegerField(_("版本"))
    title = models.CharField(_("名称"), max_length=200)
    state = models.CharField(_("状态"), max_length=12, choices=FilingState, default=FilingState.SUBMITTED)
    digest = models.CharField(_("校验值"), max_length=64)
    register_number = models.CharField(_("登记号"), max_length=40, blank=True, default="")
    filed_on = models.DateField(_("报送日期"))
    registered_on = models.DateField(_("登记日期"), null=True)
    note = models.TextField(_("说明"), blank=True, default="")

    # What the first release did not know.
    filed_with = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="received_filings", verbose_name=_("报送对象")
    )
    """Whom it was addressed to when it was filed. Null for what was filed before that was kept: by the rule then."""
    register_year = models.PositiveSmallIntegerField(null=True, editable=False)
    register_seq = models.PositiveIntegerField(null=True, editable=False)
    """Year and running number within the register of `filed_with`, where the number follows the register's scheme."""

    class Meta:
        verbose_name = _("目录报备")
        permissions = [("submit_filing", _("报送目录")), ("decide_filing", _("办理目录报备"))]
        constraints = [
            models.UniqueConstraint(fields=["schema_name", "number"], name="filing_one_number"),
            models.UniqueConstraint(
                fields=["schema_name"], condition=models.Q(state="REGISTERED"), name="filing_one_registered"
            ),
        ]
        indexes = [
            models.Index(fields=["filed_with", "state", "filed_on"], name="filing_waiting"),
            models.Index(fields=["filed_with", "register_year", "register_seq"], name="filing_in_register"),
        ]

    def __str__(self):
        return self.title

    @property
    def token(self) -> str:
        """What stands in the address at which the receipt is verified: the key, which nobody guesses, in 22 letters."""
        return base64.urlsafe_b64encode(self.uuid.bytes).decode().rstrip("=")


def key_of_token(token: str) -> uuid.UUID | None:
    """The filing that a verification address names; None for what is no such address."""
    try:
        key = uuid.UUID(bytes=base64.urlsafe_b64decode(f"{token}=="))
    except ValueError:
        return None
    return key if Filing(uuid=key).token == token else None


def new_salt() -> str:
    return secrets.token_hex(16)


class FiledItem(OwnRow, ItemFields):
    """One item of a filed version. Never changes."""

    ledger_access = Access.FROZEN
    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="items")
    salt = models.CharField(
        max_length=36,
        default=new_salt,
        db_default=Cast(RandomUUID(), models.CharField(max_length=36)),
        editable=False,
    )
    """Goes into the item's own digest (cms/filing/digests.py), so that nobody finds out by guessing what a hidden item
    says. Told for public items only."""

    class Meta(ItemFields.Meta):
        verbose_name = _("目录事项")
        constraints = [models.UniqueConstraint(fields=["filing", "code"], name="filing_one_code")]

    def __str__(self):
        return f"{self.code} {self.title}"


class FilingStep(OwnRow):
    """One thing that was done about a filing: by whom, for which unit, when, with which words. Never changes."""

    ledger_access = Access.FROZEN
    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(_("步骤"), max_length=12, choices=StepKind)
    on = models.DateField(_("日期"))
    at = models.DateTimeField(_("记录时间"), db_default=Now(), editable=False)
    actor = models.UUIDField(null=True, editable=False)
    """Identity of who did it; null for the operator's command line."""
    actor_name = models.CharField(_("办理人"), max_length=120)
    actor_unit = models.CharField(_("办理单位"), max_length=100, blank=True, default="")
    note = models.TextField(_("说明"), blank=True, default="")
    detail = models.JSONField(_("详情"), default=dict, blank=True)
    """submit: `withdrawn` {code: reason}. check, register, return: `checklist` [{code, ok, note}]. correct: `version`."""

    class Meta:
        verbose_name = _("报备步骤")
        ordering = ["at", "uuid"]
        indexes = [models.Index(fields=["filing", "at"], name="filing_steps_in_turn")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.actor_name}"


class FilingRemark(OwnRow):
    """What is to be corrected in one item of a returned version. Never changes."""

    ledger_access = Access.FROZEN
    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="remarks")
    code = models.CharField(_("编码"), max_length=20)
    text = models.TextField(_("意见"))

    class Meta:
        verbose_name = _("退回意见")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["filing", "code"], name="filing_one_remark")]

    def __str__(self):
        return f"{self.code} {self.text}"


class FilingRule(DirectoryRow):
    """A rule of filing as the office has set it, in the place of the one in cms/filing/data/rules.toml."""

    code = models.CharField(max_length=40, unique=True)
    value = models.JSONField(_("取值"), default=dict, db_default=NOTHING)
    basis = models.TextField(_("依据"), blank=True, default="")
    set_on = models.DateField(_("设定日期"), auto_now=True)
    set_by = models.CharField(_("设定人"), max_length=120, blank=True, default="")

    class Meta:
        verbose_name = _("报备规则")

    def __str__(self):
        return self.code


class Reminder(OwnRow):
    """Something a unit was reminded of. Its row is what keeps it from being reminded twice."""

    unseen = "letters that were sent"

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    """What it is about: the same words never come twice with the same kind."""
    due_on = models.DateField(null=True)
    sent_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("提醒")
        constraints = [
            models.UniqueConstraint(fields=["schema_name", "kind", "key"], name="filing_reminded_once")
        ]

    def __str__(self):
        return f"{self.kind} {self.key}"
