"""What has to be there before a stage closes. Pure: from counted facts to reasons; PostgreSQL counts again by itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from plugins.showcase.states import NEXT, Stage


@dataclass(frozen=True)
class Rules:
    """What a campaign says of numbers. Frozen once the first stage is closed."""

    nominate_min: int = 3
    nominate_max: int = 4
    final_min: int = 1
    final_max: int = 2
    reviews_min: int = 2
    """Decisive sealed reviews that each nomination needs."""


@dataclass(frozen=True)
class NominationFacts:
    """One that was handed in."""

    name: str
    checked: bool = False
    passed: bool = False
    reviews: int = 0
    """Sealed ones that decide."""
    visited: bool = False
    unsigned: int = 0
    """Seats of the visit that have neither signed nor been excused."""
    signed: int = 0


@dataclass(frozen=True)
class LineFacts:
    name: str
    nominations: tuple[NominationFacts, ...] = ()
    empty: int = 0
    selected: int = 0
    empty_final: int = 0


@dataclass(frozen=True)
class Facts:
    stage: Stage
    lines: tuple[LineFacts, ...] = ()
    notice_ends: dt.date | None = None
    """Last day of the notice that was put out in this round of the stage."""
    unanswered: int = 0
    upheld: bool = False
    """Whether an objection was borne out in this round."""
    bulletin: bool = False
    rules: Rules = field(default_factory=Rules)


def missing(facts: Facts, to: Stage, *, on: dt.date) -> list[str]:
    """Why a campaign cannot go on to `to` on a day; empty when it can."""
    if to not in NEXT[facts.stage]:
        words = {"now": facts.stage.label, "to": to.label}
        return [_("现在是“%(now)s”阶段，不能转到“%(to)s”") % words]
    if to == Stage.DELIBERATE and facts.stage == Stage.NOTICE:
        return [] if facts.upheld else [_("没有查实的异议，不能退回合议")]
    return _CLOSING[facts.stage](facts, on)


def _nominated(facts: Facts, on: dt.date) -> list[str]:
    found = [] if facts.lines else [_("还没有条线参加，请先确定参加的条线")]
    least, most = facts.rules.nominate_min, facts.rules.nominate_max
    for line in facts.lines:
        count = len(line.nominations)
        words = {"line": line.name, "count": count, "empty": line.empty, "least": least, "most": most}
        if count + line.empty < least:
            text = _(
                "%(line)s：报送 %(count)s 家，空出 %(empty)s 个名额，合计不足 %(least)s 个；请补报，或写明空出的理由"
            )
            found.append(text % words)
        if count > most:
            found.append(_("%(line)s：报送 %(count)s 家，最多 %(most)s 家") % words)
    return found


def _each(facts: Facts, *, passed: bool = True) -> list[NominationFacts]:
    return [one for line in facts.lines for one in line.nominations if one.passed or not passed]


def _checked(facts: Facts, on: dt.date) -> list[str]:
    return [
        _("%(name)s：还没有审查") % {"name": one.name}
        for one in _each(facts, passed=False)
        if not one.checked
    ]


def _reviewed(facts: Facts, on: dt.date) -> list[str]:
    least = facts.rules.reviews_min
    text = _("%(name)s：计入结果的评分 %(count)s 份，至少要 %(least)s 份")
    return [
        text % {"name": one.name, "count": one.reviews, "least": least}
        for one in _each(facts)
        if one.reviews < least
    ]


def _visited(facts: Facts, on: dt.date) -> list[str]:
    found = []
    for one in _each(facts):
        if not one.visited or not one.signed:
            found.append(_("%(name)s：还没有完成实地调研") % {"name": one.name})
        elif one.unsigned:
            words = {"name": one.name, "count": one.unsigned}
            found.append(_("%(name)s：调研组还有 %(count)s 个成员单位没有签认；不参加的请写明原因") % words)
    return found


def _selected(facts: Facts, on: dt.date) -> list[str]:
    least, most, found = facts.rules.final_min, facts.rules.final_max, []
    for line in facts.lines:
        words = {"line": line.name, "count": line.selected, "least": least, "most": most}
        if line.selected + line.empty_final < least:
            found.append(
                _("%(line)s：入选 %(count)s 家，不足 %(least)s 家；请确定，或写明空出的理由") % words
            )
        if line.selected > most:
            found.append(_("%(line)s：入选 %(count)s 家，最多 %(most)s 家") % words)
    return found


def _noticed(facts: Facts, on: dt.date) -> list[str]:
    found = _selected(facts, on)
    if facts.notice_ends is None:
        found.append(_("还没有公示"))
    elif facts.notice_ends >= on:
        found.append(_("公示到 %(day)s 才满，请在期满以后办理") % {"day": facts.notice_ends.isoformat()})
    if facts.unanswered:
        found.append(_("还有 %(count)s 件异议没有答复") % {"count": facts.unanswered})
    return found


def _told(facts: Facts, on: dt.date) -> list[str]:
    return [] if facts.bulletin else [_("还没有印发通报")]


_CLOSING = {
    Stage.NOMINATE: _nominated,
    Stage.CHECK: _checked,
    Stage.REVIEW: _reviewed,
    Stage.VISIT: _visited,
    Stage.DELIBERATE: _selected,
    Stage.NOTICE: _noticed,
    Stage.BULLETIN: _told,
}
