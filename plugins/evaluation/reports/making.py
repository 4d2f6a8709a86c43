"""A score as the words and figures of a document, for a unit, or for all of a line one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from plugins.evaluation.ledger.models import Score
from plugins.evaluation.reading import METHODS, RESULTS, rounded
from plugins.evaluation.reports.filling import fill
from plugins.evaluation.reports.templates import shipped
from plugins.evaluation.standards import standard_of

HEADS = ("指标", "方式", "结果", "得分", "满分")
BEST = 5


def report_of(score: Score, report: str, *, template: bytes | None = None) -> bytes:
    """For one unit. `score` with its unit and its period's scheme. Raises Unsuitable for a template that does not suit."""
    known = {one.code: one for one in _defined(score)}
    told = [one for one in score.body["indicators"] if one["code"] in known]
    rows = [
        [known[one["code"]].title, str(METHODS[known[one["code"]].method]), str(RESULTS[one["result"]]),
         str(rounded(one["points"])), str(rounded(one["of"]))]
        for one in told
    ]  # fmt: skip
    titles = {"pass": [], "fail": []}  # type: dict[str, list[str]]
    for one in told:
        titles.get(one["result"], []).append(known[one["code"]].title)
    more = {
        "unit": score.unit.name,
        "total": _total(score),
        "veto": _("有一票否决。") if score.vetoed else "",
        "aspects": "；".join(_aspect(one) for one in score.body["aspects"]) + "。",
        "strong": "、".join(titles["pass"][:BEST]) or _("无"),
        "weak": "、".join(titles["fail"][:BEST]) or _("无"),
    }
    return fill(template or shipped(report), _about(score) | more, [HEADS, *rows])


def report_of_line(
    scores: Sequence[Score], line: str, report: str, *, template: bytes | None = None
) -> bytes:
    """For all units of a line, which has at least one score."""
    rows = [
        [one.unit.name, *(str(rounded(part["points"])) for part in one.body["aspects"]), _total(one)]
        for one in scores
    ]
    heads = [_("单位"), *(part["title"] for part in scores[0].body["aspects"]), _("得分")]
    totals = [one.total for one in scores if one.total is not None]
    mean = f"{sum(totals) / len(totals):.2f}" if totals else "—"
    more = {
        "unit": line,
        "total": _("平均 %(mean)s") % {"mean": mean},
        "veto": _("%(count)s 个单位有一票否决。") % {"count": sum(one.vetoed for one in scores)},
        "aspects": _("共 %(count)s 个单位。") % {"count": len(scores)},
        "strong": _("见下表"),
        "weak": _("见下表"),
    }
    return fill(template or shipped(report), _about(scores[0]) | more, [heads, *rows])


def _defined(score: Score) -> list[Any]:
    standard = standard_of(score.period)
    return [*standard.indicators, *standard.features.get(score.body.get("line") or "", [])]


def _about(score: Score) -> dict[str, str]:
    period = score.period
    return {
        "period": period.title,
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "scheme": str(period.scheme),
        "as_of": score.as_of.isoformat(),
        "kind": str(score.get_kind_display()),
    }


def _total(score: Score) -> str:
    return "—" if score.total is None else str(score.total)


def _aspect(one: dict[str, Any]) -> str:
    return f"{one['title']} {rounded(one['points'])}/{rounded(one['of'])}"
