"""What is done at the centre. Each looks into units one after another, in transactions of its own; twice is once."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from cms.demo.loader import publish_plan
from cms.demo.picture import sketch
from cms.demo.prose.district import DATA
from cms.demo.simulation import story
from cms.demo.simulation.acts import Act
from cms.demo.simulation.characters import Character, cast
from cms.demo.simulation.planning.course import Sort
from cms.demo.simulation.planning.incidents import LEAKED
from cms.demo.simulation.playing.stage import Stage, clerk_of_the_office, moment_of
from cms.extension import demonstration
from cms.moderation import actions as desk
from cms.moderation.models import ModerationCase, SampleDraw
from cms.moderation.states import OPEN, CaseState, Why
from cms.moderation.tasks import draw_samples
from cms.procedure.actions import Person
from cms.publication.models import Removal
from cms.registry.actions import load
from cms.registry.models import LineLead
from cms.registry.workbook import read_district
from tenants.context import tenant_scope

EMPTY = "通篇没有本期的具体内容，请补充完成情况、数字和责任人。"
FOUND = {
    Sort.COPY: EMPTY,
    Sort.HOLLOW: EMPTY,
    Sort.ATTACHED: "正文只有一个附件，手机上打不开，请把要点写进正文。",
    Sort.BARE: "没有写一句话说明，请补上这一期做了什么、结果如何。",
}
"""By what an entry says. Whatever else it says is in order, or not clear."""
UNCLEAR = "责任单位和联系电话没有写清楚，请补充。"
UNCLEAR_ONE_IN = 12
FIXED = "已按意见核对，相应内容将在下一期完善。"


def plan_document(stage: Stage, act: Act) -> None:
    publish_plan(stage.office)


def draw(stage: Stage, act: Act) -> None:
    """A sample of the week before, from seeds that follow from the plan's: a real draw has nobody's."""
    with tenant_scope(stage.office.tenant):
        made = desk.draw_period(
            seeds=lambda of: sha256(f"{act.facts['seed']}/{of}".encode()).hexdigest()[:32]
        )
        keys = [row.pk for row in made]
        SampleDraw.objects.filter(pk__in=keys).update(drawn_at=moment_of(act))
    if not keys:
        return
    draw_samples.func()
    for schema, pk in _cases(stage, draw__in=[str(key) for key in keys]):
        with tenant_scope(_tenants(stage)[schema]):
            ModerationCase.objects.filter(pk=pk).update(raised_at=moment_of(act))


def _tenants(stage: Stage) -> dict:
    return {unit.tenant.schema_name: unit.tenant for unit in stage.units.values()}


def _cases(stage: Stage, **which: object) -> list[tuple]:
    """(schema, key) of sampled cases, as the office sees them."""
    with tenant_scope(stage.office.tenant):
        rows = ModerationCase.objects.filter(why=Why.SAMPLED, **which)
        return list(rows.order_by("schema_name", "item_code", "entry").values_list("schema_name", "pk"))


def look(stage: Stage, act: Act) -> None:
    """What a reader gets nothing or little from is returned with a finding, and of the rest one in so many."""
    by = clerk_of_the_office(stage)
    for schema, pk in _cases(stage, state__in=OPEN):
        with tenant_scope(_tenants(stage)[schema]):
            case = ModerationCase.objects.get(pk=pk)
            note = _note(stage, case)
            desk.decide(case, by=by, passed=not note, note=note)


def _note(stage: Stage, case: ModerationCase) -> str:
    unclear = UNCLEAR if case.entry.int % UNCLEAR_ONE_IN == 0 else ""
    return FOUND.get(stage.sorts.get(case.entry, ""), unclear)


def answer(stage: Stage, act: Act) -> None:
    """Good units answer a finding within the week, average ones in the week after."""
    wanted = {stage.units[slug].tenant.schema_name for slug in act.facts["units"] if slug in stage.units}
    for schema, pk in _cases(stage, state=CaseState.RETURNED, answered_at=None):
        if schema in wanted:
            with tenant_scope(_tenants(stage)[schema]):
                case = ModerationCase.objects.get(pk=pk)
                desk.answer(case, by=Person("演示信息员"), note=FIXED)


def lead(stage: Stage, act: Act) -> None:
    """The district's workbook with one lead changed, loaded as of the day: the lead before keeps its dates."""
    district, _problems = read_district(DATA / "district.xlsx")
    lines = [
        replace(row, lead_name=act.facts["unit"]) if row.name == act.facts["line"] else row
        for row in district.lines
    ]
    with tenant_scope(stage.office.tenant):
        if LineLead.objects.filter(line__name=act.facts["line"]).exists():
            load(replace(district, lines=lines), on=act.day)


def tell(stage: Stage, act: Act) -> None:
    """A named event: by whoever tells it here, and by the plugins that have a part in it."""
    name = act.facts["name"]
    teller = story.TOLD.get(name)
    if teller:
        teller(act.day, stage)
    with tenant_scope(stage.office.tenant):
        facts = {
            "seed": stage.seed,
            "leaked": _leaked(stage),
            "diligent": _of(stage, Character.GOOD),
            "middling": _of(stage, Character.AVERAGE),
            "sketch": sketch,
        }
        demonstration.tell(name, act.day, facts)


def _of(stage: Stage, character: Character) -> list[str]:
    """Slugs of the units that are so."""
    roles = cast(stage.parties.values(), year=stage.year, seed=stage.seed)
    return sorted(slug for slug, role in roles.items() if role.character == character and slug in stage.units)


def _leaked(stage: Stage) -> list[tuple[str, str]]:
    """(slug, what was removed) where a unit had to remove what should not have been public. The office sees it."""
    slugs = {unit.tenant.schema_name: slug for slug, unit in stage.units.items()}
    rows = Removal.objects.filter(reason=LEAKED).order_by("at").values_list("schema_name", "title")
    return [(slugs[schema], title) for schema, title in rows if schema in slugs]
