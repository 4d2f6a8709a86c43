"""Who may do what about filings, in their own tenant. Which filing it is about is asked besides."""

from __future__ import annotations

from typing import Any

from wagtail.admin.auth import user_has_any_page_permission

from cms.registry.queries import units_below
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
    return may_decide(user) and (current().is_central or bool(units_below(current().schema_name)))


def may_read_the_register(user: Any) -> bool:
    """The register of the district, at the centre."""
    return current().is_central and user.has_perm("filing.view_filing")


def may_oversee(user: Any) -> bool:
    """See how units stand with their catalogs: all of them at the centre, elsewhere those below the bound unit."""
    return may_read_the_register(user) or receives(user)


def may_see_rules(user: Any) -> bool:
    return current().is_central and user.has_perm("filing.view_filingrule")


def may_set_rules(user: Any) -> bool:
    return current().is_central and user.has_perm("filing.change_filingrule")
