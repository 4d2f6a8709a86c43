"""Who may do what at the desk, in their own tenant. Which case it is about is asked besides."""

from __future__ import annotations

from typing import Any

from wagtail.admin.auth import user_has_any_page_permission

from cms.registry.queries import units_below
from tenants.context import current
from tenants.identity.models import Membership
from tenants.identity.roles import MemberRole


def may_follow(user: Any) -> bool:
    """See what became of the unit's own cases: whoever works on its column."""
    return user_has_any_page_permission(user)


def may_answer(user: Any) -> bool:
    """Say what the unit did about a finding: whoever answers for the unit."""
    return user.has_perm("moderation.decide_case")


def may_read(user: Any) -> bool:
    """See what waits at this desk: at the centre the office, elsewhere whoever answers for the unit."""
    if current().is_central:
        return user.has_perm("moderation.view_moderationcase")
    return user.has_perm("moderation.decide_case")


def may_decide(user: Any) -> bool:
    """Decide about what is addressed to the bound unit."""
    return may_read(user) and user.has_perm("moderation.decide_case")


def receives(user: Any) -> bool:
    """Whether anything can wait here: at the centre always, elsewhere where units stand below this one."""
    return may_read(user) and (current().is_central or bool(units_below(current().schema_name)))


def may_see_holds(user: Any) -> bool:
    return current().is_central and user.has_perm("moderation.view_hold")


def may_hold(user: Any) -> bool:
    return current().is_central and user.has_perm("moderation.add_hold")


def role_of(user: Any) -> str:
    """What a person is in the bound tenant, as the history calls them."""
    rows = Membership.objects.valid().filter(identity_id=user.identity_uuid)
    return "、".join(str(MemberRole(role).label) for role in sorted(set(rows.values_list("role", flat=True))))
