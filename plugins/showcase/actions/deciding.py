"""Whom it falls on: what the scores say and how firmly, what was deliberated, and who is selected."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.extension import By
from plugins.showcase.actions.campaigns import author, held, noted, office_only
from plugins.showcase.ledger.models import (
    Campaign,
    Deliberation,
    EmptyPlace,
    Nomination,
    Selection,
    Sheet,
    Stability,
)
from plugins.showcase.queries import live_selections, passed_nominations
from plugins.showcase.stability import Scored, statement
from plugins.showcase.states import Left, Refused, SheetState, against, refuse


def scored(campaign: Campaign) -> list[tuple[int, Scored]]:
    """(line, sheet) of every opened sheet that decides. Two queries."""
    rows = Sheet.objects.filter(campaign=campaign, state=SheetState.SEALED, decisive=True)
    rows = rows.select_related("nomination").prefetch_related("marks")
    return [
        (
            one.nomination.line_id,
            Scored(
                str(one.kind),
                f"{one.unit_id}-{one.by or ''}",
                str(one.nomination_id),
                tuple(
                    int(mark.points * 100) for mark in sorted(one.marks.all(), key=lambda mark: mark.aspect)
                ),
            ),
        )
        for one in rows
    ]


def say_how_stable(campaign: uuid.UUID, *, line: int, places: int, by: By) -> Stability:
    """Compute the statement for a line where `places` are selected, and keep it. Raises Refused."""
    office_only()
    with transaction.atomic():
        found = held(campaign)
        reasons = against("state", stage=found.stage)
        if not found.final_min <= places <= found.final_max:
            words = {"least": found.final_min, "most": found.final_max}
            reasons.append(_("每条线入选 %(least)s 到 %(most)s 家") % words)
        sheets = [] if reasons else scored(found)
        own = [one for key, one in sheets if key == line]
        if not reasons and not own:
            reasons.append(_("这条线没有计入结果的评分"))
        refuse(reasons)
        seed = f"{found.seed}:{line}:{places}"
        told = statement(own, everything=[one for _line, one in sheets], places=places, seed=seed)
        text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        digest = hashlib.sha256(text.encode()).hexdigest()
        made = Stability.objects.create(
            campaign=found, line_id=line, statement=told, separable=told["separable"], places=places, seed=seed,
            digest=digest, **author(by),
        )  # fmt: skip
        noted(
            "state",
            str(line),
            by,
            campaign=str(found.pk),
            line=line,
            separable=told["separable"],
            digest=digest,
        )
    return made


def newest(campaign: Campaign, line: int) -> Stability | None:
    return Stability.objects.filter(campaign=campaign, line_id=line).first()


def deliberate(
    campaign: uuid.UUID, *, line: int, held_on: dt.date, record: str, decision: str, reasons: str, by: By
) -> Deliberation:
    """合议 about a line, in words. Raises Refused."""
    office_only()
    with transaction.atomic():
        found = held(campaign)
        wrong = against("deliberate", stage=found.stage)
        for text, label in ((record, _("记录")), (decision, _("决定")), (reasons, _("理由"))):
            if not text.strip():
                wrong.append(_("请写合议的%(what)s") % {"what": label})
        if held_on > timezone.localdate():
            wrong.append(_("合议日期不能在今天以后"))
        refuse(wrong)
        made = Deliberation.objects.create(
            campaign=found, line_id=line, held_on=held_on, record=record.strip(), decision=decision.strip(),
            reasons=reasons.strip(), **author(by),
        )  # fmt: skip
        noted("deliberate", decision[:60], by, campaign=str(found.pk), line=line)
    return made


def select(nomination: uuid.UUID, *, by: By, reason: str = "") -> Selection:
    """One of 1–2 of its line. Where the statement cannot tell them apart, only after a deliberation. Raises Refused."""
    office_only()
    with transaction.atomic():
        row = Nomination.objects.select_related("unit").filter(pk=nomination).first()
        if row is None:
            raise Refused(_("没有这份推选材料"))
        found = held(row.campaign_id)
        refuse(against("select", stage=found.stage, state=row.state))
        told = newest(found, row.line_id)
        agreed = Deliberation.objects.filter(campaign=found, line_id=row.line_id).first()
        place = _free_place(found, row.line_id)
        refuse(_not_yet(found, row, told, agreed, place, reason))
        made = Selection.objects.create(
            campaign=found, line_id=row.line_id, nomination=row, unit_id=row.unit_id, place=place, stability=told,
            deliberation=agreed, reason=reason.strip(), **author(by),
        )  # fmt: skip
        noted("select", row.unit.name, by, nomination=str(row.pk), place=place)
    return made


def _free_place(campaign: Campaign, line: int) -> int | None:
    taken = set(live_selections(campaign).filter(line_id=line).values_list("place", flat=True))
    return next((one for one in range(1, campaign.final_max + 1) if one not in taken), None)


def _not_yet(
    campaign: Campaign,
    row: Nomination,
    told: Stability | None,
    agreed: Deliberation | None,
    place: int | None,
    reason: str,
) -> list[str]:
    found = []
    if not passed_nominations(campaign).filter(pk=row.pk).exists():
        found.append(_("它没有通过形式审查"))
    if live_selections(campaign).filter(nomination=row).exists():
        found.append(_("它已经入选"))
    if place is None:
        found.append(_("这条线已经有 %(most)s 家入选") % {"most": campaign.final_max})
    if told is None:
        return [*found, _("请先计算这条线的稳定性")]
    if not told.separable and agreed is None:
        found.append(_("按评分分不出先后，请先合议并记录理由"))
    elif told.separable and str(row.pk) not in _leading(told) and not (agreed or reason.strip()):
        found.append(_("它不在评分的前 %(places)s 名，请先合议，或写明理由") % {"places": told.places})
    return found


def _leading(told: Stability) -> list[str]:
    return [one["nomination"] for one in told.statement["rows"]][: told.places]


def unselect(selection: uuid.UUID, *, reason: str, by: By) -> Selection:
    """Take a selection back, and say why. It stays on record. Raises Refused."""
    office_only()
    with transaction.atomic():
        row = Selection.objects.select_related("unit").filter(pk=selection, revoked_at=None).first()
        if row is None:
            raise Refused(_("它没有入选，或已经取消"))
        found = held(row.campaign_id)
        refuse(
            [
                *against("unselect", stage=found.stage, state="SUBMITTED"),
                *([] if reason.strip() else [_("请写取消的理由")]),
            ]
        )
        row.revoked_at, row.revoked_why = timezone.now(), reason.strip()
        row.save(update_fields=["revoked_at", "revoked_why"])
        noted("unselect", row.unit.name, by, selection=str(row.pk))
    return row


def leave_final_empty(campaign: uuid.UUID, *, line: int, slot: int, reason: str, by: By) -> EmptyPlace:
    """A line from which nobody, or one less, is selected, and why. Raises Refused."""
    office_only()
    with transaction.atomic():
        found = held(campaign)
        wrong = against("leave_final_empty", stage=found.stage)
        if not reason.strip():
            wrong.append(_("请写空出的理由"))
        if not 1 <= slot <= found.final_min:
            wrong.append(_("要说明的只有前 %(least)s 个名额") % {"least": found.final_min})
        same = EmptyPlace.objects.filter(
            campaign=found, line_id=line, of=Left.FINAL, slot=slot, filled_at=None
        )
        if same.exists():
            wrong.append(_("已经写明空出"))
        refuse(wrong)
        made = EmptyPlace.objects.create(
            campaign=found, line_id=line, of=Left.FINAL, slot=slot, reason=reason.strip(), **author(by)
        )
        noted("leave_final_empty", reason[:60], by, campaign=str(found.pk), line=line)
    return made
