"""What a case is decided about, frozen: the content, its terms, what the machine found, who had a say, what changes.

Plain values only, made in the unit's transaction from the plan's own revision. Keys: title, summary, html, text,
fields, attachments, images, terms [{label, value}], findings, steps, public {at, path} or None, difference
[[same|old|new, paragraph]].
"""

from __future__ import annotations

import json
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.catalog.vocabulary import ApprovalLevel
from cms.moderation.difference import difference
from cms.pages.content import files_of, pictures_of
from cms.pages.markup import plain_text
from cms.pages.models import ArticlePage
from cms.pages.presentation import period_label
from cms.pages.reviewing import to_review
from cms.procedure.findings import findings_of
from cms.procedure.models import Plan
from cms.procedure.queries import records_of
from cms.procedure.steps import StepKind


def of_plan(plan: Plan) -> dict[str, Any]:
    """Values of ModerationCase by name, for a plan of the bound unit."""
    page: ArticlePage = plan.revision.as_object()
    return {
        "entry": page.translation_key,
        "title": page.title,
        "item_code": plan.item_code,
        "item_title": page.item_page.title,
        "level": plan.level,
        "content_hash": plan.content_hash,
        "snapshot": _plain(
            of_page(page)
            | {"terms": terms(plan), "findings": _findings(page), "steps": _steps(plan)}
            | _against_the_public(page)
        ),
    }


def of_page(page: ArticlePage) -> dict[str, Any]:
    """The content as a revision has it."""
    markup = str(to_review(page))
    return {
        "title": page.title,
        "summary": page.summary,
        "html": markup,
        "text": plain_text(markup),
        "fields": {"doc_no": page.doc_no, "issued_on": page.issued_on, "validity": page.validity},
        "attachments": files_of(page),
        "images": pictures_of(page),
    }


def terms(plan: Plan) -> list[dict[str, str]]:
    """The plan in words: what, where, when and how, one line each; what it does not say is left out."""
    risk = plan.risk or {}
    rows = (
        (_("程序"), plan.get_kind_display()),
        (_("审批层级"), str(ApprovalLevel(plan.level).label)),
        (_("公开范围"), plan.get_scope_display()),
        (_("公开方式"), "、".join(plan.channels)),
        (_("所属期"), period_label(plan.period_key) if plan.period_key else ""),
        (_("公开时间"), _moment(plan.publish_at) or _("批准后立即公开")),
        (_("撤下时间"), _moment(plan.expire_at)),
        (_("改动"), plan.get_change_display() if plan.page.live else ""),
        (_("更新说明"), plan.change_note),
        (_("特事特办的理由"), plan.reason),
        (_("风险评估"), "；".join(str(value) for value in risk.values() if value)),
        (_("党内公开日期"), str(plan.internal_on or "")),
    )
    return [{"label": str(label), "value": str(value)} for label, value in rows if value]


def _moment(value: Any) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


def _findings(page: ArticlePage) -> list[dict[str, Any]]:
    """What the pre-screen still sees; numbers masked."""
    return [
        {"where": one.where, "kind": one.kind, "why": one.why, "shown": one.shown, "hard": one.is_hard}
        for one in findings_of(page)
    ]


def _steps(plan: Plan) -> list[dict[str, str]]:
    """Who had a say before."""
    return [
        {
            "step": row.get_step_display(),
            # Whoever proposes passes nothing: the step says it all.
            "outcome": "" if row.step == StepKind.PROPOSE else row.get_outcome_display(),
            "who": " ".join(filter(None, (row.unit_name, row.role, row.by_name))),
            "note": row.note,
            "at": _moment(row.at),
        }
        for row in records_of(plan)
    ]


def _against_the_public(page: ArticlePage) -> dict[str, Any]:
    """What of the page is public now, and how the new text differs from it. One query; None where nothing is."""
    live = ArticlePage.objects.filter(pk=page.pk, live=True).first()
    if live is None:
        return {"public": None, "difference": []}
    return {
        "public": {"at": _moment(live.last_published_at), "path": live.url},
        "difference": difference(_words(live), _words(page)),
    }


def _words(page: ArticlePage) -> str:
    files = [f"{_('附件')}：{row['title']} {row['hash'][:8]}" for row in files_of(page)]
    pictures = [f"{_('图片')}：{row['title']} {row['hash'][:8]}" for row in pictures_of(page)]
    body = plain_text(str(to_review(page)))
    return "\n".join([page.title, page.summary, body, *files, *pictures])


def _plain(value: Any) -> Any:
    """As JSON has it: dates become text."""
    return json.loads(json.dumps(value, default=str))
