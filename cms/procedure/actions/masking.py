"""遮盖: the reviewer masks what the pre-screen found, in one go, and goes on with what is left."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.pages.models import ArticlePage
from cms.procedure.actions.flow import own_revision, start
from cms.procedure.actions.proposing import CannotPropose
from cms.procedure.actions.trace import Outcome, Person, StepKind, lead, write_down
from cms.procedure.binding import bound
from cms.procedure.letters import tell
from cms.procedure.models import Plan
from cms.procedure.prescreen import masked, screen
from cms.procedure.prescreen.finding import Level
from cms.procedure.queries import next_step, plan_under_way, records_of
from cms.procedure.rights import NotYours, check_may, holds
from cms.procedure.states import PlanState
from cms.procedure.steps import ABOVE

WORDS = ("title", "summary")
STREAMS = ("details", "body", "corrections")
KEPT = ("id", "type")


def _masked(value: Any) -> Any:
    """A stored value with every hard finding in its texts masked. Each text by itself: cells of a table are apart."""
    if isinstance(value, str):
        return masked(value, (one for one in screen(value) if one.level == Level.HARD))
    if isinstance(value, list):
        return [_masked(one) for one in value]
    if isinstance(value, dict):
        return {key: one if key in KEPT else _masked(one) for key, one in value.items()}
    return value


def _in_masks(draft: ArticlePage) -> int:
    """Mask numbers of people in a draft, unsaved. Returns how many texts changed."""
    changed = 0
    for name in WORDS:
        words = _masked(getattr(draft, name))
        changed += words != getattr(draft, name)
        setattr(draft, name, words)
    for name in STREAMS:
        blocks = getattr(draft, name).get_prep_value() if getattr(draft, name) else []
        new = [_masked(block) for block in blocks]
        changed += sum(one != other for one, other in zip(new, blocks, strict=True))
        if blocks:
            setattr(draft, name, draft._meta.get_field(name).to_python(new))
    draft.draft_title = draft.title
    return changed


def mask(plan: Plan, *, by: Any) -> int:
    """Mask numbers of people in the text that is being decided about. Returns how many texts changed.

    The masked text is a revision of its own, and what the plan binds from now on; steps that were passed for the
    former text are open again. Attachments stay as they are. Raises NotInState, NotYours.
    """
    with transaction.atomic():
        lead("mask", plan)
        records = records_of(plan)
        step = next_step(plan, records)
        if step is None or step in ABOVE:
            raise NotYours(_("现在不由您办理这份方案"))
        check_may(by, step, plan, records)
        draft = plan.revision.as_object()
        changed = _in_masks(draft)
        if not changed:
            return 0
        _rebind(plan, draft, by)
        write_down(
            plan, StepKind.MASK, Outcome.DONE, Person.of(by, role=_("审查人")), detail={"texts": changed}
        )
        start(plan, by)
        tell(plan)
    return changed


def mask_draft(page: ArticlePage, *, by: Any) -> int:
    """The same in the latest draft, by whoever writes, before it is proposed. Raises NotYours, CannotPropose."""
    if not holds(by, StepKind.PROPOSE):
        raise NotYours(_("您没有提出公开方案的权限"))
    with transaction.atomic():
        page = ArticlePage.objects.select_for_update(of=("self",)).get(pk=page.pk)
        before = plan_under_way(page)
        if before and before.state == PlanState.OPEN:
            raise CannotPropose(_("这条内容已经送审，正在办理"))
        draft = page.get_latest_revision_as_object()
        changed = _in_masks(draft)
        if changed:
            draft.save_revision(user=by, clean=False)
    return changed


def _rebind(plan: Plan, draft: ArticlePage, by: Any) -> None:
    """Write the masked text down as a revision, and bind the plan to it."""
    with own_revision():
        plan.revision = draft.save_revision(user=by, clean=False)
    for name, value in bound(plan.revision.as_object(), vars(plan)).values().items():
        setattr(plan, name, value)
    plan.save(update_fields=["revision", "content_hash", "terms_hash", "time_hash"])
