"""The closed lists of a catalog item: scope, timing, frequency, approval level, linked systems, form."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DisclosureScope(TextChoices):
    """公开范围 (条例第八条). Only SOCIETY ever reaches a public surface."""

    SOCIETY = "SOCIETY", _("社会公开")
    PARTY = "PARTY", _("党内公开")
    UNIT = "UNIT", _("本单位公开")
    TARGETED = "TARGETED", _("特定范围公开")


class TimingKind(TextChoices):
    """公开时限: 长期、定期、逐段、即时."""

    STANDING = "STANDING", _("长期公开")
    PERIODIC = "PERIODIC", _("定期公开")
    PHASED = "PHASED", _("逐段公开")
    IMMEDIATE = "IMMEDIATE", _("即时公开")


class Frequency(TextChoices):
    """How often an item falls due. The working days after it are `due_workdays`."""

    ON_CHANGE = "ON_CHANGE", _("变更时更新")
    YEARLY = "YEARLY", _("每年")
    HALF_YEARLY = "HALF_YEARLY", _("每半年")
    QUARTERLY = "QUARTERLY", _("每季度")
    MONTHLY = "MONTHLY", _("每月")
    BY_STAGE = "BY_STAGE", _("每一阶段")
    ON_EVENT = "ON_EVENT", _("审批通过后")


class ApprovalLevel(TextChoices):
    """审批层级."""

    NORMAL = "NORMAL", _("一般")
    IMPORTANT = "IMPORTANT", _("重要")
    MAJOR = "MAJOR", _("重大")
    ESCALATE = "ESCALATE", _("报批")


class LinkedSystem(TextChoices):
    """衔接公开: the other disclosure system that the same fact belongs to."""

    GOV = "GOV", _("政务公开")
    VILLAGE = "VILLAGE", _("村务公开")
    RESIDENT = "RESIDENT", _("居务公开")
    SCHOOL = "SCHOOL", _("校务公开")
    HOSPITAL = "HOSPITAL", _("院务公开")
    ENTERPRISE = "ENTERPRISE", _("厂务公开")


class ItemForm(TextChoices):
    """公开形式: what an entry for the item looks like. Decides which fields it has, never the page type."""

    GENERAL = "GENERAL", _("一般内容")
    PROFILE = "PROFILE", _("职能与机构")
    DECISION = "DECISION", _("决策与落实")
    PROGRESS = "PROGRESS", _("进展")
    FIGURES = "FIGURES", _("收支与数据")
    LIST = "LIST", _("名单")
    NOTICE = "NOTICE", _("公示")
    PERSONNEL = "PERSONNEL", _("人事")
    INTERPRET = "INTERPRET", _("政策解读")
    FEATURE = "FEATURE", _("专题文章")
