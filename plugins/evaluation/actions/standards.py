"""Standards and periods: brought in, published, opened. A published standard does not change; the next one is a version."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.extension import By, write_down
from plugins.evaluation.engine.evidence import Invalid
from plugins.evaluation.engine.scheme import Scheme as Standard
from plugins.evaluation.ledger.models import FeaturePart, Period, Scheme
from plugins.evaluation.states import Refused, SchemeState, after


def bring_in(data: Any, *, by: By) -> Scheme:
    """A standard as a draft. Raises ValidationError with every problem; Refused where that version is published."""
    try:
        standard = Standard.read(data)
    except Invalid as error:
        raise ValidationError(error.problems) from error
    version = str(standard.version)
    held = Scheme.objects.filter(code=standard.code, version=version).first()
    if held and held.state == SchemeState.PUBLISHED:
        if held.digest == standard.digest:
            return held
        raise Refused(
            _("%(title)s 第%(version)s版已公布，不能改；请把版本号加一")
            % {"title": held.title, "version": version}
        )
    row = held or Scheme(code=standard.code, version=version)
    row.title, row.data, row.digest = standard.title, standard.data, standard.digest
    with transaction.atomic():
        row.save()
        write_down("evaluation", "bring_in", subject=str(row), by=by)
    return row


def publish(scheme: Scheme, *, by: By) -> Scheme:
    """公布: from now on it stays as it is. Raises Refused."""
    scheme.state = after("publish", scheme.state, scheme.get_state_display())
    scheme.published_at = timezone.now()
    with transaction.atomic():
        scheme.save(update_fields=["state", "published_at"])
        write_down("evaluation", "publish", subject=str(scheme), by=by, detail={"digest": scheme.digest})
    return scheme


def publish_features(data: Any, *, period: Period, by: By) -> FeaturePart:
    """条线特色指标 of a period, as the line's lead set them. Raises ValidationError with every problem."""
    try:
        whole = Standard.read(period.scheme.data).with_features([data])
    except Invalid as error:
        raise ValidationError(error.problems) from error
    part = next(one for one in whole.data["features"] if one["line"] == data["line"])
    with transaction.atomic():
        row = FeaturePart.objects.create(
            line_code=part["line"], period=period, version=str(part["version"]), data=part, digest=whole.digest,
            state=SchemeState.PUBLISHED, published_at=timezone.now(),
        )  # fmt: skip
        write_down("evaluation", "publish_features", subject=str(row), by=by)
    return row


def open_period(*, code: str, title: str, since: dt.date, until: dt.date, scheme: Scheme, by: By) -> Period:
    """A period by a published standard. The same code twice is the same period. Raises Refused with every problem."""
    held = Period.objects.filter(code=code).first()
    if held:
        return held
    problems = []
    if scheme.state != SchemeState.PUBLISHED:
        problems.append(_("评价标准还没有公布"))
    if until <= since:
        problems.append(_("截止日期要在开始日期之后"))
    if problems:
        raise Refused("；".join(problems))
    with transaction.atomic():
        made = Period.objects.create(code=code, title=title, since=since, until=until, scheme=scheme)
        write_down("evaluation", "open_period", subject=title, by=by)
    return made
