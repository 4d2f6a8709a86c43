"""专题报道 of the office."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.extension import By
from plugins.showcase.actions.campaigns import noted, office_only
from plugins.showcase.ledger.models import FeatureStory, Practice
from plugins.showcase.personal import names_somebody
from plugins.showcase.states import Refused, refuse


def write_story(
    *,
    title: str,
    body: str,
    by: By,
    summary: str = "",
    practice: uuid.UUID | None = None,
    story: uuid.UUID | None = None,
) -> FeatureStory:
    """A new story, or other words for one that is not public. Raises Refused."""
    office_only()
    reasons = []
    if not title.strip() or len(title) > 100:
        reasons.append(_("请写标题，最多 100 个字"))
    if not body.strip():
        reasons.append(_("请写正文"))
    if names_somebody(title, summary, body):
        reasons.append(_("不要写个人的手机号码、身份证号码、银行卡号"))
    if practice and not Practice.objects.filter(pk=practice).exists():
        reasons.append(_("没有这个案例"))
    with transaction.atomic():
        row = _held(story) if story else FeatureStory()
        if row.published_at:
            reasons.append(_("已经公开，请先撤下再改"))
        refuse(reasons)
        row.title, row.body, row.summary, row.practice_id = (
            title.strip(),
            body.strip(),
            summary.strip()[:300],
            practice,
        )
        row.save()
        noted("write_story", row.title, by, story=str(row.pk))
    return row


def publish_story(story: uuid.UUID, *, by: By) -> FeatureStory:
    """Raises Refused, also where its practice is not shown."""
    office_only()
    with transaction.atomic():
        row = _held(story)
        reasons = [_("已经公开")] if row.published_at else []
        if (
            row.practice_id
            and not Practice.objects.filter(pk=row.practice_id, shown_at__isnull=False).exists()
        ):
            reasons.append(_("所说的案例还没有上线"))
        refuse(reasons)
        row.published_at = timezone.now()
        row.save(update_fields=["published_at"])
        noted("publish_story", row.title, by, story=str(row.pk))
    return row


def take_story_down(story: uuid.UUID, *, reason: str, by: By) -> FeatureStory:
    """Raises Refused."""
    office_only()
    with transaction.atomic():
        row = _held(story)
        reasons = [] if row.published_at else [_("没有公开")]
        if not reason.strip():
            reasons.append(_("请写撤下的理由"))
        refuse(reasons)
        row.published_at = None
        row.save(update_fields=["published_at"])
        noted("take_story_down", row.title, by, story=str(row.pk), reason=reason.strip()[:300])
    return row


def _held(story: uuid.UUID) -> FeatureStory:
    row = FeatureStory.objects.select_for_update(of=("self",)).filter(pk=story).first()
    if row is None:
        raise Refused(_("没有这篇报道"))
    return row
