"""审查、审核、审批: pass a step or return the plan. The one place where a step is decided."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.filing.queries import items_in_force
from cms.procedure import signals
from cms.procedure.actions.flow import go_back, go_on, start
from cms.procedure.actions.trace import Outcome, Person, lead, write_down
from cms.procedure.binding import bound
from cms.procedure.findings import findings_of, open_findings
from cms.procedure.ledger.models import StepRecord
from cms.procedure.letters import tell
from cms.procedure.models import Plan
from cms.procedure.queries import next_step, records_of
from cms.procedure.rights import NotYours, check_may
from cms.procedure.routes import WEIGHED
from cms.procedure.states import NotInState, PlanKind, PlanState
from cms.procedure.steps import ABOVE, StepKind

Remarks = Iterable[Mapping[str, str]]


class ContentChanged(ValueError):
    """What a person decides about is no longer what is there."""

    for_people = True


class Incomplete(ValueError):
    """Something is missing for the decision; the text says all of it."""

    for_people = True


def _unchanged(plan: Plan, seen: str) -> None:
    """Refuse when the content is not what was proposed, or not what the person had before them."""
    now = bound(plan.revision.as_object(), vars(plan))
    same = all(getattr(plan, name) == value for name, value in now.values().items())
    if not same or not plan.seal.startswith(seen):
        raise ContentChanged(_("您看的内容已经改动，没有办理：请刷新后重新看过再办"))


def _screened(plan: Plan, detail: dict[str, Any]) -> list[str]:
    """What the pre-screen still blocks."""
    left = open_findings(findings_of(plan.revision.as_object()), detail.get("overruled", {}))
    text = _("%(where)s有%(kind)s（%(shown)s），请遮盖，或者写明为什么可以公开")
    return [text % {"where": one.where, "kind": one.kind, "shown": one.shown} for one in left]


def _outlived(plan: Plan) -> list[str]:
    """Why a plan that is not public yet cannot be passed any more: what it rests on is another now. One query."""
    if plan.state != PlanState.OPEN:
        return []
    item = items_in_force().filter(code=plan.item_code).first()
    if item is None or item.scope != plan.scope:
        return [_("登记的目录变了，这个事项不再这样公开，请退回")]
    found = []
    if item.approval_level != plan.level:
        words = {"level": item.get_approval_level_display()}
        found.append(_("登记的目录变了，这个事项现在的审批层级是“%(level)s”，请退回重新送审") % words)
    if plan.expire_at and plan.expire_at <= timezone.now():
        found.append(_("撤下时间已经过去，请退回修改"))
    return found


def _lacking(plan: Plan, step: str, detail: dict[str, Any]) -> list[str]:
    found = _outlived(plan)
    found += _screened(plan, detail) if step in (StepKind.SECRECY, StepKind.TYPO, StepKind.CONFIRM) else []
    meeting = detail.get("meeting") or {}
    collective = step == StepKind.APPROVE and plan.level in WEIGHED
    if collective and not all(str(meeting.get(key, "")).strip() for key in ("kind", "date", "attendees")):
        found.append(_("“重大”“报批”事项要经会议集体研究：请填会议名称、日期、参加人"))
    return found


def pass_step(
    plan: Plan,
    *,
    by: Any,
    note: str = "",
    detail: Mapping[str, Any] | None = None,
    seen: str = "",
    at: str = "",
) -> StepRecord:
    """Pass the step that the plan stands at, as one of the unit.

    `seen` is what the person had before them, as the plan's seal or its hash of the content; `at` the step they meant:
    a button that is pressed twice passes one step. `detail` may hold `overruled` ({finding: reason}), `meeting`
    ({kind, date, attendees}) and `checklist`. Raises NotInState, NotYours, ContentChanged, Incomplete.
    """
    kept = dict(detail or {})
    with transaction.atomic():
        lead("pass", plan)
        records = records_of(plan)
        step = _step_of(plan, records, at)
        giver, exception = check_may(by, step, plan, records)
        _unchanged(plan, seen)
        lacking = _lacking(plan, step, kept)
        if lacking:
            raise Incomplete("；".join(lacking))
        record = write_down(
            plan, step, Outcome.PASSED, Person.of(by),
            note=note, detail=kept, on_behalf_of=giver, exception=exception,
        )  # fmt: skip
        go_on(plan, by, comment=note)
        tell(plan)
    return record


def _step_of(plan: Plan, records: list[StepRecord], at: str = "") -> str:
    step = next_step(plan, records)
    if step is None:
        raise NotInState(_("这份方案的步骤都办完了"))
    if at and at != step:
        words = {"step": StepKind(at).label if at in StepKind.values else at, "now": StepKind(step).label}
        raise NotInState(_("“%(step)s”已经有人办过，现在是“%(now)s”，没有重复办理") % words)
    return step


def return_plan(
    plan: Plan, *, by: Any, reason: str, remarks: Remarks = (), seen: str = "", at: str = ""
) -> StepRecord:
    """Send the plan back to whoever writes, with a reason and remarks [{passage, text}].

    Raises NotInState, NotYours, ContentChanged, Incomplete without a reason.
    """
    if not reason.strip():
        raise Incomplete(_("请写明为什么退回"))
    with transaction.atomic():
        target = lead("return", plan)
        records = records_of(plan)
        step = _step_of(plan, records, at)
        giver, exception = check_may(by, step, plan, records)
        _unchanged(plan, seen)
        record = write_down(
            plan, step, Outcome.RETURNED, Person.of(by),
            note=reason, detail=_said(remarks), on_behalf_of=giver, exception=exception,
        )  # fmt: skip
        _back(plan, target, by, reason)
    return record


def _said(remarks: Remarks) -> dict[str, Any]:
    rows = [{"passage": row.get("passage", "")[:500], "text": row["text"].strip()} for row in remarks]
    kept = [row for row in rows if row["text"]]
    return {"remarks": kept} if kept else {}


def _back(plan: Plan, target: str, by: Any, reason: str) -> None:
    plan.state = target
    plan.save(update_fields=["state"])
    go_back(plan, by, comment=reason)
    tell(plan)


def decide_from_above(
    plan_uuid: uuid.UUID,
    *,
    by: Person,
    passed: bool,
    note: str = "",
    remarks: Remarks = (),
    content_hash: str,
    on_up: bool = False,
) -> Plan:
    """What the superior organisation or the office decided, applied in the unit's tenant by nobody of the unit.

    `on_up`: the superior passes it, and asks the office to decide too. Runs inside the caller's transaction, so that
    the case and the plan change together. Raises NotInState, ContentChanged, NotYours, Plan.DoesNotExist.
    """
    with transaction.atomic():
        plan = Plan.objects.get(pk=plan_uuid)
        late = plan.kind == PlanKind.EMERGENCY and plan.state != PlanState.OPEN
        target = lead("follow_up" if late else "pass" if passed else "return", plan)
        step = _step_above(plan, by)
        _unchanged(plan, content_hash)
        if passed and (outlived := _outlived(plan)):
            raise NotInState("；".join(outlived))
        outcome = Outcome.PASSED if passed else Outcome.RETURNED
        write_down(plan, step, outcome, by, note=note, detail=_said(remarks))
        up = passed and on_up and StepKind.OFFICE not in plan.route
        if up:
            plan.route = [*plan.route, StepKind.OFFICE]
            plan.save(update_fields=["route"])
        if late or up:
            signals.closed.send(sender=Plan, plan=plan)
        if late:
            _raise_late(plan)
        elif not passed:
            _back(plan, target, None, note)
        elif up:
            start(plan, None)
        else:
            go_on(plan, None, comment=note)
        if passed or late:
            tell(plan)
    return plan


def _step_above(plan: Plan, by: Person) -> str:
    """The step that another organisation takes now. Raises NotInState, NotYours."""
    records = records_of(plan)
    step = _step_of(plan, records)
    if step not in ABOVE:
        raise NotInState(_("这份方案现在不在等上级审批"))
    if by.identity and by.identity in {row.by for row in records if row.step != step}:
        raise NotYours(_("您在单位办过这份方案，上级审批要由另一个人办"))
    return step


def _raise_late(plan: Plan) -> None:
    """What an emergency left out may be another organisation's too: it hears of it when it is its turn."""
    records = records_of(plan)
    step = next_step(plan, records)
    if step in ABOVE and records[-1].outcome == Outcome.PASSED:
        signals.raised.send(sender=Plan, plan=plan, step=step)


def confirm_later(
    plan: Plan,
    *,
    by: Any,
    passed: bool,
    note: str = "",
    detail: Mapping[str, Any] | None = None,
    at: str = "",
) -> StepRecord:
    """A step that an emergency left out, taken after publication. Raises as pass_step does."""
    kept = dict(detail or {})
    with transaction.atomic():
        lead("follow_up", plan)
        if plan.kind != PlanKind.EMERGENCY:
            raise NotInState(_("只有特事特办的内容要补办手续"))
        records = records_of(plan)
        step = _step_of(plan, records, at)
        giver, exception = check_may(by, step, plan, records)
        lacking = (
            _lacking(plan, step, kept) if passed else ([] if note.strip() else [_("请写明为什么不通过")])
        )
        if lacking:
            raise Incomplete("；".join(lacking))
        record = write_down(
            plan, step, Outcome.PASSED if passed else Outcome.RETURNED, Person.of(by),
            note=note, detail=kept | {"late": timezone.now() > plan.follow_up_by},
            on_behalf_of=giver, exception=exception,
        )  # fmt: skip
        _raise_late(plan)
        tell(plan)
    return record
