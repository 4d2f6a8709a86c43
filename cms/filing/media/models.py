"""What a unit files about its media: the registration, whom to call about it, each step, and how the address answers."""

import datetime as dt
import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.filing.media.states import MediaState, MediaVerb
from cms.registry.models import Unit
from tenants.ledger import Access, OwnRow

YEAR = 365
"""Days after which a registration must be confirmed again."""


class MediaKind(models.TextChoices):
    WEBSITE = "WEBSITE", _("门户网站")
    COLUMN = "COLUMN", _("网站专栏")
    WECHAT = "WECHAT", _("微信公众号")
    CHANNELS = "CHANNELS", _("视频号")
    WEIBO = "WEIBO", _("微博")
    OTHER = "OTHER", _("其他")


ON_THE_WEB = frozenset({MediaKind.WEBSITE, MediaKind.COLUMN})
"""Kinds with an address that anybody can open: they meet the duty of a portal, and are looked at."""


class MediaRegistration(OwnRow):
    """网络媒体备案: one website, column or account of a unit. Who answers for it is told in MediaContact."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="media")
    kind = models.CharField(_("媒体类别"), max_length=10, choices=MediaKind)
    name = models.CharField(_("媒体名称"), max_length=100)
    account = models.CharField(_("帐号"), max_length=100, blank=True, default="")
    url = models.URLField(_("网址"), blank=True, default="", max_length=500)
    column_url = models.URLField(_("党务公开专栏网址"), blank=True, default="", max_length=500)
    icp = models.CharField(_("ICP备案号"), max_length=60, blank=True, default="")
    site_code = models.CharField(_("网站标识码"), max_length=20, blank=True, default="")
    owner = models.CharField(_("主办单位"), max_length=100)
    state = models.CharField(_("状态"), max_length=12, choices=MediaState, default=MediaState.DRAFT)
    number = models.CharField(_("备案号"), max_length=40, blank=True, default="")
    filed_on = models.DateField(_("报送日期"), null=True)
    registered_on = models.DateField(_("备案日期"), null=True)
    confirmed_on = models.DateField(_("最近确认"), null=True)
    remarks = models.TextField(_("审核意见"), blank=True, default="")

    class Meta:
        verbose_name = _("媒体备案")
        ordering = ["kind", "name", "uuid"]
        indexes = [models.Index(fields=["unit", "state"], name="filing_media_of_unit")]

    def __str__(self):
        return self.name

    @property
    def address(self) -> str:
        """What people open to read the disclosure: the column, else the site."""
        return self.column_url or self.url

    @property
    def confirm_by(self) -> dt.date | None:
        """The last day on which the yearly confirmation is in time. None for what was never registered."""
        return self.confirmed_on and self.confirmed_on + dt.timedelta(days=YEAR)


class MediaContact(OwnRow):
    """Who answers for a registered medium. Not for the reader behind the public pages, so not in the registration."""

    ledger_access = Access.OVERSEEN
    registration = models.OneToOneField(
        MediaRegistration, on_delete=models.CASCADE, primary_key=True, related_name="contact"
    )
    person = models.CharField(_("联系人"), max_length=40)
    telephone = models.CharField(_("联系电话"), max_length=40)

    class Meta:
        verbose_name = _("媒体联系人")

    def __str__(self):
        return self.person


class MediaStep(OwnRow):
    """One step in the life of a registration. Never changes."""

    ledger_access = Access.FROZEN
    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    registration = models.ForeignKey(MediaRegistration, on_delete=models.CASCADE, related_name="steps")
    verb = models.CharField(_("办理"), max_length=10, choices=MediaVerb)
    state = models.CharField(_("办理后"), max_length=12, choices=MediaState)
    note = models.TextField(_("说明"), blank=True, default="")
    by = models.UUIDField(null=True)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = _("媒体备案记录")
        ordering = ["at", "uuid"]
        indexes = [models.Index(fields=["-at"], name="filing_media_steps")]

    def __str__(self):
        return f"{self.registration_id} {self.verb}"


class ProbeOutcome(models.TextChoices):
    REACHED = "REACHED", _("能访问")
    FAULTY = "FAULTY", _("网站报错")
    UNREACHABLE = "UNREACHABLE", _("无法访问")
    INSECURE = "INSECURE", _("证书无效")
    REFUSED = "REFUSED", _("地址不予访问")


class MediaProbe(OwnRow):
    """How an address answered on a day. The last KEPT of a registration, each slot written again in its turn."""

    packaged = False
    KEPT = 30
    registration = models.ForeignKey(MediaRegistration, on_delete=models.CASCADE, related_name="probes")
    slot = models.PositiveSmallIntegerField()
    at = models.DateTimeField(_("时间"))
    url = models.CharField(_("网址"), max_length=500)
    outcome = models.CharField(_("结果"), max_length=12, choices=ProbeOutcome)
    status = models.PositiveSmallIntegerField(_("状态码"), null=True)
    milliseconds = models.PositiveIntegerField(_("耗时（毫秒）"), null=True)
    secure = models.BooleanField(_("加密连接"), default=False)
    final_url = models.CharField(_("到达的网址"), max_length=500, blank=True, default="")
    newest_on = models.DateField(_("页面上最新的日期"), null=True)
    detail = models.CharField(_("说明"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("访问检查")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "slot"], name="filing_probe_one_a_slot")
        ]

    def __str__(self):
        return f"{self.url} {self.outcome}"
