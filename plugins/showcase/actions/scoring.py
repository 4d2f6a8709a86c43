"""Scores: written by one person, sealed when handed in, read by nobody else before the stage is closed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.extension import By, current
from plugins.showcase.actions.campaigns import author, held, noted
from plugins.showcase.aspects import full_marks, problems_of, read_points
from plugins.showcase.ledger.models import Campaign, Mark, Nomination, Seal, Sheet, VisitSeat
from plugins.showcase.queries import bound_unit, led_lines, me, passed_nominations
from plugins.showcase.states import Refused, SheetKind, SheetState, Who, against, refuse

VERB_OF = {SheetKind.REVIEW: "review", SheetKind.VISIT: "report_visit"}


def score(
    nomination: uuid.UUID,
    *,
    kind: SheetKind,
    points: Mapping[int, Any],
    by: By,
    note: str = "",
    role: str = "",
    visited_on: dt.date | None = None,
    photos: list[dict[str, Any]] | None = None,
    hand_in: bool = False,
) -> Sheet:
    """Write the own sheet; with `hand_in`, seal it. Points by aspect; as a draft, some may be missing. Raises Refused."""
    with transaction.atomic():
        found, campaign = _open_to_me(nomination, kind)
        given = {int(no): value for no, value in points.items() if str(value).strip()}
        refuse(_wrong(given, campaign, kind, hand_in=hand_in, visited_on=visited_on, role=role))
        sheet = _own_sheet(found, kind, by)
        sheet.note, sheet.role, sheet.visited_on = note.strip(), role.strip()[:60], visited_on
        if photos is not None:
            sheet.photos = photos
        sheet.save(update_fields=["note", "role", "visited_on", "photos"])
        for no, value in given.items():
            Mark.objects.update_or_create(sheet=sheet, aspect=no, defaults={"points": read_points(value)})
        if hand_in:
            _seal(sheet, found, by)
    return sheet


def _open_to_me(nomination: uuid.UUID, kind: SheetKind) -> tuple[Nomination, Campaign]:
    """Raises Refused where the bound unit may not score it: another stage, no seat, or its own unit."""
    found = Nomination.objects.select_related("unit").filter(pk=nomination).first()
    if found is None:
        raise Refused(_("没有这份推选材料，或者还没有到评分阶段"))
    campaign, unit = held(found.campaign_id), me()
    sits = current().is_central or led_lines(campaign).exists()
    reasons = against(
        VERB_OF[kind], stage=campaign.stage, state=found.state, who=Who.REVIEWER if sits else Who.UNIT
    )
    if not reasons and not passed_nominations(campaign).filter(pk=found.pk).exists():
        reasons.append(_("它没有通过形式审查，不评分"))
    if unit is not None and unit.pk == found.unit_id:
        reasons.append(_("本单位的不由本单位评，请回避"))
    if not reasons and kind == SheetKind.VISIT and not _has_seat(found, unit):
        reasons.append(_("本单位不在这次调研组里"))
    refuse(reasons)
    return found, campaign


def _has_seat(found: Nomination, unit: Any) -> bool:
    seats = VisitSeat.objects.filter(visit__nomination=found, excused="")
    return unit is not None and seats.filter(unit_id=unit.pk).exists()


def _wrong(
    given: Mapping[int, Any],
    campaign: Campaign,
    kind: SheetKind,
    *,
    hand_in: bool,
    visited_on: dt.date | None,
    role: str,
) -> list[str]:
    asked = campaign.aspects if hand_in else [one for one in campaign.aspects if int(one["no"]) in given]
    found = problems_of(given, asked)
    if set(given) - set(full_marks(campaign.aspects)):
        found.append(_("只有六个方面可以打分"))
    if hand_in and kind == SheetKind.VISIT:
        if visited_on is None or visited_on > timezone.localdate():
            found.append(_("请写到场日期，不能在今天以后"))
        if not role.strip():
            found.append(_("请写参加人的身份（职务），不写姓名"))
    return found


def _own_sheet(found: Nomination, kind: SheetKind, by: By) -> Sheet:
    sheet = Sheet.objects.filter(
        nomination=found, kind=kind, schema_name=current().schema_name, by=by.identity
    ).first()
    if sheet is not None and sheet.state == SheetState.SEALED:
        raise Refused(_("已经提交封存，不能再改"))
    if sheet is None:
        sheet = Sheet.objects.create(
            campaign_id=found.campaign_id, nomination=found, kind=kind, unit_id=bound_unit().pk, **author(by)
        )
    return sheet


def content_of(sheet: Sheet) -> dict[str, Any]:
    """What a seal is over. Plain values; points as text."""
    return {
        "sheet": str(sheet.pk), "nomination": str(sheet.nomination_id), "kind": str(sheet.kind), "unit": sheet.unit_id,
        "role": sheet.role, "note": sheet.note, "photos": sheet.photos,
        "visited_on": sheet.visited_on.isoformat() if sheet.visited_on else "",
        "marks": {str(one.aspect): str(one.points) for one in sheet.marks.order_by("aspect")},
    }  # fmt: skip


def digest_of(sheet: Sheet) -> str:
    """SHA-256 over the content and the nonce: anybody who reads an opened sheet can compute it again."""
    text = json.dumps(content_of(sheet), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{sheet.nonce}\n{text}".encode()).hexdigest()


def _seal(sheet: Sheet, found: Nomination, by: By) -> None:
    sheet.nonce = secrets.token_hex(32)
    sheet.seal, sheet.sealed_at, sheet.state = digest_of(sheet), timezone.now(), SheetState.SEALED
    sheet.save(update_fields=["nonce", "seal", "sealed_at", "state"])
    # Whether it decides, PostgreSQL has found out meanwhile.
    sheet.refresh_from_db(fields=["decisive"])
    Seal.objects.create(
        sheet=sheet, campaign_id=sheet.campaign_id, nomination=found, kind=sheet.kind, unit_id=sheet.unit_id,
        decisive=sheet.decisive, digest=sheet.seal,
    )  # fmt: skip
    noted("seal", found.unit.name, by, nomination=str(found.pk), kind=str(sheet.kind), digest=sheet.seal)


def broken_seals(campaign: Campaign) -> list[Sheet]:
    """Opened sheets that are not what was sealed. Empty when all is well."""
    opened = Sheet.objects.filter(campaign=campaign, state=SheetState.SEALED).select_related("sealed")
    rows = opened.prefetch_related("marks")
    return [one for one in rows if not (digest_of(one) == one.seal == one.sealed.digest)]
