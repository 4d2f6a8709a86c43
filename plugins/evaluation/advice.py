"""What would help most, in the words of an editor, with the place where it is done. The figures are the engine's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from plugins.evaluation.engine.gains import at_stake, gains
from plugins.evaluation.queries import Live
from plugins.evaluation.reading import MECHANISMS, rounded
from plugins.evaluation.scanning.rules import RULES

FEWEST, SOON = 8, 14
"""Pieces of advice on the screen; days ahead in which what falls due is named."""
ACTS = {
    "publish": _("公开 %(about)s"),
    "fix": _("改正页面：%(about)s"),
    "file": _("报送目录"),
    "fill": _("补全目录事项 %(about)s 的依据、范围、时限和责任单位"),
    "add_item": _("目录增加规定的内容 %(about)s"),
    "hand_in": _("提交材料：%(about)s"),
    "answer": _("答复意见 %(about)s"),
    "tell_result": _("公布公示结果"),
    "set_route": _("按规定设置审批路线 %(about)s"),
    "register": _("备案本单位网站"),
}
PLACES = {
    "publish": "duty_desk:index",
    "file": "catalog_desk:overview",
    "fill": "catalog_desk:overview",
    "add_item": "catalog_desk:overview",
}
"""Where each is done, by the name of the address. One that is not there is left out."""


@dataclass(frozen=True)
class Advice:
    words: str
    gain: Decimal
    total: Decimal
    by: str = ""
    url: str = ""


def advice(found: Live, titles: Mapping[str, str]) -> tuple[list[Advice], list[Advice]]:
    """(what to do now, what falls due soon), the greatest gain first. `titles`: code of an item → its title."""
    asked = (found.standard, found.rows, found.head)
    now = [_told(one, titles) for one in gains(*asked)[:FEWEST]]
    soon = [_told(one, titles) for one in at_stake(*asked, SOON)[:FEWEST]]
    return now, soon


def _told(one: Mapping[str, Any], titles: Mapping[str, str]) -> Advice:
    words = str(ACTS.get(one["act"], one["act"])) % {"about": _about(one, titles)}
    return Advice(words, rounded(one["gain"]), rounded(one["total"]), one.get("by", ""), _place(one["act"]))


def _about(one: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """The item and period of a duty, the rule of a check; else the name itself, without what kind it is."""
    _kind, _colon, name = one["about"].partition(":")
    parts = name.split("/")
    if one["act"] == "publish" and len(parts) > 2:
        return " ".join(filter(None, (f"《{titles.get(parts[1], parts[1])}》", parts[2])))
    if one["act"] == "fix" and len(parts) > 2:
        rule = RULES.get(parts[2])
        return f"{rule.title}：{rule.mend}" if rule else parts[2]
    if one["act"] == "fill" and len(parts) > 1:
        return f"《{titles.get(parts[1], parts[1])}》"
    return str(MECHANISMS.get(name, name))


def _place(act: str) -> str:
    try:
        return reverse(PLACES[act]) if act in PLACES else ""
    except NoReverseMatch:
        return ""
