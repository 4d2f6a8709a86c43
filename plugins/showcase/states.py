"""The course of a campaign on one screen: its stages, what follows which, and which verb may be used when and by whom.

The code asks this table, the screens show it, and PostgreSQL holds the same by triggers (ledger/migrations/0002).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class Refused(ValueError):
    """A verb does not apply. The message says every reason, to the person who asked."""

    for_people = True


def refuse(reasons: Iterable[str]) -> None:
    """Raises Refused with all reasons at once, where there are any."""
    found = list(reasons)
    if found:
        raise Refused("；".join(found))


class Stage(TextChoices):
    NOMINATE = "NOMINATE", _("推选")
    CHECK = "CHECK", _("形式审查")
    REVIEW = "REVIEW", _("联合评估")
    VISIT = "VISIT", _("实地调研")
    DELIBERATE = "DELIBERATE", _("合议")
    NOTICE = "NOTICE", _("公示")
    BULLETIN = "BULLETIN", _("通报")
    SHOWN = "SHOWN", _("展示")


ORDER: tuple[Stage, ...] = tuple(Stage)
NEXT: dict[Stage, tuple[Stage, ...]] = {
    Stage.NOMINATE: (Stage.CHECK,),
    Stage.CHECK: (Stage.REVIEW,),
    Stage.REVIEW: (Stage.VISIT,),
    Stage.VISIT: (Stage.DELIBERATE,),
    Stage.DELIBERATE: (Stage.NOTICE,),
    # Back only for an objection that was borne out.
    Stage.NOTICE: (Stage.BULLETIN, Stage.DELIBERATE),
    Stage.BULLETIN: (Stage.SHOWN,),
    Stage.SHOWN: (),
}


class Who(TextChoices):
    OFFICE = "OFFICE", _("区委办")
    LEAD = "LEAD", _("条线牵头部门")
    REVIEWER = "REVIEWER", _("参评单位")
    """The office, or the lead of any line of the campaign."""
    PUBLIC = "PUBLIC", _("任何人")
    UNIT = "UNIT", _("任何单位")


class NominationState(TextChoices):
    DRAFT = "DRAFT", _("起草")
    SUBMITTED = "SUBMITTED", _("已报送")
    WITHDRAWN = "WITHDRAWN", _("已撤回")


class SheetKind(TextChoices):
    REVIEW = "REVIEW", _("联合评估")
    VISIT = "VISIT", _("实地调研")


class SheetState(TextChoices):
    DRAFT = "DRAFT", _("未提交")
    SEALED = "SEALED", _("已封存")


class Left(TextChoices):
    """Which place a line leaves empty."""

    NOMINATION = "NOMINATION", _("推选名额")
    FINAL = "FINAL", _("入选名额")


@dataclass(frozen=True)
class Verb:
    """Who may do it, in which stages, and what it does to the thing it is about ('' for a thing that has no states)."""

    title: object
    who: tuple[Who, ...]
    stages: tuple[Stage, ...]
    begins: tuple[str, ...] = ("",)
    leads_to: str = ""


DRAFT, SUBMITTED, WITHDRAWN = NominationState
S = Stage
VERBS: dict[str, Verb] = {
    "set_up": Verb(_("修改方案"), (Who.OFFICE,), (S.NOMINATE,)),
    "advance": Verb(_("进入下一阶段"), (Who.OFFICE,), ORDER[:-1]),
    "hand_over": Verb(_("更换牵头部门"), (Who.OFFICE,), ORDER[:-1]),
    "nominate": Verb(_("推选"), (Who.LEAD,), (S.NOMINATE,), ("",), DRAFT),
    "change": Verb(_("修改推选材料"), (Who.LEAD,), (S.NOMINATE,), (DRAFT,), DRAFT),
    "visit_before": Verb(_("记录先行调研"), (Who.LEAD,), (S.NOMINATE,), (DRAFT,), DRAFT),
    "submit": Verb(_("报送"), (Who.LEAD,), (S.NOMINATE,), (DRAFT,), SUBMITTED),
    "withdraw": Verb(_("撤回"), (Who.LEAD,), (S.NOMINATE,), (DRAFT, SUBMITTED), WITHDRAWN),
    "leave_empty": Verb(_("空出推选名额"), (Who.LEAD, Who.OFFICE), (S.NOMINATE,)),
    "check": Verb(_("形式审查"), (Who.OFFICE,), (S.CHECK,), (SUBMITTED,), SUBMITTED),
    "review": Verb(_("打分"), (Who.REVIEWER,), (S.REVIEW,), (SUBMITTED,), SUBMITTED),
    "plan_visit": Verb(_("安排调研"), (Who.OFFICE,), (S.VISIT,), (SUBMITTED,), SUBMITTED),
    "report_visit": Verb(_("填写调研评分"), (Who.REVIEWER,), (S.VISIT,), (SUBMITTED,), SUBMITTED),
    "state": Verb(_("计算稳定性"), (Who.OFFICE,), (S.DELIBERATE,)),
    "deliberate": Verb(_("记录合议"), (Who.OFFICE,), (S.DELIBERATE,)),
    "select": Verb(_("确定入选"), (Who.OFFICE,), (S.DELIBERATE,), (SUBMITTED,), SUBMITTED),
    "unselect": Verb(_("取消入选"), (Who.OFFICE,), (S.DELIBERATE,), (SUBMITTED,), SUBMITTED),
    "leave_final_empty": Verb(_("空出入选名额"), (Who.OFFICE,), (S.DELIBERATE,)),
    "announce": Verb(_("公示"), (Who.OFFICE,), (S.NOTICE,)),
    "object": Verb(_("提出异议"), (Who.PUBLIC,), (S.NOTICE,)),
    "answer": Verb(_("答复异议"), (Who.OFFICE,), (S.NOTICE,)),
    "issue": Verb(_("印发通报"), (Who.OFFICE,), (S.BULLETIN,)),
    "award": Verb(_("确定优秀组织单位"), (Who.OFFICE,), (S.BULLETIN,)),
    "write_practice": Verb(_("编写案例"), (Who.OFFICE,), (S.BULLETIN, S.SHOWN)),
    "show": Verb(_("上线展示"), (Who.OFFICE,), (S.SHOWN,)),
    "adopt": Verb(_("采用"), (Who.UNIT,), (S.SHOWN,)),
}


def against(verb: str, *, stage: str, state: str = "", who: Who | None = None) -> list[str]:
    """Why a verb does not apply, in words; empty when it does. `who` None: not asked here."""
    rule, found = VERBS[verb], []
    if stage not in rule.stages:
        words = {
            "verb": rule.title,
            "now": Stage(stage).label,
            "when": "、".join(str(one.label) for one in rule.stages),
        }
        found.append(_now("“%(verb)s”在“%(when)s”阶段办理，现在是“%(now)s”阶段") % words)
    if state not in rule.begins:
        words = {"verb": rule.title, "now": NominationState(state).label if state else _now("还没有材料")}
        found.append(_now("现在是“%(now)s”，不能%(verb)s") % words)
    if who is not None and who not in rule.who:
        names = "、".join(str(one.label) for one in rule.who)
        found.append(_now("“%(verb)s”由%(who)s办理") % {"verb": rule.title, "who": names})
    return found
