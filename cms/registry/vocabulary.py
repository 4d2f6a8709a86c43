"""The closed lists of the registry: unit kinds, levels, forms of organisation, kinds of guidance."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class UnitKind(TextChoices):
    """单位类别: what sort of organisation a unit is. Decides its catalog template and whom it files with."""

    COMMITTEE = "COMMITTEE", _("区委")
    DISCIPLINE = "DISCIPLINE", _("区纪委")
    WORKING_ORGAN = "WORKING_ORGAN", _("区委工作机关")
    TOWN = "TOWN", _("镇")
    SUBDISTRICT = "SUBDISTRICT", _("街道")
    PARK = "PARK", _("园区")
    DEPARTMENT = "DEPARTMENT", _("区级机关部门")
    MUNICIPAL_STATIONED = "MUNICIPAL_STATIONED", _("市直驻区单位")
    VILLAGE = "VILLAGE", _("村")
    COMMUNITY = "COMMUNITY", _("社区")
    SCHOOL = "SCHOOL", _("学校")
    HOSPITAL = "HOSPITAL", _("公立医院")
    SOE = "SOE", _("国有企业")
    SOCIAL_ORG = "SOCIAL_ORG", _("社会组织")


class UnitLevel(TextChoices):
    """层级."""

    DISTRICT = "DISTRICT", _("区级")
    TOWNSHIP = "TOWNSHIP", _("镇街级")
    VILLAGE = "VILLAGE", _("村级")
    GRASSROOTS = "GRASSROOTS", _("基层")


class OrgForm(TextChoices):
    """组织形式, read off the end of a unit's name."""

    WORKING_COMMITTEE = "WORKING_COMMITTEE", _("党工委")
    COMMITTEE = "COMMITTEE", _("党委")
    LEADING_GROUP = "LEADING_GROUP", _("党组")
    GENERAL_BRANCH = "GENERAL_BRANCH", _("党总支")
    BRANCH = "BRANCH", _("党支部")
    ORGANISATION = "ORGANISATION", _("党组织")
    OFFICE = "OFFICE", _("机关")

    @classmethod
    def of_name(cls, name: str) -> "OrgForm":
        """The form a name ends in: 柳河镇党委 → COMMITTEE. Names that end in none of them are OFFICE."""
        ends = {str(form.label): form for form in cls if form is not cls.OFFICE} | {
            "工委": cls.WORKING_COMMITTEE
        }
        return next((form for end, form in ends.items() if name.endswith(end)), cls.OFFICE)


class GuidanceKind(TextChoices):
    """指导关系: who answers for whom, and how."""

    OVERALL = "OVERALL", _("牵头抓总")
    GUIDE_URGE = "GUIDE_URGE", _("指导督促")
    GUIDE = "GUIDE", _("指导")
    GUIDE_SUPERVISE = "GUIDE_SUPERVISE", _("指导、监督")
    MONITOR = "MONITOR", _("监测反馈")
    LEAD = "LEAD", _("条线牵头")
    BLOCK = "BLOCK", _("属地管理")
