"""One entry of the demonstration, made public through Wagtail's own verbs and dated as the past needs it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.utils import timezone

from cms.demo.formed import Formed
from cms.demo.picture import figure
from cms.demo.prose import Draft
from cms.demo.stream import raw
from cms.pages.addresses import article_slug
from cms.pages.models import ArticlePage, ItemPage
from cms.procedure.rehearsal import rehearse
from cms.publication.clock import set_back

if TYPE_CHECKING:
    from cms.demo.loader import Planned


def publish_draft(
    parent: ItemPage,
    draft: Draft,
    plan: Planned,
    *,
    moment: dt.datetime,
    files: list[dict],
    shape: Formed,
    key: uuid.UUID | None = None,
) -> ArticlePage:
    """One article through Wagtail's own create and publish, dated as the demonstration needs it.

    `key` is the uuid of its entry, where that is not left to chance.
    """
    period_key = plan.period.key if plan.period else plan.key
    blocks = [*shape.blocks, ("attachments", files)] if files else shape.blocks
    page = ArticlePage(
        title=draft.title,
        slug=article_slug(parent, period_key=period_key, title=draft.title, year=plan.on.year),
        item_code=parent.code,
        period_key=period_key,
        summary=draft.summary,
        details=_details(shape),
        body=raw(blocks, seed=f"{parent.code}/{draft.title}"),
        doc_no=draft.doc_no,
        issued_on=draft.issued_on,
        is_demo=True,
        live=False,
        first_published_at=moment,
        **({"translation_key": key} if key else {}),
    )
    page = publish(parent, page)
    if shape.result and shape.result_on <= timezone.localdate():
        conclude(page, shape)
    return page


def _details(shape: Formed) -> list[dict]:
    """With a picture where the form shows one."""
    kinds = {"progress": "pictures", "feature": "lead"}
    for one in shape.details:
        if one["type"] in kinds:
            one["value"][kinds[one["type"]]] = figure("示意图，非实景照片")
    return shape.details


def conclude(page: ArticlePage, shape: Formed) -> None:
    """What came of a notice, in a version of the day after it ended."""
    value = shape.details[0]["value"] | {"result": shape.result, "result_on": str(shape.result_on)}
    page.details = [shape.details[0] | {"value": value}]
    noon = dt.datetime.combine(shape.result_on, dt.time(12))
    moment = min(timezone.make_aware(noon), timezone.now())
    with set_back(moment):
        revision = page.save_revision()
        rehearse(page, at=moment, change_note="公示结束，公布结果")
        revision.publish()


def publish(parent: ItemPage, page: ArticlePage) -> ArticlePage:
    """Through Wagtail's own create and publish, with the clock of the ledger at the page's moment."""
    with set_back(page.first_published_at):
        parent.add_child(instance=page)
        revision = page.save_revision()
        rehearse(page, at=page.first_published_at)
        revision.publish()
    ArticlePage.objects.filter(pk=page.pk).update(last_published_at=page.first_published_at)
    return page
