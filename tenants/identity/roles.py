"""The roles a person can have in a tenant. Each is one Wagtail group there."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MemberRole(TextChoices):
    EDITOR = "EDITOR", _("信息员（编辑）")
    REVIEWER = "REVIEWER", _("保密审查员")
    LEADER = "LEADER", _("单位领导（审批）")
    ADMINISTRATOR = "ADMINISTRATOR", _("单位管理员")
    OFFICE_CLERK = "OFFICE_CLERK", _("区委办经办人")
    OFFICE_LEADER = "OFFICE_LEADER", _("区委办负责人")
    LINE_LEAD = "LINE_LEAD", _("条线牵头部门")
    VIEWER = "VIEWER", _("查看")
    PLATFORM_OPS = "PLATFORM_OPS", _("平台运维")


UNIT_ROLES = frozenset({MemberRole.EDITOR, MemberRole.REVIEWER, MemberRole.LEADER, MemberRole.ADMINISTRATOR})
CENTRAL_ROLES = frozenset(
    {MemberRole.OFFICE_CLERK, MemberRole.OFFICE_LEADER, MemberRole.LINE_LEAD, MemberRole.VIEWER}
)

# Whoever sees or decides beyond one unit. An installation may ask more people for a second factor, never fewer.
NEED_SECOND_FACTOR = frozenset(
    {
        MemberRole.OFFICE_CLERK,
        MemberRole.OFFICE_LEADER,
        MemberRole.LINE_LEAD,
        MemberRole.PLATFORM_OPS,
    }
)


def allowed_in(*, central: bool) -> frozenset[MemberRole]:
    """Roles that exist in a unit's tenant, or in the central one (which is also a unit with a column)."""
    return UNIT_ROLES | {MemberRole.PLATFORM_OPS} | (CENTRAL_ROLES if central else frozenset())
