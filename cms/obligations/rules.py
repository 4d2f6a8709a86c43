"""The numbers that decide what is due when. Each has its source, which the screens show beside it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Rule:
    """One number: what it is for, in which unit, and who says so."""

    name: str
    title: Any
    unit: Any
    source: Any


@dataclass(frozen=True)
class Rules:
    """What an installation goes by. `settings.OBLIGATION_RULES` may name other numbers."""

    first_grace_days: int = 30
    first_period_percent: int = 50
    standing_workdays: int = 20
    occasion_workdays: int = 2
    reconfirm_month: int = 12
    reconfirm_day: int = 31


OURS = _("本平台约定，参照国际援助透明度倡议（IATI）对新发布者逐步从严的做法")
EXPLAINED = (
    Rule("first_grace_days", _("长期公开事项首次登记后的宽限"), _("天"), OURS),
    Rule(
        "first_period_percent",
        _("定期公开事项登记时，本期剩余不少于这一比例的从本期起算，否则从下期起算"),
        "%",
        OURS,
    ),
    Rule(
        "standing_workdays",
        _("长期公开事项未写明期限的，公开或变更后更新的期限"),
        _("个工作日"),
        _("《政府信息公开条例》第二十六条（参照）"),
    ),
    Rule(
        "occasion_workdays",
        _("逐段、即时公开事项未写明期限的，阶段完成或事项发生后公开的期限"),
        _("个工作日"),
        _("地方党务公开实施办法：领导签批后两个工作日内公开（参照）"),
    ),
    Rule(
        "reconfirm_month", _("长期公开事项年度确认的截止月份"), _("月"), _("地方做法：固定事项每年十二月确认")
    ),
    Rule("reconfirm_day", _("长期公开事项年度确认的截止日"), _("日"), _("地方做法：固定事项每年十二月确认")),
)


@cache
def configured() -> Rules:
    """The rules of this installation."""
    return Rules(**getattr(settings, "OBLIGATION_RULES", {}))


def explained() -> list[tuple[Rule, int]]:
    """Every number with its words, in the order in which people read them."""
    rules = configured()
    return [(rule, getattr(rules, rule.name)) for rule in EXPLAINED]


assert {rule.name for rule in EXPLAINED} == {field.name for field in fields(Rules)}  # noqa: S101 -- a number without its source must not start
