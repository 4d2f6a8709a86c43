"""`cms demo simulate`: a district of its own, filled with the acts of a planned year, a day after another."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from cms.demo.looks import dress
from cms.demo.prose.district import DATA
from cms.demo.simulation import clock, days, journal
from cms.demo.simulation.acts import OFFICE, Act, Verb
from cms.demo.simulation.parties import Party, parties
from cms.demo.simulation.planning import plan
from cms.demo.simulation.playing import OF_A_UNIT, OF_THE_OFFICE
from cms.demo.simulation.playing.stage import Stage, moment_of, sorts_of
from cms.extension import demonstration
from cms.extension.actions import By
from cms.filing.models import Filing
from cms.obligations.actions import recompute
from cms.obligations.calendar import is_covered
from cms.publication.clock import NotADemonstration
from cms.registry.loading import load_file
from cms.registry.models import District, Unit
from cms.registry.sites import Address
from cms.registry.workbook import read_district
from tenants.context import tenant_scope
from tenants.identity.models import Membership
from tenants.roles import owner_connection
from tenants.tasks.backends import inline

Say = Callable[[str], object]
EARLY = (Verb.DRAW, Verb.LEAD)
"""What the office does before anybody else begins their day."""


class CannotSimulate(ValueError):
    """The district is not one to simulate a year in. The text says why, and what to do."""

    for_people = True


@dataclass
class Played:
    """What a run did: how often each verb, and how long it took in seconds."""

    verbs: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


def last_day(year: int, today: dt.date, until: dt.date | None) -> dt.date:
    """The last day that is played. Without a wish: the year's end, or today where the year is not over.

    Raises CannotSimulate for a day outside the year, and for a year that has not begun or whose holidays nobody knows.
    """
    if not is_covered(year):
        raise CannotSimulate(f"{year}年的放假安排不在项目数据里，不能按工作日模拟，请换一个年份")
    if until is None:
        if year > today.year:
            raise CannotSimulate(f"{year}年还没有开始，请写明 --until")
        return min(dt.date(year, 12, 31), today)
    if until.year != year:
        raise CannotSimulate(f"--until {until} 不在 {year} 年")
    return until


def prepare(address: Address, *, on: dt.date) -> list[str]:
    """Make the district of the demonstration where there is none, as of a day. Returns the slugs of new sites.

    Raises CannotSimulate in a district that is not marked as a demonstration, or that `demo` has filled.
    """
    _refuse_unless_ours()
    if District.objects.filter(is_demo=True).exists():
        return []
    opened = load_file(DATA / "district.xlsx", address, on=on).opened
    with tenant_scope(_units()[OFFICE].tenant):
        District.objects.update(is_demo=True)
    # What a new unit owes first is counted from the day of its site.
    with owner_connection(autocommit=True) as owner:
        owner.execute("UPDATE public.tenants_tenant SET created_at = %s", [days.moment(on, days.OPENS)])
    return opened


def _units() -> dict[str, Unit]:
    rows = Unit.objects.select_related("tenant").exclude(tenant=None)
    return {unit.slug: unit for unit in rows}


def _refuse_unless_ours() -> None:
    district = District.objects.first()
    if district and not district.is_demo and not _is_blank(district.name):
        raise CannotSimulate("这里是真实的区，不能模拟：请用 DATA= 指向另一个数据文件夹")


def _is_blank(name: str) -> bool:
    """Whether there is nothing but the demonstration's own workbook: a run was broken off before it could mark it."""
    office = _units().get(OFFICE)
    if name != read_district(DATA / "district.xlsx")[0].name:
        return False
    if office is None:
        return True
    with tenant_scope(office.tenant):
        return not (Filing.objects.exists() or Membership.objects.exists())


def is_simulated() -> bool:
    """Whether a year was played in this district, or begun."""
    office = _units().get(OFFICE)
    return office is not None and journal.begun(office) is not None


def claim(office: Unit, year: int, seed: int) -> None:
    """Let the district be this year's and seed's. Raises CannotSimulate where it is another's, or filled otherwise."""
    begun = journal.begun(office)
    if begun == (year, seed):
        return
    if begun:
        raise CannotSimulate(
            f"这个区已经按 {begun[0]} 年、种子 {begun[1]} 模拟过，不能再换：请用 DATA= 另建一个，或者 cms db reset"
        )
    with tenant_scope(office.tenant):
        if Filing.objects.exists():
            raise CannotSimulate("这个区已经由 make demo 装载了内容：请用 DATA= 另建一个，或者 cms db reset")
        journal.begin(year, seed)


@contextmanager
def alone() -> Iterator[None]:
    """For the length of the block no other process simulates here. Raises CannotSimulate where one does."""
    with owner_connection(autocommit=True) as holder:
        row = holder.execute("SELECT pg_try_advisory_lock(hashtext('demo.simulation'))").fetchone()
        if not (row and row[0]):
            raise CannotSimulate("另一个进程正在这个区里模拟，请等它完成")
        yield


def simulate(
    *, year: int, seed: int, until: dt.date, say: Say, units: Sequence[Party] | None = None
) -> Played:
    """Play the year up to a day, from where the last run left it. Idempotent.

    Raises CannotSimulate, NotADemonstration. `units`: other ones than the demonstration's, which the district has.
    """
    if not District.objects.filter(is_demo=True).exists():
        raise NotADemonstration("only the demonstration may be simulated")
    known = _units()
    claim(known[OFFICE], year, seed)
    cast = parties() if units is None else units
    acts = plan(year, seed, cast)
    stage = Stage(year, seed, {party.slug: party for party in cast}, known, sorts=sorts_of(year, seed, acts))
    started = time.monotonic()
    with inline():  # nobody waits for what follows a publication of the past
        dress()
        turn_on_plugins(known.values())
        _play(stage, [act for act in acts if act.day <= until], say)
    return Played(stage.done, time.monotonic() - started)


def turn_on_plugins(units: Iterable[Unit]) -> None:
    """Those that have a part in the year. They are told of it day by day."""
    for unit in units:
        with tenant_scope(unit.tenant):
            demonstration.turn_on(by=By("演示", office=True))


def _play(stage: Stage, acts: list[Act], say: Say) -> None:
    reached = journal.reached(stage.units, stage.office)
    left = [act for act in acts if act.day > reached.get((act.unit, _part(act)), dt.date.min)]
    for month, of_month in groupby(left, key=lambda act: act.day.month):
        before, started = stage.done.copy(), time.monotonic()
        for day, of_day in groupby(of_month, key=lambda act: act.day):
            _day(stage, day, list(of_day))
        say(_told(stage.year, month, stage.done - before, time.monotonic() - started))
    if left:
        _settle(stage)


def _part(act: Act) -> str:
    return journal.OFFICE_PART if act.verb in OF_THE_OFFICE else journal.OWN


def _told(year: int, month: int, done: Counter[str], seconds: float) -> str:
    filed, public = done[Verb.REGISTER], done[Verb.PUBLISH]
    return (
        f"{year}年{month:2}月  登记目录 {filed:3}  公开 {public:4}  更新 {done[Verb.UPDATE] + done[Verb.RESAVE]:3}  "
        f"更正 {done[Verb.CORRECT]:2}  撤回 {done[Verb.WITHDRAW] + done[Verb.REMOVE]:2}  其他 "
        f"{sum(done.values()) - filed - public - sum(done[verb] for verb in NAMED):4}  用时 {seconds:4.0f} 秒"
    )


NAMED = (Verb.UPDATE, Verb.RESAVE, Verb.CORRECT, Verb.WITHDRAW, Verb.REMOVE)


def _day(stage: Stage, day: dt.date, acts: list[Act]) -> None:
    """A day: what the office does first, each unit in a transaction of its own, and what the office does then."""
    of_office = [act for act in acts if act.verb in OF_THE_OFFICE]
    _office(stage, [act for act in of_office if act.verb in EARLY])
    for unit in dict.fromkeys(act.unit for act in acts):
        own = [act for act in acts if act.unit == unit and act.verb in OF_A_UNIT]
        if own:
            _unit(stage, unit, day, own)
    _office(stage, [act for act in of_office if act.verb not in EARLY])
    if of_office:
        with tenant_scope(stage.office.tenant):
            journal.keep(day, len(of_office), part=journal.OFFICE_PART)


def _unit(stage: Stage, slug: str, day: dt.date, acts: list[Act]) -> None:
    with tenant_scope(stage.units[slug].tenant), transaction.atomic():
        for act in acts:
            with clock.at(moment_of(act)):
                OF_A_UNIT[act.verb](stage, act)
            stage.done[act.verb] += 1
        journal.keep(day, len(acts), part=journal.OWN)


def _office(stage: Stage, acts: Iterable[Act]) -> None:
    for act in acts:
        with clock.at(moment_of(act)):
            OF_THE_OFFICE[act.verb](stage, act)
        stage.done[act.verb] += 1


def _settle(stage: Stage) -> None:
    """What is owed, as the real day sees it."""
    for slug, party in stage.parties.items():
        if party.items:
            with tenant_scope(stage.units[slug].tenant):
                recompute(today=timezone.localdate())
