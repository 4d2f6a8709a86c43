"""The demonstration district: real structure, invented entries, the same every time.

Dates are relative to the day it is loaded, and the entries carry dates of the past: only the demonstration can
do that, and every page of it says that it is demonstration data.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument

from cms.catalog.actions import take_in
from cms.catalog.importing import read_catalog
from cms.catalog.vocabulary import TimingKind
from cms.demo import duties
from cms.demo.cases import draw_sample, send_up
from cms.demo.contacts import say_contacts, say_terms
from cms.demo.explained import explain
from cms.demo.filings import file_first_catalogs
from cms.demo.formed import formed
from cms.demo.forms import with_forms
from cms.demo.looks import dress
from cms.demo.media import register_media
from cms.demo.plan import plan_blocks
from cms.demo.prose import compose, events, stages
from cms.demo.prose.chance import chance
from cms.demo.publishing import publish, publish_draft
from cms.demo.stream import raw
from cms.extension import demonstration
from cms.extension.actions import By
from cms.filing.actions import register, submit
from cms.filing.models import FiledItem, Filing
from cms.obligations.actions import recompute
from cms.obligations.calendar import add_workdays, is_workday
from cms.obligations.schedule import Period, due_periods
from cms.pages.actions import sync_column
from cms.pages.addresses import article_slug
from cms.pages.models import ArticlePage, ItemPage
from cms.registry.models import District, Unit
from cms.registry.queries import placement
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.progress import progress

DATA = Path(__file__).with_name("data")
SEED = "示例区"
PLAN_ITEM = "QW-01"
CATALOG_ITEM = "党务公开目录"
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
    key: str = ""
    """Of the stage or event that was recorded for it."""


def registration_day(today: dt.date) -> dt.date:
    """When the catalogs of the year were registered: 10 January, or the first of the year before that day."""
    return min(dt.date(today.year, 1, 10), today)


def file_catalog(unit: Unit, path: Path, *, today: dt.date) -> Filing:
    """Take a catalog in, file and register it, build the column and write down what it owes."""
    with tenant_scope(unit.tenant), transaction.atomic():
        on = registration_day(today)
        filing = Filing.objects.filter(state="REGISTERED").first()
        if filing is None:
            document = with_forms(read_catalog(path), path.stem)
            version = take_in(document, source=path.name, on=on)
            number = f"示党公备〔{today.year}〕{unit.order:03d}号"
            filing = register(submit(version, on=on), number=number, on=on)
        sync_column(filing)
        recompute()
    return filing


def _day(period: Period, due: dt.date, today: dt.date, luck: Random) -> dt.date:
    """The working day on which a period was published: within its last days, or now and then too late."""
    if luck.randrange(LATE_ONE_IN) == 0:
        return min(add_workdays(due, luck.randint(1, 6)), today)
    day = due - dt.timedelta(days=luck.randint(0, 6))
    first = period.end + dt.timedelta(days=1) if period.end else due - dt.timedelta(days=9)
    while day > first and not is_workday(day):
        day -= dt.timedelta(days=1)
    # A make-up day or a holiday on the very edge: the due date is always a working day after the period.
    return min(day if day >= first and is_workday(day) else due, today)


def planned(filing: Filing, facts: UnitFacts, *, today: dt.date) -> Iterator[Planned]:
    """Every entry that the public items of a catalog called for so far this year."""
    since = filing.registered_on
    for item in filing.items.all():
        if not item.is_public or item.code == PLAN_ITEM:
            continue
        luck = chance(SEED, facts.slug, item.code)
        if item.timing in (TimingKind.PERIODIC, TimingKind.STANDING):
            for period, due in due_periods(item, since=since, until=today):
                yield Planned(item, _day(period, due, today, luck), period)
            continue
        happened = stages if item.timing == TimingKind.PHASED else events
        for occasion, on in happened(item, facts, until=today, seed=SEED):
            if since <= on:
                yield Planned(item, on, occasion=occasion)


def _moment(day: dt.date, luck: Random, now: dt.datetime) -> dt.datetime:
    clock = dt.time(luck.randint(9, 16), luck.randint(0, 59))
    return min(timezone.make_aware(dt.datetime.combine(day, clock)), now)


def _catalog_file(filing: Filing, path: Path) -> AbstractDocument:
    """The catalog as the office sent it, for people to download."""
    found = get_document_model().objects.filter(title=filing.title).first()
    return found or get_document_model().objects.create(
        title=filing.title, file=ContentFile(path.read_bytes(), path.name)
    )


def _facts(unit: Unit) -> UnitFacts:
    above = placement(unit).superior
    return UnitFacts(unit.name, unit.kind, unit.slug, above.name if above else "")


def fill(unit: Unit, filing: Filing, path: Path, *, today: dt.date) -> int:
    """Publish what is missing of the unit's planned entries. Returns how many were new."""
    facts = _facts(unit)
    now, made = timezone.now(), 0
    with tenant_scope(unit.tenant):
        catalog = _catalog_file(filing, path)
        pages = {page.code: page for page in ItemPage.objects.all()}
        have = set(ArticlePage.objects.values_list("item_code", "title"))
        plans = list(planned(filing, facts, today=today))
        open_still = {*duties.left_out(unit.slug, plans, today), *duties.answered()}
        for plan in progress(plans, label="充实专栏", total=len(plans)):
            draft = compose(
                plan.item, facts, period=plan.period, on=plan.on, seed=SEED, occasion=plan.occasion
            )
            if (plan.item.code, draft.title) in have or _key(plan) in open_still:
                continue
            have.add((plan.item.code, draft.title))
            luck = chance(SEED, unit.slug, plan.item.code, draft.title)
            moment = _moment(plan.on, luck, now)
            files = [{"document": catalog.pk, "title": ""}] if CATALOG_ITEM in plan.item.title else []
            with transaction.atomic():
                plan = replace(plan, key=duties.recorded(unit.slug, plan, today))
                shape = formed(draft, plan.item, plan.on, unit.slug)
                publish_draft(pages[plan.item.code], draft, plan, moment=moment, files=files, shape=shape)
            made += 1
    return made


def _key(plan: Planned) -> tuple[str, str]:
    return plan.item.code, plan.period.key if plan.period else ""


def settle(*, today: dt.date | None = None) -> None:
    """What was left open is declared, excused and recorded, by the people of the demonstration. Idempotent."""
    today = today or timezone.localdate()
    for unit in Unit.objects.select_related("tenant").filter(slug__in=duties.FEW):
        with tenant_scope(unit.tenant):
            filing = Filing.objects.filter(state="REGISTERED").first()
            if filing:
                plans = list(planned(filing, _facts(unit), today=today))
                left = duties.left_out(unit.slug, plans, today)
                duties.settle(unit.slug, left, filing.items.order_by("order"), today)


def raise_cases(*, today: dt.date) -> None:
    """A few things lie with the town and the office for a decision, and a sample was drawn. Idempotent."""
    units = Unit.objects.select_related("tenant").exclude(tenant=None)
    for unit in units:
        send_up(unit, lambda item, occasion, unit=unit: _draft_of(unit, item, occasion, today))
    draw_sample()


def _draft_of(unit: Unit, item: FiledItem, occasion: str, today: dt.date) -> ArticlePage:
    """An entry that is written and not public yet."""
    draft = compose(item, _facts(unit), period=None, on=today, seed=SEED, occasion=occasion)
    parent = ItemPage.objects.get(code=item.code)
    page = ArticlePage(
        title=draft.title,
        slug=article_slug(parent, period_key="", title=draft.title, year=today.year),
        item_code=item.code,
        summary=draft.summary,
        body=raw(draft.blocks, seed=f"{item.code}/{draft.title}"),
        is_demo=True,
        live=False,
    )
    parent.add_child(instance=page)
    page.save_revision()
    return page


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
            is_document=True,
            live=False,
            first_published_at=_moment(
                registration_day(timezone.localdate()), chance(SEED, "plan"), timezone.now()
            ),
        )
        document = publish(parent, page)
        publish(parent, explain(document))


def catalogs() -> list[Path]:
    """The demonstration's catalogs, the central one first."""
    return sorted((DATA / "catalogs").glob("*.xlsx"), key=lambda path: (path.stem != "central", path.stem))


def load(*, say: Callable[[str], None]) -> dict[str, int]:
    """File every catalog and fill its column. Idempotent. Returns slug → new entries."""
    today, made = timezone.localdate(), {}
    with tenant_scope(Tenant.objects.get(is_central=True)):
        District.objects.update(is_demo=True)
    for path in catalogs():
        unit = Unit.objects.select_related("tenant").get(slug=path.stem)
        say(f"{unit.name}：登记目录，充实专栏")
        filing = file_catalog(unit, path, today=today)
        if path.stem == "central":
            publish_plan(unit)
        made[unit.slug] = fill(unit, filing, path, today=today)
    dress()
    say_contacts()
    say_terms()
    file_first_catalogs(today=today)
    register_media(today=today)
    raise_cases(today=today)
    plant_plugins()
    return made


def plant_plugins() -> None:
    """What plugins show, on every site that has a column; on the central one last, for it is about all of them."""
    slugs = [path.stem for path in reversed(catalogs())]
    units = {unit.slug: unit for unit in Unit.objects.select_related("tenant").filter(slug__in=slugs)}
    for slug in slugs:
        with tenant_scope(units[slug].tenant):
            demonstration.plant(by=By("演示"))
