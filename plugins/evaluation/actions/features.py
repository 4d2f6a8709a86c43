"""条线特色指标: set by the line's lead for a period, published by the office, and from then on as they are."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cms.extension import By, DisclosureLine, current, leads, write_down
from plugins.evaluation.actions.standards import publish_features
from plugins.evaluation.engine.exact import number
from plugins.evaluation.ledger.models import FeaturePart, FeatureProposal, FeatureRuling, Period
from plugins.evaluation.states import PeriodState, Refused

FEWEST, MOST = 3, 5
REVIEWERS = 2
"""Every feature indicator is judged by people, and by two of them."""
METHODS = ("sample", "visit", "document", "survey")


def lines_led() -> list[DisclosureLine]:
    """Lines that the bound site leads today. Two queries."""
    keys = [
        line
        for line, lead in leads().items()
        if lead.tenant and lead.tenant.schema_name == current().schema_name
    ]
    return list(DisclosureLine.objects.filter(pk__in=keys).order_by("code"))


def points_of(period: Period) -> Fraction:
    """What the feature indicators of a line come to by the period's standard."""
    return sum((number(one["points"]) for one in _aspects(period)), Fraction(0))


def _aspects(period: Period) -> list[dict[str, Any]]:
    return [one for one in period.scheme.data["aspects"] if one.get("features")]


def propose(period: Period, *, line: str, indicators: list[dict[str, str]], by: By) -> FeatureProposal:
    """`indicators` as FeatureProposal has them. Raises Refused with every problem."""
    problems = _frozen(period, line)
    if line not in {one.code for one in lines_led()}:
        problems.append(_("只有条线的牵头部门能提出这条线的特色指标"))
    problems += _wrong(period, indicators)
    if problems:
        raise Refused("；".join(problems))
    kept = [
        {name: one[name].strip() for name in ("title", "basis", "method", "points")} for one in indicators
    ]
    with transaction.atomic():
        made = FeatureProposal.objects.create(period=period, line_code=line, indicators=kept, by_name=by.name)
        write_down("evaluation", "propose_features", subject=f"{line} {period}", by=by)
    return made


def _frozen(period: Period, line: str) -> list[str]:
    """Units know what they are measured by before they are measured."""
    if period.state != PeriodState.RUNNING:
        return [_("这个周期已经计分，标准不能再变")]
    if FeaturePart.objects.filter(period=period, line_code=line).exists():
        return [_("这条线本期的特色指标已经公布，不能再改")]
    return []


def _wrong(period: Period, indicators: list[dict[str, str]]) -> list[str]:
    problems = []
    if not FEWEST <= len(indicators) <= MOST:
        problems.append(_("特色指标要有 %(fewest)s 到 %(most)s 项") % {"fewest": FEWEST, "most": MOST})
    for place, one in enumerate(indicators, 1):
        missing = [
            label for name, label in (("title", _("名称")), ("basis", _("依据"))) if not one[name].strip()
        ]
        if missing:
            problems.append(
                _("第 %(place)s 项没有写%(names)s") % {"place": place, "names": "、".join(missing)}
            )
        if one["method"] not in METHODS:
            problems.append(_("第 %(place)s 项的评价方式不对") % {"place": place})
    points = [_number(one["points"]) for one in indicators]
    if not all(points):
        problems.append(_("每项的分值都要是大于零的数字"))
    elif sum(filter(None, points), Fraction(0)) != (whole := points_of(period)):
        there = sum(filter(None, points), Fraction(0))
        problems.append(_("各项分值合计 %(there)s 分，应为 %(whole)s 分") % {"there": there, "whole": whole})
    return problems


def _number(typed: str) -> Fraction | None:
    try:
        return number(typed.strip())
    except ValueError:
        return None


def rule(proposal: FeatureProposal, *, accepted: bool, reason: str, by: By) -> FeatureRuling:
    """公布, or back to the lead with a reason. At the centre. Raises Refused with every problem."""
    problems = _frozen(proposal.period, proposal.line_code) if accepted else []
    if not accepted and not reason.strip():
        problems.append(_("退回要写明理由"))
    if problems:
        raise Refused("；".join(problems))
    try:
        with transaction.atomic():
            made = FeatureRuling.objects.create(
                schema_name=proposal.schema_name, proposal=proposal.pk, accepted=accepted, reason=reason.strip(),
                by_name=by.name,
            )  # fmt: skip
            if accepted:
                publish_features(data_of(proposal), period=proposal.period, by=by)
            else:
                write_down("evaluation", "return_features", subject=str(proposal), by=by)
    except IntegrityError:
        raise Refused(_("这份方案已经处理过了")) from None
    return made


def data_of(proposal: FeatureProposal) -> dict[str, Any]:
    """As the engine reads a line's part."""
    line, aspect = proposal.line_code, _aspects(proposal.period)[0]["no"]
    held = FeaturePart.objects.filter(line_code=line).count()
    indicators = [
        one | {
            "code": f"{line}-{place}", "version": held + 1, "aspect": aspect, "formula": "judged",
            "parameters": {"least": REVIEWERS},
        }
        for place, one in enumerate(proposal.indicators, 1)
    ]  # fmt: skip
    return {"line": line, "version": held + 1, "indicators": indicators}
