"""申诉: once for a unit and a period, while the days for it last. A ruling may change what was judged; counting keeps both."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.extension import By, Unit, write_down
from plugins.evaluation.actions.ordering import order
from plugins.evaluation.actions.samples import enter
from plugins.evaluation.ledger.models import Appeal, AppealRuling, Period, Verdict
from plugins.evaluation.queries import own_unit
from plugins.evaluation.standards import indicators_in, judged_in, line_of, standard_of
from plugins.evaluation.states import Method, PeriodState, Refused


def appeal(period: Period, *, indicators: list[str], words: str, by: By) -> Appeal:
    """Of the bound unit. Raises Refused with every problem."""
    own = own_unit()
    known = {one.code for one in indicators_in(standard_of(period), line_of(own) if own else "")}
    problems = []
    if period.state != PeriodState.COUNTED:
        problems.append(_("现在不在申诉期：计分以后、结果确定以前才能申诉"))
    elif period.appeal_until and timezone.localdate() > period.appeal_until:
        problems.append(_("申诉期到 %(day)s 为止，已经过了") % {"day": period.appeal_until.isoformat()})
    if not words.strip():
        problems.append(_("请写明申诉理由"))
    if unknown := [code for code in indicators if code not in known]:
        problems.append(_("标准里没有这些指标：%(codes)s") % {"codes": "、".join(unknown)})
    if Appeal.objects.filter(period=period).exists():
        problems.append(_("本单位这个周期已经申诉过，每个周期只有一次"))
    if problems:
        raise Refused("；".join(problems))
    try:
        with transaction.atomic():
            made = Appeal.objects.create(
                period=period, indicators=indicators, words=words.strip(), by_name=by.name
            )
            write_down("evaluation", "appeal", subject=period.title, by=by)
    except IntegrityError:
        raise Refused(_("本单位这个周期已经申诉过，每个周期只有一次")) from None
    return made


def rule(
    made: Appeal,
    unit: Unit,
    *,
    upheld: bool,
    reason: str,
    by: By,
    values: Mapping[str, Fraction] | None = None,
) -> AppealRuling:
    """成立或不成立. `values`: judged indicators that get another value. Upheld, a count of all units is ordered.

    Raises Refused with every problem, also while a count is under way.
    """
    values, period = values or {}, made.period
    problems = [_("这个周期的结果已定")] if period.state == PeriodState.FINAL else []
    if not reason.strip():
        problems.append(_("请写明裁定理由"))
    if AppealRuling.objects.filter(appeal=made.pk).exists():
        problems.append(_("已经裁定过了"))
    if values and not upheld:
        problems.append(_("申诉不成立，就不能改评分"))
    if unknown := [code for code in values if code not in judged_in(standard_of(period), line_of(unit))]:
        problems.append(_("只有评审的指标能直接改分：%(codes)s") % {"codes": "、".join(unknown)})
    if any(not 0 <= value <= 1 for value in values.values()):
        problems.append(_("评分要在零到一之间"))
    if problems:
        raise Refused("；".join(problems))
    with transaction.atomic():
        for code, value in values.items():
            enter(
                unit,
                period,
                indicator=code,
                values=[value] * _reviewers(unit, period, code),
                method=Method.SAMPLE,
            )
        ruling = AppealRuling.objects.create(
            schema_name=made.schema_name, period=period, appeal=made.pk, upheld=upheld, reason=reason.strip(),
            by_name=by.name,
        )  # fmt: skip
        write_down(
            "evaluation", "rule_appeal", subject=f"{unit.name} {period}", by=by, detail={"upheld": upheld}
        )
        if upheld:
            order(period, by=by, why=_("申诉成立：%(reason)s") % {"reason": reason.strip()})
    return ruling


def _reviewers(unit: Unit, period: Period, code: str) -> int:
    """As many as the standard asks for at least, or had judged: a round of fewer would not count."""
    least = next(one for one in indicators_in(standard_of(period)) if one.code == code).parameters["least"]
    held = (
        Verdict.objects.filter(unit=unit, period=period, indicator=code)
        .order_by("-round", "-reviewer")
        .first()
    )
    return max(int(least), held.reviewer if held else 1)
