"""提出: a plan for a draft. And what ends one before it was decided: taking it back, or a change of its content."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from cms.catalog.vocabulary import DisclosureScope
from cms.extension.kept import kept_types, why_not
from cms.filing.actor import own_unit
from cms.filing.models import FiledItem
from cms.filing.queries import items_in_force
from cms.pages.models import ArticlePage
from cms.procedure import signals
from cms.procedure.actions.flow import end, own_revision, start
from cms.procedure.actions.trace import Outcome, Person, StepKind, lead, write_down
from cms.procedure.binding import bound
from cms.procedure.letters import tell
from cms.procedure.models import Plan
from cms.procedure.queries import plan_under_way, records_of
from cms.procedure.rights import NotYours, holds
from cms.procedure.routes import CHOICE, WEIGHED, follow_up_hours, route_for
from cms.procedure.states import Change, PlanKind, PlanState
from cms.procedure.typo import why_no_typo


class CannotPropose(ValueError):
    """The plan lacks something. The text says everything that is missing."""

    for_people = True


@dataclass(frozen=True)
class Terms:
    """What a plan says beside its content. What is not given follows from the registered item."""

    kind: str = PlanKind.NORMAL
    publish_at: dt.datetime | None = None
    expire_at: dt.datetime | None = None
    channels: tuple[str, ...] = ()
    change: str = Change.MAJOR
    change_note: str = ""
    reason: str = ""
    risk: dict[str, str] = field(default_factory=dict)
    internal_on: dt.date | None = None


def item_of(page: ArticlePage) -> FiledItem:
    """The registered item that a page is for. Raises CannotPropose where it is not disclosed on the net."""
    item = items_in_force().filter(code=page.item_code).first()
    if item is None or page.item_page.withdrawn:
        raise CannotPropose(_("事项 %(code)s 不在登记的目录里，不能公开") % {"code": page.item_code})
    if item.scope != DisclosureScope.SOCIETY:
        raise CannotPropose(_("这个事项不向社会公开，网上不能发布内容，只登记公开情况"))
    return item


def what_is_missing(page: ArticlePage, item: FiledItem, terms: Terms) -> list[str]:
    """What a plan for a draft lacks, in sentences. Empty: it can be proposed."""
    found = [*_unfinished(page), *_untimely(terms)]
    internal_first = route_of(item, terms)[1]
    if item.approval_level in WEIGHED and not all(
        terms.risk.get(key) for key in ("level", "points", "measures")
    ):
        found.append(_("“重大”“报批”事项要写风险评估：等级、风险点、应对措施"))
    if internal_first and not terms.internal_on:
        found.append(_("这类事项先党内后党外：请填党内公开的日期"))
    if (
        page.live
        and terms.kind != PlanKind.TYPO
        and terms.change == Change.MAJOR
        and not terms.change_note.strip()
    ):
        found.append(_("已经公开的内容有重要更新，请写一句更新说明"))
    if terms.kind == PlanKind.EMERGENCY and not terms.reason.strip():
        found.append(_("特事特办要写明理由"))
    if terms.kind == PlanKind.TYPO:
        found += why_no_typo(page)
    return found


def _unfinished(page: ArticlePage) -> list[str]:
    """A draft may be saved with gaps; what is proposed has none."""
    found = [] if page.title.strip() else [_("还没有标题")]
    found += filter(None, [why_not(kept_types(page.body))])
    for stream in filter(None, (page.details, page.body, page.corrections)):
        try:
            stream.stream_block.clean(stream)
        except ValidationError:
            found.append(_("正文里有没填完的地方，请回到编辑页补齐"))
            break
    return found


def _untimely(terms: Terms) -> list[str]:
    found, now = [], timezone.now()
    if terms.internal_on and terms.internal_on > timezone.localdate():
        found.append(_("党内公开的日期还没有到"))
    if terms.publish_at and terms.publish_at < now - dt.timedelta(minutes=5):
        found.append(_("公开时间已经过去，不能倒填日期"))
    if terms.expire_at and terms.expire_at <= (terms.publish_at or now):
        found.append(_("撤下时间要在公开时间之后"))
    return found


def route_of(item: FiledItem, terms: Terms) -> tuple[tuple[str, ...], bool]:
    """The steps that a plan takes, and whether it is disclosed inside the Party first. Two queries."""
    unit = own_unit()
    route = route_for(item.approval_level, unit.kind if unit else "")
    if terms.kind == PlanKind.TYPO:
        return (StepKind.TYPO,), False
    if terms.kind == PlanKind.EMERGENCY:
        return (StepKind.CONFIRM, *route.steps), False
    return route.steps, route.internal_first


def _timed(page: ArticlePage, terms: Terms, by: Any) -> Revision:
    """The latest revision, carrying the plan's moments: Wagtail publishes and expires by what the revision says."""
    latest = page.get_latest_revision()
    draft = latest.as_object() if latest else page
    if latest and draft.go_live_at == terms.publish_at and draft.expire_at == terms.expire_at:
        return latest
    draft.go_live_at, draft.expire_at = terms.publish_at, terms.expire_at
    with own_revision():
        return draft.save_revision(user=by, clean=False, changed=False)


def propose(page: ArticlePage, *, by: Any, terms: Terms | None = None) -> Plan:
    """Send the latest draft on its way. A returned plan goes on with the steps that its changes touch.

    Raises CannotPropose with everything that is missing, NotYours.
    """
    terms = terms or Terms()
    if not holds(by, StepKind.PROPOSE):
        raise NotYours(_("您没有提出公开方案的权限"))
    with transaction.atomic():
        page = ArticlePage.objects.select_for_update(of=("self",)).get(pk=page.pk)
        before = plan_under_way(page)
        if before and before.state == PlanState.OPEN:
            raise CannotPropose(_("这条内容已经送审，正在办理"))
        draft = page.get_latest_revision_as_object()
        item = item_of(draft)
        missing = what_is_missing(draft, item, terms)
        if missing:
            raise CannotPropose("；".join(missing))
        plan = _written(page, item, terms, route_of(item, terms)[0], by, before)
        write_down(plan, StepKind.PROPOSE, Outcome.PASSED, Person.of(by), detail=_told(terms))
        start(plan, by)
        tell(plan)
    return plan


def _written(
    page: ArticlePage, item: FiledItem, terms: Terms, route: tuple[str, ...], by: Any, before: Plan | None
) -> Plan:
    """The plan's row: a new one, or the returned one with its new values."""
    plan = before or Plan(page=page)
    if before:
        lead("propose", plan)
    terms = replace(terms, publish_at=_second(terms.publish_at), expire_at=_second(terms.expire_at))
    plan.revision = _timed(page, terms, by)
    for name, value in asdict(terms).items():
        setattr(plan, name, value)
    if terms.kind == PlanKind.TYPO:
        plan.change = Change.MINOR
    plan.channels = list(terms.channels) or list(item.channels)
    plan.item_code, plan.level, plan.scope = item.code, item.approval_level, item.scope
    plan.route, plan.state = _with_refusers(route, before), PlanState.OPEN
    content = plan.revision.as_object()
    plan.period_key = content.period_key
    plan.proposed_by, plan.proposed_at = by, timezone.now()
    for name, value in bound(content, vars(plan)).values().items():
        setattr(plan, name, value)
    plan.save()
    return plan


def _with_refusers(route: tuple[str, ...], before: Plan | None) -> list[str]:
    """A route, and on it whoever sent the plan back, and the office where the superior had asked it: a rule may have
    left them out since. What they refused is not approved by proposing it once more."""
    refused = {row.step for row in records_of(before) if row.outcome == Outcome.RETURNED} if before else set()
    refused |= {*before.route} & {StepKind.OFFICE} if before else set()
    if StepKind.TYPO in route:
        return list(route)
    return [
        *(step for step in route if step not in CHOICE),
        *(step for step in CHOICE if step in {*route, *refused}),
    ]


def _second(moment: dt.datetime | None) -> dt.datetime | None:
    """Without what a revision does not keep of it."""
    return moment.replace(microsecond=0) if moment else None


def _told(terms: Terms) -> dict[str, Any]:
    """What of the terms the record keeps: those that were given."""
    return {
        name: value if isinstance(value, dict) else str(value)
        for name, value in asdict(terms).items()
        if value
    }


def take_back(plan: Plan, *, by: Any, note: str = "") -> None:
    """取回: whoever writes wants it back before it is decided. Raises NotInState, NotYours."""
    if not holds(by, StepKind.PROPOSE):
        raise NotYours(_("您没有取回公开方案的权限"))
    with transaction.atomic():
        plan.state = lead("take_back", plan)
        _stop(plan, by)
        write_down(plan, StepKind.TAKE_BACK, Outcome.DONE, Person.of(by), note=note)


def reopen(plan: Plan, *, by: Any = None) -> None:
    """The draft was changed while others decided: what they decided about is no longer what is there."""
    with transaction.atomic():
        plan.state = lead("reopen", plan)
        _stop(plan, by)
        write_down(plan, StepKind.REOPEN, Outcome.DONE, Person.of(by))
        tell(plan)


def _stop(plan: Plan, by: Any) -> None:
    plan.save(update_fields=["state"])
    end(plan, by)
    signals.closed.send(sender=Plan, plan=plan)


def follow_up_from(moment: dt.datetime) -> dt.datetime:
    """When the steps that an emergency left out are due."""
    return moment + dt.timedelta(hours=follow_up_hours())
