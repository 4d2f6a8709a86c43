"""Entries: published, changed, corrected, taken down. Through Wagtail's verbs and the rehearsed procedure, as `make demo`."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from cms.demo.formed import formed
from cms.demo.loader import Planned
from cms.demo.prose import compose
from cms.demo.publishing import conclude as say_result
from cms.demo.publishing import publish_draft
from cms.demo.simulation.acts import Act
from cms.demo.simulation.planning.happenings import text_seed
from cms.demo.simulation.playing.stage import Stage, hand, moment_of
from cms.demo.simulation.playing.wording import worded
from cms.obligations.actions.occasions import LONGEST
from cms.obligations.models import Occasion
from cms.obligations.schedule import STANDING, parse_period
from cms.pages.models import ArticlePage, ItemPage
from cms.procedure.rehearsal import rehearse
from cms.publication import actions
from cms.publication.models import Removal


def publish(stage: Stage, act: Act) -> None:
    party, facts = stage.parties[act.unit], act.facts
    item = party.item(facts["code"])
    period = parse_period(facts["period"]) or (None if facts["occasion"] else STANDING)
    seed = text_seed(stage.seed)
    draft = compose(item, party, period=period, on=act.day, seed=seed, occasion=facts["occasion"])
    draft, shape, files = worded(draft, item, party, act, seed=seed)
    planned = Planned(item, act.day, period, facts["occasion"], _occasion(item.code, facts["occasion"]))
    parent = ItemPage.objects.get(code=item.code)
    publish_draft(
        parent, draft, planned, moment=moment_of(act), files=files, shape=shape, key=stage.key(facts["key"])
    )


def _occasion(code: str, label: str) -> str:
    """The key of what was recorded for an entry; '' where nothing was."""
    if not label:
        return ""
    row = Occasion.objects.filter(item_code=code, label=label[:LONGEST]).order_by("-on").first()
    return row.key if row else ""


def _page(stage: Stage, act: Act) -> ArticlePage | None:
    """The public page that an act is about; None where it has left public sight."""
    return ArticlePage.objects.filter(translation_key=stage.key(act.facts["key"]), live=True).first()


def _again(page: ArticlePage, act: Act, note: str) -> None:
    """What the page says now, approved and public as its next version."""
    revision = page.save_revision()
    rehearse(page, at=moment_of(act), change_note=note)
    revision.publish()


def update(stage: Stage, act: Act) -> None:
    page = _page(stage, act)
    if page is None:
        return
    text = f"<p>{act.facts['text']}</p>"
    page.body = [*page.body.raw_data, _block("rich_text", text, f"{page.translation_key}/{act.day}")]
    _again(page, act, act.facts["note"])


def _block(kind: str, value: Any, seed: str) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid5(uuid.NAMESPACE_URL, seed))}


def resave(stage: Stage, act: Act) -> None:
    """A full stop more, or one less."""
    page = _page(stage, act)
    if page:
        page.summary = page.summary[:-1] if page.summary.endswith("。") else f"{page.summary}。"
        _again(page, act, "内容更新")


def correct(stage: Stage, act: Act) -> None:
    page = _page(stage, act)
    if page is None:
        return
    passage = page.summary.partition("。")[0] or page.title
    said = {
        "fault": act.facts["fault"], "passage": passage[:300], "on": act.day.isoformat(),
        "text": "经核对，这句话里的数据以正文表格为准，原表述不够准确，特此更正。",
    }  # fmt: skip
    page.corrections = [_block("correction", said, f"{page.translation_key}/correction/{act.day}")]
    _again(page, act, "更正")


def conclude(stage: Stage, act: Act) -> None:
    page = _page(stage, act)
    if page is None:
        return
    party, on = stage.parties[act.unit], timezone.localtime(page.first_published_at).date()
    item, occasion = party.item(act.facts["code"]), act.facts["occasion"]
    draft = compose(item, party, period=None, on=on, seed=text_seed(stage.seed), occasion=occasion)
    shape = formed(draft, item, on, act.unit)
    if shape.result:
        say_result(page, shape)


def withdraw(stage: Stage, act: Act) -> None:
    page, onward = _page(stage, act), act.facts["replaced_by"]
    if page:
        actions.withdraw(
            page, by=hand(), explanation=act.facts["why"], replacement=stage.key(onward) if onward else None,
            leads_on=bool(onward), early_reason=act.facts["early"],
        )  # fmt: skip


def remove(stage: Stage, act: Act) -> None:
    page = _page(stage, act)
    if page:
        actions.remove_now(page, by=hand(), reason=act.facts["reason"])


def account(stage: Stage, act: Act) -> None:
    removal = Removal.objects.filter(entry=stage.key(act.facts["key"]), accounted_at=None).first()
    if removal:
        said = {name: act.facts[name] for name in ("what_happened", "ordered_by", "lessons")}
        actions.account_for(removal, by=hand(), **said)
