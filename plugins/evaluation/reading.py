"""A score in the words of people: indicators with their titles, evidence as sentences with links, figures for charts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from plugins.evaluation.charts import Bar
from plugins.evaluation.engine.exact import decimal
from plugins.evaluation.engine.formulas.result import REASONS
from plugins.evaluation.engine.reading import key_of
from plugins.evaluation.engine.scheme import Indicator
from plugins.evaluation.engine.scheme import Scheme as Standard
from plugins.evaluation.states import Mechanism

METHODS = {
    "auto": _("平台记录"),
    "document": _("材料"),
    "sample": _("抽查"),
    "visit": _("实地"),
    "survey": _("问卷"),
    "import": _("外来结果"),
}
RESULTS = {"pass": _("达到"), "fail": _("有差距"), "na": _("不评")}
Paths = Mapping[str, tuple[str, str]]
"""Entry → title and address of what is public."""
SHOWN = 60
"""Rows of evidence on the screen; the file has them all."""


def rounded(exact: str | None) -> Decimal:
    return Decimal(decimal(Fraction(exact or 0)))


@dataclass(frozen=True)
class Line:
    """A row of evidence in words. `entry` is the uuid of a public entry, "" for none."""

    key: str
    words: str
    on: str = ""
    entry: str = ""
    path: str = ""
    failed: bool = False


@dataclass(frozen=True)
class Read:
    """An indicator of a score."""

    code: str
    title: str
    basis: str
    method: Any
    result: str
    result_words: Any
    reason: str
    points: Decimal
    of: Decimal
    """What it is worth to this unit: nothing where it does not apply."""
    full: Decimal
    """What it is worth to whom it applies."""
    population: int
    passed: Decimal
    evidence: list[Line] = field(default_factory=list)
    more: int = 0

    @property
    def applies(self) -> bool:
        return self.result != "na"


@dataclass(frozen=True)
class AspectRead:
    no: int
    title: str
    points: Decimal
    of: Decimal
    indicators: list[Read]

    @property
    def bar(self) -> Bar:
        return Bar(self.title, self.points, self.of)


def aspects(
    standard: Standard,
    score: Mapping[str, Any],
    rows: list[dict[str, Any]],
    paths: Paths,
) -> list[AspectRead]:
    """A score by aspects."""
    known = {key_of(row): row for row in rows}
    told = {one["code"]: one for one in score["indicators"]}
    defined = [one for one in _defined(standard, score) if one.code in told]
    found = []
    for aspect in score["aspects"]:
        mine = [_read(one, told[one.code], known, paths) for one in defined if one.aspect == aspect["no"]]
        found.append(
            AspectRead(aspect["no"], aspect["title"], rounded(aspect["points"]), rounded(aspect["of"]), mine)
        )
    return found


def _defined(standard: Standard, score: Mapping[str, Any]) -> list[Indicator]:
    return [*standard.indicators, *standard.features.get(score.get("line") or "", [])]


def _read(one: Indicator, told: Mapping[str, Any], known: Mapping[str, Any], paths: Paths) -> Read:
    failed = set(told["failed"])
    keys = [*told["failed"], *(key for key in told["evidence"] if key not in failed)]
    lines = [_line(key, known.get(key), paths, failed=key in failed) for key in keys[:SHOWN]]
    return Read(
        code=one.code,
        title=one.title,
        basis=one.basis,
        method=METHODS[one.method],
        result=told["result"],
        result_words=RESULTS[told["result"]],
        reason=_now(REASONS.get(told["reason"], "")) if told["reason"] else "",
        points=rounded(told["points"]),
        of=rounded(told["of"]),
        full=rounded(str(one.points)),
        population=told["population"],
        passed=rounded(told["passed"]),
        evidence=lines,
        more=max(len(keys) - SHOWN, 0),
    )


def _line(key: str, row: Mapping[str, Any] | None, paths: Paths, *, failed: bool) -> Line:
    if row is None:
        return Line(key, _absent(key), failed=failed)
    words, on = SENTENCES.get(row["kind"], _other)(row)
    entry = str(row.get("entry") or "")
    title, path = paths.get(entry, ("", ""))
    return Line(key, f"{words}《{title}》" if title else words, on or "", entry, path, failed)


MECHANISMS = dict(Mechanism.choices)


def _absent(key: str) -> str:
    """What is not there is named by the engine: block:G3, mechanism:RISK, media:portal."""
    kind, _colon, name = key.partition(":")
    name = str(MECHANISMS.get(name, name))
    words = {"block": _now("目录缺少规定的内容 %(name)s"), "mechanism": _now("没有提交：%(name)s")}
    return words.get(kind, "%(name)s") % {"name": name}


def _duty(row: Mapping[str, Any]) -> tuple[str, str]:
    about = " ".join(filter(None, (row["item"], row["period"])))
    if row["met_on"]:
        late = row["met_on"] > row["due_on"]
        return (_now("%(about)s 逾期公开") if late else _now("%(about)s 按时公开")) % {"about": about}, row[
            "met_on"
        ]
    if row["nil_on"]:
        return _now("%(about)s 本期无此事项") % {"about": about}, row["nil_on"]
    if row["waived_on"]:
        return _now("%(about)s 已免除") % {"about": about}, row["waived_on"]
    return _now("%(about)s 应公开而没有公开") % {"about": about}, row["due_on"]


def _filing(row: Mapping[str, Any]) -> tuple[str, str]:
    if not row["filed_on"]:
        return _now("没有报送目录"), row["due_on"]
    back = _now("，退回 %(count)s 次") % {"count": row["returned"]} if row["returned"] else ""
    return _now("第 %(number)s 版目录") % {"number": row["number"]} + back, row["filed_on"]


def _item(row: Mapping[str, Any]) -> tuple[str, str]:
    return _now("事项 %(code)s") % {"code": row["code"]}, row["since"]


def _version(row: Mapping[str, Any]) -> tuple[str, str]:
    return _now("第 %(number)s 版") % {"number": row["number"]}, row["on"]


def _check(row: Mapping[str, Any]) -> tuple[str, str]:
    return _now("页面检查：%(rule)s") % {"rule": row["rule"]}, row["since"]


def _other(row: Mapping[str, Any]) -> tuple[str, str]:
    day = next(
        (row[name] for name in ("on", "decided_on", "registered_on", "from", "filed_on") if row.get(name)), ""
    )
    return _now(KINDS.get(row["kind"], row["kind"])), day


KINDS = {
    "route": "审批路线", "step": "办理步骤", "departure": "撤下", "correction": "更正", "media": "媒体备案", "notice": "公示",
    "veto": "一票否决", "import": "录入的等次", "judgement": "评审", "document": "材料", "nil": "本期无此事项", "bonus": "加分",
}  # fmt: skip
SENTENCES = {"duty": _duty, "filing": _filing, "item": _item, "version": _version, "check": _check}
