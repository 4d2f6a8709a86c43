"""The route of a plan: which steps, by level and kind of unit. Data, within limits that nobody can switch off."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from cms.catalog.vocabulary import ApprovalLevel
from cms.procedure.ledger.models import RouteRule
from cms.procedure.steps import StepKind

DATA = Path(__file__).parent / "data" / "routes.toml"
CHOICE = (StepKind.SECRECY, StepKind.MERIT, StepKind.APPROVE, StepKind.SUPERIOR, StepKind.OFFICE)
"""What a route is made of, in its order."""
WEIGHED = (ApprovalLevel.MAJOR, ApprovalLevel.ESCALATE)
"""Levels that need a risk assessment and a recorded collective decision."""


class BadRoute(ValueError):
    """A route leaves out what no route may leave out. The text says all of it."""

    for_people = True


@dataclass(frozen=True)
class Route:
    steps: tuple[str, ...]
    internal_first: bool = False
    """A date of disclosure inside the Party has to be given: 先党内后党外."""


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(DATA.read_text("utf-8"))


def follow_up_hours() -> int:
    return int(_data()["emergency"]["follow_up_hours"])


def typo_characters() -> int:
    return int(_data()["typo"]["most_characters"])


def default_route(level: str) -> Route:
    return Route(tuple(_data()[level]["steps"]))


def route_for(level: str, kind: str) -> Route:
    """The office's rule for the level and kind of unit, else its rule for the level, else the default. One query."""
    rules = {rule.kind: rule for rule in RouteRule.objects.filter(level=level, kind__in=("", kind))}
    rule = rules.get(kind) or rules.get("")
    return Route(tuple(rule.steps), rule.internal_first) if rule else default_route(level)


def routes(*, using: str = "default") -> dict[tuple[str, str], Route]:
    """(level, kind of unit) → route, for what the office has set, and (level, "") for every level. One query."""
    found = {(str(level), ""): default_route(level) for level in ApprovalLevel}
    for rule in RouteRule.objects.using(using).all():
        found[rule.level, rule.kind] = Route(tuple(rule.steps), rule.internal_first)
    return found


def check_route(level: str, steps: list[str]) -> None:
    """Refuse a route that breaks a limit. Raises BadRoute with every reason."""
    found = []
    if any(step not in CHOICE for step in steps) or len(set(steps)) != len(steps):
        found.append(_("步骤只能从保密审查、审核、审批、上级审批、区委办审批中选，每步一次"))
    elif sorted(steps, key=CHOICE.index) != steps:
        found.append(_("步骤要按先审查、再审核、再审批、再报批的顺序"))
    if StepKind.SECRECY not in steps:
        found.append(_("保密审查不能省去"))
    if StepKind.APPROVE not in steps:
        found.append(_("本单位审批不能省去"))
    if level != ApprovalLevel.NORMAL and StepKind.MERIT not in steps:
        found.append(_("“一般”以外的事项不能省去必要性、准确性审核"))
    if level == ApprovalLevel.ESCALATE and not {StepKind.SUPERIOR, StepKind.OFFICE} & {*steps}:
        found.append(_("“报批”事项要由上级党组织或者区委办审批"))
    if found:
        raise BadRoute("；".join(found))
