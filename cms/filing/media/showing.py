"""One registration in full, as the unit and the office both see it: facts, doubts, looks, steps. Three queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from cms.filing.media.formats import icp_doubt, site_code_doubt
from cms.filing.media.marks import mark, probe_mark
from cms.filing.media.models import ON_THE_WEB, MediaContact, MediaProbe, MediaRegistration, MediaStep
from cms.filing.media.states import MediaState

LOOKS_SHOWN = 10
QUIET = 90
"""Days without a newer date on a column after which the formal check is told."""


@dataclass(frozen=True)
class Shown:
    row: MediaRegistration
    contact: MediaContact | None
    looks: list[MediaProbe]
    steps: list[MediaStep]
    doubts: list[str]

    @property
    def mark(self) -> Any:
        return mark(MediaState(self.row.state))

    @property
    def last_look(self) -> Any:
        return probe_mark(self.looks[0].outcome if self.looks else None)


def shown(row: MediaRegistration, *, using: str, today: dt.date) -> Shown:
    """`using` reads the looks and steps; the contact comes from the bound tenant, where its readers are."""
    looks = list(MediaProbe.objects.using(using).filter(registration=row.pk)[:LOOKS_SHOWN])
    return Shown(
        row,
        MediaContact.objects.filter(registration=row.pk).exclude(person="").first(),
        looks,
        list(MediaStep.objects.using(using).filter(registration=row.pk)),
        doubts(row, looks[:1], today=today),
    )


def doubts(row: MediaRegistration, looks: list[MediaProbe], *, today: dt.date) -> list[str]:
    """形式审查: what a person should look at before deciding. None of it decides by itself."""
    found = [icp_doubt(row.icp), site_code_doubt(row.site_code)]
    if row.kind in ON_THE_WEB:
        found += [
            "" if row.icp else _("没有填ICP备案号"),
            "" if row.column_url else _("没有填党务公开专栏的网址"),
            _other_portal(row),
        ]
    found += [_look_doubt(look, today) for look in looks]
    return [doubt for doubt in found if doubt]


def _other_portal(row: MediaRegistration) -> str:
    known, said = urlsplit(row.unit.portal_url).hostname, urlsplit(row.address).hostname
    if not known or not said or known.removeprefix("www.") == said.removeprefix("www."):
        return ""
    return _("域名与单位登记的门户网站（%(known)s）不同") % {"known": known}


def _look_doubt(look: MediaProbe, today: dt.date) -> str:
    if look.outcome != "REACHED":
        return _("最近一次检查：%(result)s（%(why)s）") % {
            "result": look.get_outcome_display(),
            "why": look.detail or look.status or "",
        }
    if look.newest_on and (today - look.newest_on).days > QUIET:
        return _("专栏页面上最新的日期是%(day)s") % {"day": look.newest_on.isoformat()}
    return ""
