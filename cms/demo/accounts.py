"""The people of the demonstration: one for each role, the same password everywhere."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from tenants.context import tenant_scope
from tenants.identity.actions import join
from tenants.identity.models import Membership
from tenants.identity.roles import MemberRole
from tenants.models import Tenant

PASSWORD = "gongkai-demo"  # noqa: S105 -- printed on the terminal and in the README; the demonstration only

PEOPLE = (
    ("editor", "信息员小林", "chengguan", MemberRole.EDITOR),
    ("reviewer", "保密员老周", "chengguan", MemberRole.REVIEWER),
    ("leader", "领导王书记", "chengguan", MemberRole.LEADER),
    ("admin", "管理员小陈", "chengguan", MemberRole.ADMINISTRATOR),
    ("village", "村信息员小柳", "village01", MemberRole.EDITOR),
    ("villagereviewer", "村保密员老田", "village01", MemberRole.REVIEWER),
    ("villageleader", "村党组织书记老柳", "village01", MemberRole.LEADER),
    ("town", "镇党委管理员小曹", "liuhe", MemberRole.ADMINISTRATOR),
    ("newvillage", "村文书小方", "village02", MemberRole.ADMINISTRATOR),
    ("clerk", "区委办经办人小吴", "central", MemberRole.OFFICE_CLERK),
    ("office", "区委办负责人老李", "central", MemberRole.OFFICE_LEADER),
    ("line", "条线联络员小赵", "central", MemberRole.LINE_LEAD),
    ("line", "条线联络员小赵", "jiaotiju", MemberRole.EDITOR),
    ("rural", "条线联络员小梁", "nongyeju", MemberRole.EDITOR),
    ("ops", "平台运维", "chengguan", MemberRole.PLATFORM_OPS),
)
OPERATOR_DAYS = 30


def make_accounts() -> None:
    """Give everyone their place. Idempotent."""
    for login, name, slug, role in PEOPLE:
        tenant = Tenant.objects.get(slug=slug)
        until = (
            timezone.localdate() + dt.timedelta(days=OPERATOR_DAYS)
            if role == MemberRole.PLATFORM_OPS
            else None
        )
        with tenant_scope(tenant):
            if not Membership.objects.valid().filter(identity__login=login, role=role).exists():
                join(login=login, name=name, role=role, password=PASSWORD, until=until)
