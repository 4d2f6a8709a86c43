"""The verb of the appearance: what the bound site wears from now on."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from cms.theming.catalogue import offered, themes
from cms.theming.look import forget
from cms.theming.models import Appearance
from cms.theming.overrides import examine
from tenants.audit.actions import record
from tenants.audit.kinds import AuditKind
from tenants.context import current


class ThemeRefused(Exception):
    """Why nothing was changed. `problems`: token, or "" for the whole → what is wrong."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


def wear(
    *, theme: str, values: Mapping[str, str], by: str, seen: int, actor: uuid.UUID | None = None
) -> Appearance:
    """Put on a theme with the unit's values; all problems at once. `seen`: the number of the one that was looked at.

    Raises ThemeRefused.
    """
    good = checked(theme, values)
    try:
        with transaction.atomic():
            row = _changed(theme, good, by, seen)
            detail = {"theme": theme, "values": good, "before": {"number": seen}}
            record(kind=AuditKind.THEME_WORN, subject=theme, actor=actor, actor_name=by, detail=detail)
    except IntegrityError:
        # Two people chose for the first time, at the same moment.
        raise ThemeRefused({"": _overtaken()}) from None
    forget(current())
    return row


def checked(theme: str, values: Mapping[str, str]) -> dict[str, str]:
    """The values as they are kept. Raises ThemeRefused."""
    known = offered(central=current().is_central).get(theme)
    if known is None:
        raise ThemeRefused({"": _("没有“%(name)s”这个主题，请从列表中选一个。") % {"name": theme}})
    good, problems = examine(known, values)
    if problems:
        raise ThemeRefused(problems)
    return good


def _changed(theme: str, values: dict[str, str], by: str, seen: int) -> Appearance:
    row = Appearance.objects.select_for_update().first()
    if (row.number if row else 0) != seen:
        raise ThemeRefused({"": _overtaken()})
    row = row or Appearance(number=0)
    row.theme, row.values, row.changed_by, row.number = theme, values, by, seen + 1
    row.changed_at = Now()
    row.save()
    return row


def _overtaken() -> str:
    row = Appearance.objects.first()
    if row is None:
        return _("外观刚刚被别人改过，请看过再改。")
    known = themes().get(row.theme)
    return _("您打开本页以后，%(who)s把外观换成了“%(theme)s”。您的改动没有保存，请看过再改。") % {
        "who": row.changed_by,
        "theme": known.manifest.title if known else row.theme,
    }
