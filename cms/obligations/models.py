"""What is due, and the facts that it follows from: what was published, what happened, what was declared or allowed."""

import datetime as dt
import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.obligations.states import DutyKind, NilState, ObligationState, state_of
from cms.registry.models import Unit
from tenants.ledger import DirectoryRow, OwnRow


class Owed(models.Manager):
    """Without what turned out not to be owed, which nobody may delete."""

    def get_queryset(self):
        return super().get_queryset().filter(void=False)


class Obligation(OwnRow):
    """应公开义务. A projection of the facts below (cms.obligations.compute); met by a publication, never by hand."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="obligations")
    item_code = models.CharField(max_length=20)
    item_title = models.CharField(max_length=200)
    period_key = models.CharField(max_length=20, blank=True, default="")
    period_label = models.CharField(_("所属期"), max_length=40, blank=True, default="")
    due_on = models.DateField(_("应公开日期"))
    met_on = models.DateField(_("公开日期"), null=True)
    entry_uuid = models.UUIDField(null=True)
    nil = models.BooleanField(_("本期无此事项"), default=False)

    kind = models.CharField(_("缘由"), max_length=8, choices=DutyKind, null=True)  # noqa: DJ001 -- null: written down by the first release, and kept as it was
    nil_on = models.DateField(null=True)
    """When the nil declaration was approved that stands, or that stood on the due date."""
    waived_on = models.DateField(_("免除日期"), null=True)
    provisional = models.BooleanField(_("日期待定"), default=False, db_default=False)
    """The due date lies in a year whose holidays are not published."""
    void = models.BooleanField(default=False, db_default=False)
    """No longer owed: the item left the catalog, or a record was taken back."""

    objects = Owed()
    everything = models.Manager()

    class Meta:
        verbose_name = _("应公开义务")
        ordering = ["due_on", "item_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["schema_name", "item_code", "period_key"], name="obligations_one_a_period"
            )
        ]
        indexes = [
            models.Index(fields=["due_on"], name="obligations_due"),
            models.Index(
                fields=["due_on"],
                condition=Q(met_on=None, nil=False, waived_on=None, void=False),
                name="obligations_open",
            ),
        ]

    def __str__(self):
        return f"{self.item_code} {self.period_label}"

    @property
    def state(self) -> ObligationState:
        return self._as(timezone.localdate(), self.met_on, self.nil, self.nil_on, self.waived_on)

    @property
    def is_open(self) -> bool:
        return self.met_on is None and not self.nil and self.waived_on is None

    def state_on(self, day: dt.date) -> ObligationState:
        """The state as it was, or will be, on a day: what was published or decided later does not count."""
        met_on, nil_on, waived_on = (
            value if value and value <= day else None for value in (self.met_on, self.nil_on, self.waived_on)
        )
        nil = self.nil and (self.nil_on is None or nil_on is not None)
        return self._as(day, met_on, nil, nil_on, waived_on)

    def _as(self, day, met_on, nil, nil_on, waived_on) -> ObligationState:
        return state_of(
            due_on=self.due_on,
            met_on=met_on,
            nil=nil,
            nil_on=nil_on,
            waived=waived_on is not None,
            today=day,
        )


class Evidence(OwnRow):
    """A day on which a version of an entry became public for an item, or the unit confirmed what it had published."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry_uuid = models.UUIDField(null=True)
    """None: 年度确认, that what is public is still right."""
    item_code = models.CharField(max_length=20)
    period_key = models.CharField(max_length=20, blank=True, default="")
    on = models.DateField()
    until = models.DateField(null=True)
    """The day the entry left public sight, or answered for something else."""

    class Meta:
        verbose_name = _("公开事实")
        constraints = [
            models.UniqueConstraint(
                fields=["schema_name", "entry_uuid", "item_code", "period_key", "on"],
                name="obligations_evidence_once_a_day",
            )
        ]
        indexes = [models.Index(fields=["schema_name", "item_code"], name="obligations_evidence_of")]

    def __str__(self):
        return f"{self.item_code} {self.on}"


class Occasion(OwnRow):
    """A stage that was completed, an event, a change: recorded by the unit, and due from that day."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item_code = models.CharField(max_length=20)
    kind = models.CharField(_("缘由"), max_length=8, choices=DutyKind)
    key = models.CharField(max_length=20)
    """What the obligation has in place of a period: the day, numbered when there are several."""
    label = models.CharField(_("说明"), max_length=40)
    on = models.DateField(_("日期"))
    recorded_on = models.DateField(default=timezone.localdate)
    cancelled_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("阶段和事项")
        ordering = ["on", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["schema_name", "item_code", "key"], name="obligations_one_occasion"
            )
        ]

    def __str__(self):
        return self.label


class NilDeclaration(OwnRow):
    """本期无此事项. Proposed by one person, approved by another, with the reason that is public."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    item_code = models.CharField(max_length=20)
    item_title = models.CharField(max_length=200)
    period_key = models.CharField(max_length=20)
    period_label = models.CharField(_("所属期"), max_length=40)
    reason = models.CharField(_("理由"), max_length=200)
    state = models.CharField(_("状态"), max_length=10, choices=NilState, default=NilState.PROPOSED)
    proposed_by = models.UUIDField()
    proposed_on = models.DateField(_("申报日期"), default=timezone.localdate)
    decided_by = models.UUIDField(null=True)
    decided_on = models.DateField(_("审定日期"), null=True)
    approved = models.BooleanField(default=False)
    """Whether it ever stood, whatever became of it."""
    note = models.CharField(_("意见"), max_length=200, blank=True, default="")
    ended_on = models.DateField(null=True)
    """The day an approved declaration ceased to stand."""

    class Meta:
        verbose_name = _("本期无此事项")
        ordering = ["-proposed_on", "item_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["schema_name", "item_code", "period_key"],
                condition=Q(state__in=("PROPOSED", "APPROVED")),
                name="obligations_one_nil_a_period",
            )
        ]

    def __str__(self):
        return f"{self.item_code} {self.period_label}"


class Waiver(OwnRow):
    """The office excused a unit from one obligation, with its reason."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item_code = models.CharField(max_length=20)
    period_key = models.CharField(max_length=20, blank=True, default="")
    reason = models.CharField(_("理由"), max_length=200)
    on = models.DateField(_("日期"), default=timezone.localdate)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("免除公开")
        constraints = [
            models.UniqueConstraint(
                fields=["schema_name", "item_code", "period_key"],
                condition=Q(ended_on=None),
                name="obligations_one_waiver",
            )
        ]

    def __str__(self):
        return f"{self.item_code} {self.period_key}"


class UnitTally(OwnRow):
    """How a unit's obligations of one year stand, so that a district of a thousand is counted in a thousand rows.

    What is open is kept as due dates: whether it is overdue depends on the day that asks. `ahead` are the due dates,
    not yet past when this was written, of what is answered already.
    """

    packaged = False
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="tallies")
    year = models.PositiveSmallIntegerField()
    met = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    nil = models.PositiveIntegerField(default=0)
    waived = models.PositiveIntegerField(default=0)
    open_due = ArrayField(models.DateField(), default=list)
    ahead = ArrayField(models.DateField(), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["schema_name", "year"], name="obligations_one_tally_a_year")
        ]

    def __str__(self):
        return f"{self.unit_id} {self.year}"


class CalendarYear(DirectoryRow):
    """A year whose holidays the office has entered from the notice."""

    year = models.PositiveSmallIntegerField(_("年份"), unique=True)
    number = models.CharField(_("通知文号"), max_length=60)

    class Meta:
        verbose_name = _("工作日历")
        ordering = ["year"]

    def __str__(self):
        return str(self.year)


class CalendarDay(DirectoryRow):
    """A day that the office says something else of than the project's data, or its weekday, does."""

    date = models.DateField(_("日期"), unique=True)
    working = models.BooleanField(_("上班"))
    name = models.CharField(_("名称"), max_length=40, blank=True, default="")
    source = models.CharField(_("依据"), max_length=100, blank=True, default="")

    class Meta:
        verbose_name = _("工作日调整")
        ordering = ["date"]

    def __str__(self):
        return str(self.date)
