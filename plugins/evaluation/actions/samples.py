"""抽查: drawn by the office, judged by each reviewer alone, opened and counted when all have."""

from __future__ import annotations

import secrets
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _

from cms.extension import By, EntryVersion, Unit, current, guided_units, reader, write_down
from plugins.evaluation.actions import nils
from plugins.evaluation.ledger.models import Draw, Judgement, NilSample, Period, Verdict
from plugins.evaluation.reviewing import Panel, panel_of
from plugins.evaluation.sampling.agreement import FULL, settled
from plugins.evaluation.sampling.drawing import digest_of, drawn
from plugins.evaluation.standards import judged_in, line_of, standard_of
from plugins.evaluation.states import Method, PeriodState, Refused


def population_of(unit: Unit, period: Period, indicator: str = "") -> list[str]:
    """Keys "entry/number" of what became public in the period; "item/period" of what was declared nil. One query."""
    if indicator == nils.NIL:
        return list(nils.declared(unit, period))
    rows = EntryVersion.objects.using(reader()).filter(
        schema_name=unit.tenant.schema_name, at__date__gte=period.since, at__date__lte=period.until
    )
    return [f"{entry}/{number}" for entry, number in rows.values_list("entry_id", "number")]


def draw(unit: Unit, period: Period, *, indicator: str, size: int, by: By) -> Draw:
    """抽取. Once for a unit and an indicator in a period, by a seed made now. Raises Refused with every problem."""
    keys, problems = population_of(unit, period, indicator), _closed(unit, period, indicator)
    if not keys:
        problems.append(_("这个单位在周期内没有这样的记录，无可抽取"))
    if not 1 <= size <= 50:
        problems.append(_("抽取的件数在一到五十之间"))
    if Draw.objects.filter(unit=unit, period=period, indicator=indicator).exists():
        problems.append(_("已经抽过了，不能重抽"))
    if problems:
        raise Refused("；".join(problems))
    seed = secrets.token_hex(16)
    with transaction.atomic():
        made = Draw.objects.create(
            period=period, unit=unit, indicator=indicator, seed=seed, population=len(set(keys)),
            digest=digest_of(set(keys)), drawn=drawn(seed, keys, size), by_name=by.name,
        )  # fmt: skip
        write_down("evaluation", "draw", subject=f"{unit.name} {indicator}", by=by, detail={"seed": seed})
    return made


def judge(
    unit: Unit, period: Period, *, indicator: str, quarters: int, by: By, item: str = "", note: str = "",
    method: str = Method.SAMPLE, photos: list[str] | None = None,
) -> Judgement:  # fmt: skip
    """One reviewer's finding, given once. Raises Refused with every problem."""
    problems = wrong_with(unit, period, indicator=indicator, quarters=quarters, item=item, by=by)
    if problems:
        raise Refused("；".join(problems))
    given = {"unit": unit, "period": period, "indicator": indicator, "item": item}
    with transaction.atomic():
        row = Judgement.objects.create(
            **given, quarters=quarters, note=note.strip(), method=method, photos=photos or [],
            reviewer=by.identity, by_name=by.name,
        )  # fmt: skip
        write_down("evaluation", "judge", subject=f"{unit.name} {indicator}", by=by, detail={"item": item})
    return row


def wrong_with(
    unit: Unit, period: Period, *, by: By, indicator: str = "", quarters: int = 0, item: str = ""
) -> list[str]:
    """Why this reviewer cannot judge that, all of it. Without an indicator: why they cannot review the unit at all."""
    problems = _closed(unit, period, indicator)
    if by.identity is None:
        problems.append(_("评审要由本人登录办理"))
    if not (current().is_central or unit.pk in {one.pk for one in guided_units()}):
        problems.append(_("只能评审本单位指导的单位"))
    if not indicator:
        return problems
    if indicator == nils.NIL and quarters not in nils.TRUE_OR_NOT:
        problems.append(_("请选属实或者不属实"))
    elif quarters not in range(FULL + 1):
        problems.append(_("评分只有五档：0、1/4、1/2、3/4、1"))
    given = {"unit": unit, "period": period, "indicator": indicator}
    made = Draw.objects.filter(**given).first()
    whole = [] if indicator == nils.NIL else [""]
    if item not in (made.drawn if made else whole):
        problems.append(_("这一件没有抽中"))
    if by.identity and Judgement.objects.filter(**given, item=item, reviewer=by.identity).exists():
        problems.append(_("您已经评过这一件，不能再改"))
    return problems


def settle(unit: Unit, period: Period, *, indicator: str, by: By) -> list[Verdict] | list[NilSample]:
    """计入: what both found becomes evidence, as a new round. Raises Refused where somebody has still to judge."""
    problems, panel = _closed(unit, period, indicator), panel_of(unit, period, indicator)
    problems += panel.problems()
    rounds = Verdict.objects.filter(unit=unit, period=period, indicator=indicator)
    if rounds.exists() or (indicator == nils.NIL and nils.found_of(unit, period)):
        problems.append(_("已经计入；要改，由申诉裁定重新评审"))
    if problems:
        raise Refused("；".join(problems))
    with transaction.atomic():
        write_down("evaluation", "settle", subject=f"{unit.name} {indicator}", by=by)
        if indicator == nils.NIL:
            return nils.enter(unit, period, panel)
        return enter(unit, period, indicator=indicator, values=values_of(panel), method=panel.method)


def enter(
    unit: Unit, period: Period, *, indicator: str, values: list[Fraction], method: str
) -> list[Verdict]:
    """A round of what is counted, after all earlier ones. Within the transaction of whoever decides."""
    held = Verdict.objects.filter(unit=unit, period=period, indicator=indicator).order_by("-round").first()
    number = held.round + 1 if held else 1
    return Verdict.objects.bulk_create(
        Verdict(
            schema_name=unit.tenant.schema_name, unit=unit, period=period, indicator=indicator, value=str(value),
            reviewer=place, method=method, round=number,
        )
        for place, value in enumerate(values, 1)
    )  # fmt: skip


def values_of(panel: Panel) -> list[Fraction]:
    """The two means that count, exact."""
    pairs = [settled(*(one.quarters for one in found[:3])) for found in panel.items.values()]
    total = FULL * len(pairs)
    return [Fraction(sum(pair[place] for pair in pairs), total) for place in (0, 1)]


def _closed(unit: Unit, period: Period, indicator: str) -> list[str]:
    problems = [_("这个周期的结果已定")] if period.state == PeriodState.FINAL else []
    if indicator not in ("", nils.NIL) and indicator not in judged_in(standard_of(period), line_of(unit)):
        problems.append(_("标准里没有这个评审指标：%(code)s") % {"code": indicator})
    return problems
