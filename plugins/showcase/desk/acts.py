"""Which form stands for which verb, for whom it is offered, and how what was typed becomes its arguments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cms.extension import By
from plugins.showcase import actions
from plugins.showcase.desk import forms
from plugins.showcase.ledger.models import Campaign, Nomination
from plugins.showcase.photos import hashed
from plugins.showcase.states import NEXT, VERBS, SheetKind, Stage, Who


@dataclass(frozen=True)
class Act:
    """`about`: campaign, line, nomination, selection or objection. `done`: what is told afterwards."""

    title: Any
    form: type[forms.ActForm]
    do: Callable[[Campaign, Any, dict[str, Any], By], Any]
    who: tuple[Who, ...]
    stages: tuple[Stage, ...]
    about: str
    done: Any
    words: Any = ""
    shows: bool = False
    """Whether the nomination's material stands above the form."""
    button: Any = ""
    """What sending does, where the title does not say it."""


def _points(values: dict[str, Any]) -> dict[int, Any]:
    return {int(name[7:]): value for name, value in values.items() if name.startswith("aspect_")}


def _slot(values: dict[str, Any]) -> dict[str, int]:
    line, _colon, slot = values["place"].partition(":")
    return {"line": int(line), "slot": int(slot)}


def _write(campaign: Campaign, row: Any, values: dict[str, Any], by: By) -> Any:
    texts = {name: values[name] for name in ("highlights", "replicable", "limits")}
    own = {str(no): text for no, text in _points(values).items()}
    return actions.change(row.pk, by=by, self_evaluation=own, **texts)


def _pre_visit(campaign: Campaign, row: Any, values: dict[str, Any], by: By) -> Any:
    photos = hashed(values["photos"]) if values["photos"] else None
    kept = {name: values[name] for name in ("visited_on", "role", "seen")}
    return actions.visit_before(row.pk, by=by, photos=photos, **kept)


def _check(campaign: Campaign, row: Any, values: dict[str, Any], by: By) -> Any:
    return actions.check(
        row.pk, formal=values["formal"], passed=False if values["passed"] == "no" else None, reason=values["reason"],
        total=values.get("total"), vetoed={"yes": True, "no": False}.get(values.get("vetoed", "")),
        source=values.get("source", ""), by=by,
    )  # fmt: skip


def _review(campaign: Campaign, row: Any, values: dict[str, Any], by: By) -> Any:
    points = _points(values)
    return actions.score(
        row.pk, kind=SheetKind.REVIEW, points=points, note=values["note"], by=by, hand_in=True
    )


def _visit_sheet(campaign: Campaign, row: Any, values: dict[str, Any], by: By) -> Any:
    photos = hashed(values["photos"]) if values["photos"] else None
    return actions.score(
        row.pk, kind=SheetKind.VISIT, points=_points(values), note=values["note"], role=values["role"],
        visited_on=values["visited_on"], photos=photos, by=by, hand_in=True,
    )  # fmt: skip


def _award(campaign: Campaign, _about: Any, values: dict[str, Any], by: By) -> Any:
    reasons = {
        int(name[5:]): text for name, text in values.items() if name.startswith("line_") and text.strip()
    }
    return actions.award(campaign.pk, lines=list(reasons), reasons=reasons, by=by)


def _advance(campaign: Campaign, _about: Any, _values: dict[str, Any], by: By) -> Any:
    return actions.advance(campaign.pk, to=NEXT[Stage(campaign.stage)][0], by=by)


def _back(campaign: Campaign, _about: Any, _values: dict[str, Any], by: By) -> Any:
    return actions.advance(campaign.pk, to=Stage.DELIBERATE, by=by)


OFFICE, LEAD, REVIEWER = (Who.OFFICE,), (Who.LEAD,), (Who.REVIEWER,)
S = Stage
ACTS: dict[str, Act] = {
    "advance": Act(_("进入下一阶段"), forms.Nothing, _advance, OFFICE, tuple(NEXT)[:-1], "campaign",
                   _("已进入下一阶段，上一阶段的材料不能再改。"), _("本阶段的材料从此不能再改。")),
    "back": Act(_("退回合议"), forms.Nothing, _back, OFFICE, (S.NOTICE,), "campaign", _("已退回合议。")),
    "nominate": Act(_("推选一个单位"), forms.Nominate,
                    lambda c, a, v, by: actions.nominate(c.pk, unit=int(v["unit"]), by=by, **_slot(v)),
                    LEAD, (S.NOMINATE,), "campaign", _("已建立推选材料，请写材料、补记先行调研，然后报送。")),
    "leave_empty": Act(_("空出一个名额"), forms.LeaveEmpty,
                       lambda c, a, v, by: actions.leave_empty(c.pk, reason=v["reason"], by=by, **_slot(v)),
                       (*LEAD, *OFFICE), (S.NOMINATE,), "campaign", _("已写明空出。"), _("宁可空着，也不凑数。")),
    "write": Act(_("写推选材料"), forms.Write, _write, LEAD, (S.NOMINATE,), "nomination", _("已保存。")),
    "pre_visit": Act(_("记录先行调研"), forms.PreVisitForm, _pre_visit, LEAD, (S.NOMINATE,), "nomination", _("已记录。")),
    "submit": Act(_("报送"), forms.Nothing, lambda c, a, v, by: actions.submit(a.pk, by=by), LEAD, (S.NOMINATE,),
                  "nomination", _("已报送。"), _("报送以后材料不能再改，需要改时先撤回。")),
    "withdraw": Act(_("撤回"), forms.Nothing, lambda c, a, v, by: actions.withdraw(a.pk, by=by), LEAD, (S.NOMINATE,),
                    "nomination", _("已撤回，名额空出来了。")),
    "hand_over": Act(_("更换牵头部门"), forms.HandOver,
                     lambda c, a, v, by: actions.hand_over(
                         c.pk, line=a.line_id, lead=int(v["lead"]), reason=v["reason"], by=by),
                     OFFICE, tuple(NEXT)[:-1], "line", _("已更换，以后由新的牵头部门办理。"),
                     _("原来的牵头部门已经写的材料原样保留。")),
    "check": Act(_("形式审查"), forms.Check, _check, OFFICE, (S.CHECK,), "nomination", _("已登记审查结论。"),
                 shows=True, button=_("登记结论")),
    "review": Act(_("打分"), forms.Score, _review, REVIEWER, (S.REVIEW,), "nomination", _("已提交封存，阶段结束以前谁也看不到。"),
                  _("提交后封存，不能再改；本阶段结束以前，别的评审和区委办都看不到。"), shows=True,
                  button=_("提交封存")),
    "plan_visit": Act(_("安排调研"), forms.PlanVisit,
                      lambda c, a, v, by: actions.plan_visit(
                          c.pk, nomination=a.pk, planned_on=v["planned_on"], units=[int(one) for one in v["units"]], by=by),
                      OFFICE, (S.VISIT,), "nomination", _("已安排。")),
    "visit": Act(_("填写调研评分"), forms.VisitScore, _visit_sheet, REVIEWER, (S.VISIT,), "nomination", _("已提交并签认。"),
                  _("各到场单位各填各的。提交就是签认，提交后封存，不能再改。"), shows=True,
                 button=_("提交并签认")),
    "excuse": Act(_("有成员不参加"), forms.Excuse,
                  lambda c, a, v, by: actions.excuse(a.visit.pk, unit=int(v["unit"]), reason=v["reason"], by=by),
                  OFFICE, (S.VISIT,), "nomination", _("已登记。")),
    "hold_visit": Act(_("登记调研完成"), forms.HoldVisit,
                      lambda c, a, v, by: actions.hold_visit(a.visit.pk, held_on=v["held_on"], note=v["note"], by=by),
                      OFFICE, (S.VISIT,), "nomination", _("已登记。")),
    "state": Act(_("计算稳定性"), forms.Places,
                 lambda c, a, v, by: actions.say_how_stable(c.pk, line=a.line_id, places=v["places"], by=by),
                 OFFICE, (S.DELIBERATE,), "line", _("已计算。")),
    "deliberate": Act(_("记录合议"), forms.Deliberate,
                      lambda c, a, v, by: actions.deliberate(c.pk, line=a.line_id, by=by, **v),
                      OFFICE, (S.DELIBERATE,), "line", _("已记录。")),
    "select": Act(_("确定入选"), forms.MaybeReason, lambda c, a, v, by: actions.select(a.pk, reason=v["reason"], by=by),
                  OFFICE, (S.DELIBERATE,), "nomination", _("已确定入选。")),
    "unselect": Act(_("取消入选"), forms.Reason, lambda c, a, v, by: actions.unselect(a.pk, reason=v["reason"], by=by),
                    OFFICE, (S.DELIBERATE,), "selection", _("已取消。")),
    "final_empty": Act(_("空出入选名额"), forms.FinalEmpty,
                       lambda c, a, v, by: actions.leave_final_empty(c.pk, line=a.line_id, slot=1, reason=v["reason"], by=by),
                       OFFICE, (S.DELIBERATE,), "line", _("已写明空出。")),
    "announce": Act(_("发布公示"), forms.Nothing, lambda c, a, v, by: actions.announce(c.pk, by=by), OFFICE, (S.NOTICE,),
                    "campaign", _("已公示，公示期内谁都可以提出异议。")),
    "answer": Act(_("答复异议"), forms.Answer,
                  lambda c, a, v, by: actions.answer(a.pk, answer=v["answer"], upheld=v["upheld"] == "yes", by=by),
                  OFFICE, (S.NOTICE,), "objection", _("已答复。")),
    "issue": Act(_("印发通报"), forms.Issue, lambda c, a, v, by: actions.issue(c.pk, by=by, **v), OFFICE, (S.BULLETIN,),
                 "campaign", _("已印发。")),
    "award": Act(_("确定优秀组织单位"), forms.Award, _award, OFFICE, (S.BULLETIN,), "campaign", _("已确定。")),
}  # fmt: skip
"""Name in the address → what it is."""


VERB_OF = {
    "write": "change", "pre_visit": "visit_before", "visit": "report_visit", "excuse": "plan_visit",
    "hold_visit": "plan_visit",
}  # fmt: skip
"""Acts whose name is not that of their verb."""
OF_A_VISIT = {"visit", "excuse", "hold_visit"}
"""Acts that need one that was arranged."""


def fits(name: str, row: Nomination) -> bool:
    """Whether an act may be about a nomination that is as far as this one."""
    begins = VERBS[VERB_OF.get(name, name)].begins
    return row.state in begins and (name not in OF_A_VISIT or hasattr(row, "visit"))


def offered(campaign: Campaign, roles: frozenset[Who], about: str) -> list[tuple[str, Act]]:
    """Acts about one kind of thing that the bound site may do in the campaign's stage. What else stands against one, the
    verb says when it is tried."""
    stage = Stage(campaign.stage)
    return [
        (name, act)
        for name, act in ACTS.items()
        if act.about == about and stage in act.stages and set(act.who) & roles
    ]
