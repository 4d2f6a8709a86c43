"""What the register goes by, as data: whom a catalog is filed with, how a register counts, and the days.

The values come from cms/filing/data/rules.toml, each with where it is from; what the office sets stands in their place.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cms.filing.models import FilingRule

DATA = Path(__file__).with_name("data")
DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
MOST_DAYS = 365


class Addressee(TextChoices):
    """Whom units of a kind file their catalog with."""

    OFFICE = "OFFICE", _("区委办公室")
    SUPERIOR = "SUPERIOR", _("上级（指导）党组织")
    NOBODY = "NOBODY", _("不报送目录（只备案网络媒体）")


@dataclass(frozen=True)
class Rule:
    """One rule: its value, and where that is from. `kind` says what a value may be: addressee, number, days, day."""

    code: str
    label: str
    kind: str
    value: Any
    basis: str
    why: dict[str, str] = field(default_factory=dict)
    set_by: str = ""
    is_set: bool = False


@cache
def declared() -> dict[str, Rule]:
    """The rules as they come with the product, by code, in the order of the file."""
    with (DATA / "rules.toml").open("rb") as file:
        return {code: Rule(code, **values) for code, values in tomllib.load(file).items()}


def rules(*, using: str = "default") -> dict[str, Rule]:
    """The rules in force. One query."""
    found = dict(declared())
    for row in FilingRule.objects.using(using).filter(code__in=found):
        was = found[row.code]
        found[row.code] = Rule(
            row.code, was.label, was.kind, row.value, row.basis or was.basis, was.why, row.set_by, True
        )
    return found


def days(code: str, *, using: str = "default") -> int:
    """The number of days of a rule."""
    return int(rules(using=using)[code].value)


def checked(rule: Rule, value: Any) -> Any:
    """A value that the rule may have, as it is kept. Raises ValidationError."""
    return {"addressee": _addressee, "number": _number, "days": _days, "day": _day}[rule.kind](value)


def _days(value: Any) -> int:
    text = str(value).strip()
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_DAYS):
        raise ValidationError(_now("天数应为 1 到 %(most)s 的整数") % {"most": MOST_DAYS})
    return int(text)


def _day(value: Any) -> str:
    if not DAY.fullmatch(str(value).strip()):
        raise ValidationError(_now("日期应如 12-31"))
    return str(value).strip()


def _number(value: Any) -> str:
    text = str(value).strip()
    if text.count("{year}") != 1 or text.count("{seq}") != 1 or len(text) > 60:
        raise ValidationError(_now("编号里应有一个 {year}（年份）和一个 {seq}（顺序号）"))
    return text


def _addressee(value: Any) -> dict[str, str]:
    known = declared()["addressee"].value
    if not isinstance(value, dict) or set(value) != set(known) or set(value.values()) - set(Addressee.values):
        raise ValidationError(_now("每一类单位都要写明报给谁"))
    return dict(value)
