"""What the district keeps of the procedure: who took which step about which content, and what the office ruled."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.catalog.vocabulary import ApprovalLevel
from cms.procedure.steps import Outcome, StepKind
from cms.registry.models import Unit
from tenants.ledger import Access, DirectoryRow, OwnRow


class StepRecord(OwnRow):
    """One step taken about a plan. Never changes; the database lets nothing go public without the right ones.

    It names people, so the reader of the district's public pages does not see it: they get roles and dates with each
    version (publication).
    """

    ledger_access = Access.RECORDED

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.UUIDField(_("公开方案"))
    entry = models.UUIDField(_("公开内容"))
    """translation_key of the page."""
    title = models.CharField(_("标题"), max_length=255)
    item_code = models.CharField(_("事项编码"), max_length=20)
    step = models.CharField(_("步骤"), max_length=12, choices=StepKind)
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome)
    content_hash = models.CharField(_("校验值"), max_length=64)
    terms_hash = models.CharField(max_length=64)
    time_hash = models.CharField(max_length=64)
    by = models.UUIDField(_("人员"), null=True)
    """uuid of the identity. Empty where the demonstration or an upgrade wrote the record."""
    by_name = models.CharField(_("姓名"), max_length=100)
    role = models.CharField(_("身份"), max_length=60)
    unit_name = models.CharField(_("办理单位"), max_length=200)
    on_behalf_of = models.CharField(_("受谁委托"), max_length=100, blank=True, default="")
    exception = models.UUIDField(_("例外"), null=True)
    note = models.TextField(_("意见"), blank=True, default="")
    detail = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("办理记录")
        ordering = ["at", "uuid"]
        indexes = [
            models.Index(fields=["schema_name", "plan"], name="procedure_record_of_plan"),
            models.Index(fields=["schema_name", "entry"], name="procedure_record_of_entry"),
            models.Index(fields=["-at"], name="procedure_record_newest"),
        ]

    def __str__(self):
        return f"{self.get_step_display()} {self.title}"


class RouteRule(DirectoryRow):
    """Which steps plans of a level take, set by the office for a kind of unit ('': all kinds)."""

    level = models.CharField(_("审批层级"), max_length=10, choices=ApprovalLevel)
    kind = models.CharField(_("单位类别"), max_length=20, blank=True, default="")
    steps = ArrayField(models.CharField(max_length=12, choices=StepKind), verbose_name=_("步骤"))
    internal_first = models.BooleanField(_("先党内后党外"), default=False)
    set_by = models.CharField(_("设定人"), max_length=100)
    set_at = models.DateTimeField(_("设定时间"), auto_now=True)

    class Meta:
        verbose_name = _("审批路线")
        constraints = [models.UniqueConstraint(fields=["level", "kind"], name="procedure_one_route")]

    def __str__(self):
        return f"{self.get_level_display()} {self.kind}"


class SeparationException(DirectoryRow):
    """In a small unit one named person may take two of the steps that three take elsewhere. The office grants it.

    Shown in every record that rests on it, and to the public.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="separation_exceptions")
    person = models.UUIDField()
    person_name = models.CharField(_("姓名"), max_length=100)
    reason = models.CharField(_("理由"), max_length=300)
    since = models.DateField(_("起"))
    until = models.DateField(_("止"))
    granted_by = models.CharField(_("批准人"), max_length=100)
    granted_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("兼任例外")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=models.F("since")), name="procedure_exception_ends"
            ),
        ]

    def __str__(self):
        return f"{self.person_name} {self.until}"
