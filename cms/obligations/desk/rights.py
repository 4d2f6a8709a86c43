"""Who may do what about the bound unit's obligations. What a row allows is asked besides."""

from __future__ import annotations

from typing import Any

from wagtail.admin.auth import user_has_any_page_permission

DECLARE = "obligations.add_nildeclaration"
DECIDE = "obligations.change_nildeclaration"
RECORD = "obligations.add_occasion"


def may_follow(user: Any) -> bool:
    """See what is owed: whoever works on the column."""
    return user_has_any_page_permission(user)


def may_declare(user: Any) -> bool:
    """Propose that a period had nothing, and take that back."""
    return user.has_perm(DECLARE)


def may_decide(user: Any) -> bool:
    """Agree or not with what another proposed."""
    return user.has_perm(DECIDE)


def may_record(user: Any) -> bool:
    """Record stages, events and changes, and confirm once a year what is public."""
    return user.has_perm(RECORD)
