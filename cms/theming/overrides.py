"""What a unit may change in its theme: values of a type, within a range, and readable. Never style sheets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cms.theming.catalogue import Theme
from cms.theming.contrast import contrast
from cms.theming.manifest import COLOUR, ChoiceRule, ColorRule, LengthRule, NumberRule
from cms.theming.tokens import MODES, Tokens, colours, overridden

NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,2})?")
Values = dict[str, str]
"""Token → the value as it is kept: "#8a1f11", "serif", "4px", "1.9"."""


@dataclass(frozen=True)
class Measured:
    """How far a colour of the unit's choice stands from a ground, at its weakest."""

    name: str
    against: str
    colour: str
    ground: str
    ratio: float
    wanted: float

    @property
    def holds(self) -> bool:
        return round(self.ratio, 2) >= self.wanted


def examine(theme: Theme, raw: Mapping[str, Any]) -> tuple[Values, dict[str, str]]:
    """The values that are good, written in one way; and token → what is wrong, all problems at once.

    An empty value is the theme's own. A value of the theme's own is not kept either.
    """
    values: Values = {}
    problems: dict[str, str] = {}
    for name, given in raw.items():
        try:
            found = _read(theme, name, str(given).strip())
        except ValueError as wrong:
            problems[name] = str(wrong)
        else:
            if found:
                values[name] = found
    for one in measure(theme, values):
        if not one.holds:
            problems[one.name] = _too_weak(theme, one)
    return {name: value for name, value in values.items() if name not in problems}, problems


def _read(theme: Theme, name: str, text: str) -> str:
    rule = theme.manifest.overridable.get(name)
    if rule is None:
        raise ValueError(_("这个主题不能改“%(name)s”。") % {"name": name})
    if not text:
        return ""
    if isinstance(rule, ColorRule):
        return _colour(theme, name, text.lower())
    if isinstance(rule, ChoiceRule):
        if text not in rule.options:
            raise ValueError(_("请从列出的选项中选一个。"))
        return text
    return _number(rule, text.removesuffix("px").strip() if isinstance(rule, LengthRule) else text)


def _colour(theme: Theme, name: str, text: str) -> str:
    if not COLOUR.fullmatch(text):
        raise ValueError(_("请写成 # 加六位十六进制数，例如 #9f1b16。"))
    return "" if text == colours(theme.tokens, "light")[name] else text


def _number(rule: LengthRule | NumberRule, text: str) -> str:
    unit = "px" if isinstance(rule, LengthRule) else ""
    if not NUMBER.fullmatch(text) or not rule.min <= float(text) <= rule.max:
        span = {"low": f"{rule.min:g}{unit}", "high": f"{rule.max:g}{unit}"}
        raise ValueError(_("请填 %(low)s 到 %(high)s 之间的数。") % span)
    return f"{float(text):g}{unit}"


def _too_weak(theme: Theme, one: Measured) -> str:
    return _("%(colour)s 与%(ground)s的对比度是 %(ratio).2f : 1，至少要 %(wanted)g : 1，否则看不清。") % {
        "colour": one.colour,
        "ground": f" {one.ground} ",
        "ratio": one.ratio,
        "wanted": one.wanted,
    }


def measure(theme: Theme, values: Mapping[str, str]) -> list[Measured]:
    """Every pair that the theme declares, as the unit's values would paint it; of all modes the weakest."""
    tokens = worn_tokens(theme, values)
    painted = {mode: colours(tokens, mode) for mode in MODES}
    found = []
    for name, rule in theme.manifest.overridable.items():
        if isinstance(rule, ColorRule):
            # What the theme itself says of a mode stays, and was measured when the theme was read.
            modes = [mode for mode in MODES if tokens[name].within(mode) == tokens[name].value]
            for other in rule.min_contrast.against:
                pairs = [(painted[mode][name], painted[mode][other]) for mode in modes]
                colour, ground = min(pairs, key=lambda pair: contrast(*pair))
                found.append(
                    Measured(name, other, colour, ground, contrast(colour, ground), rule.min_contrast.ratio)
                )
    return found


def worn_tokens(theme: Theme, values: Mapping[str, str]) -> Tokens:
    """The tokens of a theme with a unit's values. Made from parsed values, never from what was sent."""
    return overridden(theme.tokens, {name: _parsed(theme, name, text) for name, text in values.items()})


def _parsed(theme: Theme, name: str, text: str) -> Any:
    rule = theme.manifest.overridable[name]
    if isinstance(rule, ChoiceRule):
        return f"{{{name.split('.')[0]}.{text}}}"
    if isinstance(rule, LengthRule):
        return {"value": float(text.removesuffix("px")), "unit": "px"}
    return float(text) if isinstance(rule, NumberRule) else text
