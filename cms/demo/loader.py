"""The demonstration district: real structure, invented entries, the same every time.

Dates are relative to the day it is loaded, and the entries carry dates of the past: only the demonstration can
do that, and every page of it says that it is demonstration data.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from cms.catalog.actions import take_in
from cms.catalog.importing import read_catalog
from cms.catalog.vocabulary import TimingKind
from cms.demo.plan import plan_blocks
from cms.demo.prose import Draft, compose, events, stages
from cms.demo.stream import raw
from cms.filing.actions import register, submit
from cms.filing.models import FiledItem, Filing
from cms.obligations.actions import expect
from cms.obligations.schedule import Period, due_periods
from cms.pages.actions import sync_column
from cms.pages.blocks import slug_of
from cms.pages.models import ArticlePage, ItemPage
from cms.registry.models import Unit
from cms.registry.queries import placement
from tenants.context import tenant_scope

DATA = Path(__file__).with_name("data")
SEED = "示例区"
PLAN_ITEM = "QW-01"
PLAN_ISSUED = dt.date(2023, 3, 1)
LATE_ONE_IN = 12
"""One periodic entry in so many is published after its due date, so that the figures are not all 100 %."""


@dataclass(frozen=True)
class UnitFacts:
    """What the composer knows of a unit."""

    name: str
    kind: str
    slug: str
    superior_name: str


@dataclass(frozen=True)
class Planned:
    """One entry to be made."""

    item: FiledItem
    on: dt.date
    period: Period | None = None
    occasion: str = ""


def registration_day(today: dt.date) -> dt.date:
    """When the catalogs of the year were registered: 10 January, or the first of the year before that day."""
    return min(dt.date(today.year, 1, 10), today)


def file_catalog(unit: Unit, path: Path, *, today: dt.date) -> Filing:
    """Take a catalog in, file and register it, build the column and write down what it owes."""
    with tenant_scope(unit.tenant), transaction.atomic():
        on = registration_day(today)
        filing = Filing.objects.filter(state="REGISTERED").first()
        if filing is None:
            version = take_in(read_catalog(path), source=path.name, on=on)
            number = f"示党公备〔{today.year}〕{unit.order:03d}号"
            filing = register(submit(version, on=on), number=number, on=on)
        sync_column(filing)
        expect(filing, since=on, until=dt.date(today.year + 1, 1, 31))
    return filing


def _random(*parts: str) -> random.Random:
    return random.Random(int.from_bytes(sha256("|".join((SEED, *parts)).encode()).digest()[:8]))


def _day_before(due: dt.date, today: dt.date, chance: random.Random) -> dt.date:
    late = chance.randrange(LATE_ONE_IN) == 0
    day = due + dt.timedelta(days=chance.randint(2, 9)) if late else due - dt.timedelta(days=chance.randint(0, 6))
    return min(day, today)


def planned(filing: Filing, facts: UnitFacts, *, today: dt.date) -> Iterator[Planned]:
    """Every entry that the public items of a catalog called for so far this year."""
    since = filing.registered_on
    for item in filing.items.all():
        if not item.is_public or item.code == PLAN_ITEM:
            continue
        chance = _random(facts.slug, item.code)
        if item.timing in (TimingKind.PERIODIC, TimingKind.STANDING):
            for period, due in due_periods(item, since=since, until=today):
                yield Planned(item, _day_before(due, today, chance), period)
            continue
        happened = stages if item.timing == TimingKind.PHASED else events
        for occasion, on in happened(item, facts, until=today, seed=SEED):
            if since <= on:
                yield Planned(item, on, occasion=occasion)


def _moment(day: dt.date, chance: random.Random, now: dt.datetime) -> dt.datetime:
    clock = dt.time(chance.randint(9, 16), chance.randint(0, 59))
    return min(timezone.make_aware(dt.datetime.combine(day, clock)), now)


def _slug(parent: ItemPage, title: str) -> str:
    base = slug_of(title) or "entry"
    taken = set(parent.get_children().values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base[:56]}-{n}" for n in range(2, 999))) if slug not in taken)


def publish_draft(parent: ItemPage, draft: Draft, plan: Planned, *, moment: dt.datetime) -> ArticlePage:
    """One article through Wagtail's own create and publish, dated as the demonstration needs it."""
    page = ArticlePage(
        title=draft.title,
        slug=_slug(parent, draft.title),
        item_code=parent.code,
        period_key=plan.period.key if plan.period else "",
        summary=draft.summary,
        body=raw(draft.blocks, seed=f"{parent.code}/{draft.title}"),
        doc_no=draft.doc_no,
        issued_on=draft.issued_on,
        is_demo=True,
        live=False,
        first_published_at=moment,
    )
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def fill(unit: Unit, filing: Filing, *, today: dt.date) -> int:
    """Publish what is missing of the unit's planned entries. Returns how many were new."""
    above = placement(unit).superior
    facts = UnitFacts(unit.name, unit.kind, unit.slug, above.name if above else "")
    now, made = timezone.now(), 0
    with tenant_scope(unit.tenant):
        pages = {page.code: page for page in ItemPage.objects.all()}
        have = set(ArticlePage.objects.values_list("item_code", "title"))
        for plan in planned(filing, facts, today=today):
            draft = compose(
                plan.item, facts, period=plan.period, on=plan.on, seed=SEED, occasion=plan.occasion
            )
            if (plan.item.code, draft.title) in have:
                continue
            have.add((plan.item.code, draft.title))
            chance = _random(unit.slug, plan.item.code, draft.title)
            with transaction.atomic():
                publish_draft(pages[plan.item.code], draft, plan, moment=_moment(plan.on, chance, now))
            made += 1
    return made


def publish_plan(unit: Unit) -> None:
    """The implementation plan as the first document of the central site, whole."""
    title, blocks = plan_blocks((DATA / "plan-2023.txt").read_text())
    with tenant_scope(unit.tenant), transaction.atomic():
        parent = ItemPage.objects.get(code=PLAN_ITEM)
        if ArticlePage.objects.child_of(parent).exists():
            return
        page = ArticlePage(
            title=title,
            slug="plan-2023",
            item_code=PLAN_ITEM,
            summary="区委办公室牵头，分十二条线推进党务公开，各条线选树一至两个最佳实践单位。",
            body=raw(blocks, seed="plan-2023"),
            issued_on=PLAN_ISSUED,
            is_document=True,
            is_demo=True,
            live=False,
            first_published_at=_moment(registration_day(timezone.localdate()), _random("plan"), timezone.now()),
        )
        parent.add_child(instance=page)
        page.save_revision().publish()


def catalogs() -> list[Path]:
    """The demonstration's catalogs, the central one first."""
    return sorted((DATA / "catalogs").glob("*.xlsx"), key=lambda path: (path.stem != "central", path.stem))


def load(*, say: Callable[[str], None]) -> dict[str, int]:
    """File every catalog and fill its column. Idempotent. Returns slug → new entries."""
    today, made = timezone.localdate(), {}
    for path in catalogs():
        unit = Unit.objects.select_related("tenant").get(slug=path.stem)
        say(f"{unit.name}：登记目录，充实专栏")
        filing = file_catalog(unit, path, today=today)
        if path.stem == "central":
            publish_plan(unit)
        made[unit.slug] = fill(unit, filing, today=today)
    return made
