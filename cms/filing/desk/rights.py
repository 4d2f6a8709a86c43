"""Who may do what about filings, in their own tenant. Which filing it is about is asked besides."""

from __future__ import annotations

from typing import Any

from wagtail.admin.auth import user_has_any_page_permission

from cms.registry.models import Subordination
from tenants.context import current


def may_follow(user: Any) -> bool:
    """See the unit's own filings: whoever works on its column."""
    return user_has_any_page_permission(user)


def may_submit(user: Any) -> bool:
    """File, take back, correct and confirm the unit's own catalog."""
    return user.has_perm("filing.submit_filing")


def may_decide(user: Any) -> bool:
    """Decide about filings addressed to the bound unit.

    At the centre those of the office only, who keep the register: the administrator of the centre's own column is not.
    """
    return user.has_perm("filing.decide_filing") and (
        not current().is_central or user.has_perm("filing.view_filing")
    )


def receives(user: Any) -> bool:
    """Whether there can be anything to decide: at the centre always, elsewhere where units stand below this one."""
    return may_decide(user) and (current().is_central or _has_units_below())


def _has_units_below() -> bool:
    below = Subordination.objects.in_force()
    return below.filter(superior__tenant__schema_name=current().schema_name).exists()


def may_read_the_register(user: Any) -> bool:
    """The register of the district, at the centre."""
    return current().is_central and user.has_perm("filing.view_filing")
