"""Who sees which screen of the procedure. Which plan it is about is asked besides, by Powers."""

from __future__ import annotations

from typing import Any

from wagtail.admin.auth import user_has_any_page_permission

from cms.procedure.actions.delegating import RIGHT
from cms.procedure.actions.ruling import EXCEPTIONS, ROUTES
from cms.procedure.rights import Powers, holds
from cms.procedure.steps import ABOVE, COVERS, StepKind
from tenants.context import current

DECIDED = tuple(step for step in COVERS if step not in ABOVE)
"""Steps that somebody of the unit decides."""


def may_propose(user: Any) -> bool:
    return holds(user, StepKind.PROPOSE)


def may_decide(user: Any) -> bool:
    """By role, or standing in for somebody today."""
    return any(holds(user, step) for step in DECIDED) or Powers(user).may_take(StepKind.APPROVE)


def may_follow(user: Any) -> bool:
    """Read the plans of the unit: whoever works on its column or decides."""
    return user_has_any_page_permission(user) or may_decide(user)


def may_delegate(user: Any) -> bool:
    return user.has_perm(RIGHT) and holds(user, StepKind.APPROVE)


def _reads(user: Any, model: str) -> bool:
    return current().is_central and user.has_perm(f"procedure_ledger.view_{model}")


def may_see_routes(user: Any) -> bool:
    return _reads(user, "routerule")


def may_set_routes(user: Any) -> bool:
    return current().is_central and user.has_perm(ROUTES)


def may_see_exceptions(user: Any) -> bool:
    return _reads(user, "separationexception")


def may_grant(user: Any) -> bool:
    return current().is_central and user.has_perm(EXCEPTIONS)
