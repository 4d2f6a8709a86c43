"""督查发现: found by the office on a version, put right and answered by the unit, closed by the office."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.extension import By, EntryVersion, Unit, calendar, reader, write_down
from plugins.evaluation.ledger.models import Finding, FindingAnswer, Period
from plugins.evaluation.states import PeriodState, Refused

RECTIFY = 10
"""Working days."""


def find(
    unit: Unit,
    period: Period,
    *,
    words: str,
    by: By,
    entry: uuid.UUID | None = None,
    number: int | None = None,
) -> Finding:
    """What is wrong, on a version as it stands (the newest where none is named). Raises Refused with every problem."""
    problems = [_("这个周期的结果已定")] if period.state == PeriodState.FINAL else []
    if not words.strip():
        problems.append(_("请写明发现的问题"))
    version = _version(unit, entry, number) if entry else None
    if entry and version is None:
        problems.append(_("这个单位没有公开过这一版内容"))
    if problems:
        raise Refused("；".join(problems))
    with transaction.atomic():
        made = Finding.objects.create(
            schema_name=unit.tenant.schema_name, unit=unit, period=period, words=words.strip(), entry=entry,
            number=version.number if version else None, content_hash=version.content_hash if version else "",
            due_on=calendar().add_workdays(timezone.localdate(), RECTIFY), by_name=by.name,
        )  # fmt: skip
        write_down("evaluation", "find", subject=f"{unit.name} {made}"[:200], by=by)
    return made


def _version(unit: Unit, entry: uuid.UUID, number: int | None) -> EntryVersion | None:
    rows = EntryVersion.objects.using(reader()).filter(schema_name=unit.tenant.schema_name, entry_id=entry)
    found: EntryVersion | None = (rows.filter(number=number) if number else rows).order_by("-number").first()
    return found


def answer(finding: Finding, *, words: str, by: By) -> FindingAnswer:
    """整改情况, from the unit. Raises Refused with every problem."""
    problems = [_("这个问题已经销号")] if finding.closed_on else []
    if not words.strip():
        problems.append(_("请写明怎么整改的"))
    if problems:
        raise Refused("；".join(problems))
    with transaction.atomic():
        made = FindingAnswer.objects.create(finding=finding.pk, words=words.strip(), by_name=by.name)
        write_down("evaluation", "answer_finding", subject=str(finding)[:200], by=by)
    return made


def check(finding: Finding, *, is_right: bool, remark: str, by: By) -> Finding:
    """复核: closed where it is put right; else ten more working days, and why. Raises Refused with every problem."""
    problems = [_("这个问题已经销号")] if finding.closed_on else []
    if not FindingAnswer.objects.filter(finding=finding.pk).exists():
        problems.append(_("单位还没有答复整改情况"))
    if not is_right and not remark.strip():
        problems.append(_("请写明还差什么"))
    if problems:
        raise Refused("；".join(problems))
    today = timezone.localdate()
    finding.remark = remark.strip()
    if is_right:
        finding.closed_on = today
    else:
        finding.due_on = calendar().add_workdays(today, RECTIFY)
    with transaction.atomic():
        finding.save(update_fields=["remark", "closed_on", "due_on"])
        detail = {"closed": is_right}
        write_down("evaluation", "check_finding", subject=str(finding)[:200], by=by, detail=detail)
    return finding
