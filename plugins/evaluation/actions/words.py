"""What people say about a unit: a veto, a grade from elsewhere, a bonus. Each with its basis; taken back, never deleted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.extension import By, Unit, write_down
from plugins.evaluation.ledger.models import Award, Grade, Period, Veto
from plugins.evaluation.states import PeriodState, Refused

Word = TypeVar("Word", Veto, Grade, Award)


def decide_veto(unit: Unit, period: Period, *, code: str, on: dt.date, basis: str, by: By) -> Veto:
    """一票否决. Raises Refused with every problem."""
    return _say(Veto, unit, period, _codes(period, "vetoes"), code=code, on=on, basis=basis, by=by)


def enter_grade(
    unit: Unit, period: Period, *, code: str, grade: str, on: dt.date, basis: str, by: By
) -> Grade:
    """A grade from another assessment, for an indicator that takes grades. Raises Refused with every problem."""
    known = {
        one["code"]: one["parameters"]["grades"]
        for one in period.scheme.data["indicators"]
        if one["formula"] == "graded"
    }
    wrong = [] if grade in known.get(code, ()) else [_("标准里没有这个等次：%(grade)s") % {"grade": grade}]
    return _say(Grade, unit, period, {*known}, code=code, on=on, basis=basis, by=by, wrong=wrong, grade=grade)


def give_bonus(
    unit: Unit, period: Period, *, code: str, points: Decimal, on: dt.date, basis: str, by: By
) -> Award:
    """加分. The standard caps it. Raises Refused with every problem."""
    wrong = [] if points > 0 else [_("加分要大于零")]
    known = {one["code"] for one in period.scheme.data["bonus"]["kinds"]}
    return _say(Award, unit, period, known, code=code, on=on, basis=basis, by=by, wrong=wrong, points=points)


def _codes(period: Period, part: str) -> set[str]:
    return {one["code"] for one in period.scheme.data[part]}


def _say(
    model: type[Word], unit: Unit, period: Period, known: set[str], *, code: str, on: dt.date, basis: str, by: By,
    wrong: list[str] | None = None, **more: Any,
) -> Word:  # fmt: skip
    problems = list(wrong or ())
    if period.state == PeriodState.FINAL:
        problems.append(_("这个周期的结果已定"))
    if code not in known:
        problems.append(_("标准里没有这一项：%(code)s") % {"code": code})
    if not period.since <= on <= period.until:
        problems.append(_("日期不在评价周期内"))
    if not basis.strip():
        problems.append(_("请写明依据"))
    if problems:
        raise Refused("；".join(problems))
    with transaction.atomic():
        row = model.objects.create(
            schema_name=unit.tenant.schema_name, unit=unit, period=period, code=code, on=on, basis=basis.strip(),
            by_name=by.name, **more,
        )  # fmt: skip
        subject = f"{model._meta.verbose_name} {unit.name} {code}"
        write_down("evaluation", "say", subject=subject, by=by)
    return row


def lift(word: Veto | Grade | Award, *, why: str, by: By, on: dt.date | None = None) -> None:
    """Take it back. It stays, with the day and the reason. Raises Refused with every problem."""
    problems = []
    if word.period.state == PeriodState.FINAL:
        problems.append(_("这个周期的结果已定"))
    if word.lifted_on:
        problems.append(_("已经撤销过了"))
    if not why.strip():
        problems.append(_("请写明撤销理由"))
    if problems:
        raise Refused("；".join(problems))
    word.lifted_on, word.lifted_why = on or timezone.localdate(), why.strip()
    with transaction.atomic():
        word.save(update_fields=["lifted_on", "lifted_why"])
        write_down("evaluation", "lift", subject=f"{word._meta.verbose_name} {word}", by=by)


def points_of(typed: str) -> Decimal:
    """Points as people type them. Raises Refused."""
    try:
        return Decimal(typed.strip())
    except InvalidOperation as error:
        raise Refused(_("加分要填数字")) from error
