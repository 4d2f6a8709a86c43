"""The states of a tenant, what its addresses answer in each, and which follows which."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TenantState(TextChoices):
    ACTIVE = "active", _("运行")
    MIGRATING = "migrating", _("升级中")
    ARCHIVED = "archived", _("已归档")
    DELETING = "deleting", _("删除中")
    DELETED = "deleted", _("已删除")


# HTTP status of every address of a tenant in a state that does not serve.
ANSWERS = {
    TenantState.MIGRATING: 503,
    TenantState.ARCHIVED: 410,
    TenantState.DELETING: 410,
    TenantState.DELETED: 410,
}

# What a tenant may become from each state. The way to deletion leads through the archive, and there is none back from it.
FOLLOWS: dict[TenantState, frozenset[TenantState]] = {
    TenantState.ACTIVE: frozenset({TenantState.MIGRATING, TenantState.ARCHIVED}),
    TenantState.MIGRATING: frozenset({TenantState.ACTIVE}),
    TenantState.ARCHIVED: frozenset({TenantState.ACTIVE, TenantState.DELETING}),
    TenantState.DELETING: frozenset({TenantState.DELETED}),
    TenantState.DELETED: frozenset(),
}

# In service: what the district lists, counts and reminds. The others are history.
IN_SERVICE = (TenantState.ACTIVE, TenantState.MIGRATING)


class WrongState(ValueError):
    """A tenant is not in a state from which this can be done. The message names both."""

    for_people = True


def check_move(before: str, after: TenantState, *, title: str) -> None:
    """Raises WrongState unless a tenant in state `before` may become `after`."""
    if after not in FOLLOWS[TenantState(before)]:
        text = _("“%(title)s”现在是“%(before)s”，不能变为“%(after)s”")
        raise WrongState(text % {"title": title, "before": TenantState(before).label, "after": after.label})
