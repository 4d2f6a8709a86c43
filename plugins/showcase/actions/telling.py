"""公示 and objections, 通报, and the leads who organised well."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.extension import By, calendar
from plugins.showcase.actions.campaigns import author, held, noted, office_only
from plugins.showcase.ledger.models import Bulletin, Notice, Objection, OrganizerAward
from plugins.showcase.measures import measures_of
from plugins.showcase.queries import last_notice, lines_of, result_lines
from plugins.showcase.states import Refused, Who, against, refuse

LONGEST = 2000


def announce(campaign: uuid.UUID, *, by: By, on: dt.date | None = None) -> Notice:
    """Put the result out, for the campaign's working days after today. Raises Refused."""
    office_only()
    day = on or timezone.localdate()
    with transaction.atomic():
        found = held(campaign)
        reasons = against("announce", stage=found.stage)
        running = last_notice(found)
        if running is not None:
            reasons.append(_("已经公示到 %(day)s") % {"day": running.ends_on.isoformat()})
        refuse(reasons)
        made = Notice.objects.create(
            campaign=found, number=Notice.objects.filter(campaign=found).count() + 1, starts_on=day,
            ends_on=calendar().add_workdays(day, found.notice_workdays), workdays=found.notice_workdays,
            lines=result_lines(found), **author(by),
        )  # fmt: skip
        noted("announce", found.title, by, campaign=str(found.pk), until=made.ends_on.isoformat())
    return made


def object_to(
    campaign: uuid.UUID, *, text: str, about: str = "", contact: str = "", on: dt.date | None = None
) -> Objection:
    """An objection from anybody, on the central site. Nothing of who they are is kept but what they write.
    Raises Refused."""
    office_only()
    day = on or timezone.localdate()
    with transaction.atomic():
        found = held(campaign)
        reasons = against("object", stage=found.stage, who=Who.PUBLIC)
        notice = last_notice(found)
        if not reasons and (notice is None or not notice.starts_on <= day <= notice.ends_on):
            reasons.append(_("现在不在公示期内"))
        if not text.strip():
            reasons.append(_("请写异议的内容"))
        if len(text) > LONGEST:
            reasons.append(_("最多 %(most)s 个字") % {"most": LONGEST})
        if len(contact) > 100:
            reasons.append(_("联系方式最多 100 个字"))
        refuse(reasons)
        return Objection.objects.create(
            campaign=found, notice=notice, about=about.strip()[:100], text=text.strip(), contact=contact.strip(),
            code=secrets.token_hex(8),
        )  # fmt: skip


def answer(objection: uuid.UUID, *, answer: str, upheld: bool, by: By) -> Objection:
    """Say what was found. One that is borne out lets the office go back to the deliberation. Raises Refused."""
    office_only()
    with transaction.atomic():
        row = Objection.objects.select_for_update().filter(pk=objection).first()
        if row is None:
            raise Refused(_("没有这件异议"))
        found = held(row.campaign_id)
        reasons = against("answer", stage=found.stage)
        if row.answered_at is not None:
            reasons.append(_("已经答复"))
        if not answer.strip():
            reasons.append(_("请写答复"))
        refuse(reasons)
        row.answer, row.upheld, row.answered_at = answer.strip(), upheld, timezone.now()
        row.by, row.by_name = by.identity, by.name[:120]
        row.save(update_fields=["answer", "upheld", "answered_at", "by", "by_name"])
        # Not its words: the audit is read by more people than the objection.
        noted("answer", _("异议"), by, objection=str(row.pk), upheld=upheld)
    return row


def issue(
    campaign: uuid.UUID, *, number: str, title: str, text: str, by: By, on: dt.date | None = None
) -> Bulletin:
    """印发通报, once. Raises Refused."""
    office_only()
    with transaction.atomic():
        found = held(campaign)
        reasons = against("issue", stage=found.stage)
        if Bulletin.objects.filter(campaign=found).exists():
            reasons.append(_("已经印发"))
        for words, label in ((number, _("文号")), (title, _("标题")), (text, _("正文"))):
            if not words.strip():
                reasons.append(_("请写%(what)s") % {"what": label})
        refuse(reasons)
        made = Bulletin.objects.create(
            campaign=found, number=number.strip()[:60], title=title.strip()[:200], text=text.strip(),
            issued_on=on or timezone.localdate(), lines=result_lines(found), **author(by),
        )  # fmt: skip
        noted("issue", title, by, campaign=str(found.pk), number=number)
    return made


def award(
    campaign: uuid.UUID, *, lines: Iterable[int], reasons: Mapping[int, str], by: By
) -> list[OrganizerAward]:
    """优秀组织单位 among the leads, each with its measures of that day and a reason. Raises Refused."""
    office_only()
    with transaction.atomic():
        found = held(campaign)
        wanted, known = set(lines), {one.line_id: one for one in lines_of(found)}
        wrong = against("award", stage=found.stage)
        if wanted - set(known):
            wrong.append(_("这条线没有参加"))
        wrong += [
            _("%(line)s：请写理由") % {"line": known[key].line.name}
            for key in sorted(wanted & set(known))
            if not reasons.get(key, "").strip()
        ]
        refuse(wrong)
        measured = measures_of(found)
        made = []
        for key in sorted(wanted):
            row, _new = OrganizerAward.objects.update_or_create(
                campaign=found, unit_id=known[key].lead_id,
                defaults={"line_id": key, "measures": measured[key], "reason": reasons[key].strip(), **author(by)},
            )  # fmt: skip
            made.append(row)
            noted("award", known[key].lead.name, by, campaign=str(found.pk), line=key)
    return made
