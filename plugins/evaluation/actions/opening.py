"""A calendar year by the standard of the day, in one step."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _now

from cms.extension import By
from plugins.evaluation.actions import standards
from plugins.evaluation.engine.schemes import default_data
from plugins.evaluation.ledger.models import Period, Scheme
from plugins.evaluation.states import SchemeState


def newest_scheme() -> Scheme | None:
    return Scheme.objects.filter(state=SchemeState.PUBLISHED).order_by("-published_at").first()


def open_year(year: int, *, by: By) -> Period:
    """A calendar year by the newest published standard; without one the product's own is published first."""
    scheme = newest_scheme() or standards.publish(standards.bring_in(default_data(), by=by), by=by)
    return standards.open_period(
        code=str(year), title=_now("%(year)s年度评价") % {"year": year}, since=dt.date(year, 1, 1),
        until=dt.date(year, 12, 31), scheme=scheme, by=by,
    )  # fmt: skip
