"""采用: a unit takes parts of a practice's kit over into its own drafts. Nothing is filed, proposed or published."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.extension import By, CannotCompile, Unit, add_items, current, draft_below, schedule, taken_codes
from plugins.showcase.actions.campaigns import author, noted
from plugins.showcase.ledger.models import Adoption, Practice
from plugins.showcase.queries import me
from plugins.showcase.standing import figures_of
from plugins.showcase.states import Refused, Who, against, refuse

HALF_A_YEAR = dt.timedelta(days=183)
DUE = "showcase.remeasure"


def adopt(
    practice: uuid.UUID,
    *,
    by: By,
    items: Iterable[str] = (),
    pages: Iterable[str] = (),
    settings: Iterable[str] = (),
) -> Adoption:
    """Items by code into the catalog's draft, pages by key as page drafts, settings of plugins as a proposal. What was
    taken before is left as it is. All or nothing: raises Refused with all reasons."""
    wanted = {"items": _once(items), "pages": _once(pages), "settings": _once(settings)}
    with transaction.atomic():
        found, unit = _open_to(practice)
        row = _row(found, unit, by)
        fresh = {
            what: [one for one in keys if one not in row.taken.get(what, [])] for what, keys in wanted.items()
        }
        parts = {what: _named(found.kit, what, keys) for what, keys in fresh.items()}
        refuse([*_missing(fresh, parts), *_clashes(parts["items"])])
        if not any(wanted.values()):
            raise Refused(_("请选要采用的事项或者样稿"))
        _add(parts["items"], by)
        _draft(parts["pages"])
        row.taken = {what: [*row.taken.get(what, []), *keys] for what, keys in fresh.items()}
        row.taken["version"], row.kit_digest = found.version, found.kit_digest
        row.save()
        if any(fresh.values()):
            noted("adopt", found.title, by, practice=str(found.pk), kit=found.kit_digest, **fresh)
    return row


def remeasure(adoption: uuid.UUID, *, on: dt.date | None = None) -> bool:
    """The adopting unit's figures as they are now, beside those of then. Once; False where there is nothing to add."""
    with transaction.atomic():
        rows = Adoption.objects.select_for_update(of=("self",)).select_related("unit")
        row = rows.filter(pk=adoption, measured_on=None, schema_name=current().schema_name).first()
        found = figures_of(row.unit.slug) if row else None
        if row is None or not found:
            return False
        row.after, row.measured_on = found, on or timezone.localdate()
        row.save(update_fields=["after", "measured_on"])
    return True


def _once(keys: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(str(one) for one in keys))


def _open_to(practice: uuid.UUID) -> tuple[Practice, Unit]:
    unit = me()
    found = (
        Practice.objects.select_related("campaign", "unit")
        .filter(pk=practice, shown_at__isnull=False)
        .first()
    )
    if found is None or unit is None:
        raise Refused(_("没有这个案例，或者已经撤下"))
    reasons = against("adopt", stage=found.campaign.stage, who=Who.UNIT)
    if current().is_central:
        reasons.append(_("由各单位在自己的站点采用"))
    if found.unit_id == unit.pk:
        reasons.append(_("这是本单位自己的做法"))
    refuse(reasons)
    return found, unit


def _row(practice: Practice, unit: Unit, by: By) -> Adoption:
    row, is_new = Adoption.objects.get_or_create(
        practice=practice, unit=unit,
        defaults={
            "campaign": practice.campaign, "kit_digest": practice.kit_digest, "before": figures_of(unit.slug) or {},
            **author(by),
        },
    )  # fmt: skip
    if is_new:
        schedule(DUE, str(row.pk), timezone.now() + HALF_A_YEAR)
    return Adoption.objects.select_for_update().get(pk=row.pk)


KEYS = {"items": "code", "pages": "key", "settings": "plugin"}


def _named(kit: dict[str, Any], what: str, keys: list[str]) -> list[dict[str, Any]]:
    return [one for one in kit.get(what, []) if one[KEYS[what]] in keys]


def _missing(fresh: dict[str, list[str]], parts: dict[str, list[dict[str, Any]]]) -> list[str]:
    found = []
    for what, keys in fresh.items():
        known = {one[KEYS[what]] for one in parts[what]}
        found += [_("做法包里没有“%(name)s”") % {"name": one} for one in keys if one not in known]
    return found


def _clashes(items: list[dict[str, Any]]) -> list[str]:
    taken = taken_codes() if items else {}
    return [
        _("编码 %(code)s 在本单位目录里已经是“%(title)s”，请在目录里改编码，或者不选这一项")
        % {"code": one["code"], "title": taken[one["code"]]}
        for one in items
        if one["code"] in taken
    ]


def _add(items: list[dict[str, Any]], by: By) -> None:
    if not items:
        return
    try:
        add_items([one["cells"] for one in items], name=by.name, identity=by.identity)
    except CannotCompile as error:
        raise Refused(str(error)) from error


def _draft(pages: list[dict[str, Any]]) -> None:
    refused = [
        _("样稿“%(title)s”：本单位专栏里还没有事项 %(code)s，请等目录登记以后再采用")
        % {"title": one["title"], "code": one["item"]}
        for one in pages
        if draft_below(one["item"], title=one["title"], summary=one["summary"], paragraphs=one["paragraphs"])
        is None
    ]
    refuse(refused)
