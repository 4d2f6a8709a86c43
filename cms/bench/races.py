"""`cms bench races`: one person passes the last step while another saves a new draft of the same page."""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection, connections, transaction
from django.db.models.signals import post_save
from wagtail.models import Revision, WorkflowState
from wagtail.workflows import publish_workflow_state

from cms.bench import staff
from cms.bench.crew import forked, reap
from cms.bench.database import BenchError, own_database
from cms.bench.figures import count, load_average, machine
from cms.bench.guards import unguarded
from cms.bench.planting import Size, open_units, plant
from cms.pages.content import content_hash
from cms.pages.models import ArticlePage
from cms.procedure.actions import ContentChanged
from cms.procedure.models import Plan
from cms.procedure.states import NotInState, PlanState
from cms.procedure.steps import StepKind
from cms.publication.actions import publishing
from cms.publication.models import Entry
from cms.registry.sites import Address
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.progress import progress
from tenants.tasks.backends import inline

HELP = "一个人审批最后一步，另一个人同时保存新的修改：公开的是不是都经过审批"
OPTIONS = ("races",)
RACES = 500
PREFIX = "race"
PAGES = 20
"""Raced for one after another, then all over again: the first time each goes public, after that it changes."""
SPREAD = 0.25
"""Seconds by which one may come later than the other: about as long as publishing takes."""
CONTROL_SHARE = 5
# Every version in sight, and what was decided about its plan: by the content it shows, by three people.
UNAPPROVED = """
    SELECT e.title FROM publication_entry e
      JOIN publication_entryversion v ON v.entry_id = e.uuid
     WHERE e.schema_name = %(schema)s AND (
           SELECT count(DISTINCT s.step) FILTER (WHERE s.content_hash = v.content_hash) <> 3
               OR count(DISTINCT s.by) FILTER (WHERE s.content_hash = v.content_hash) <> 3
             FROM procedure_ledger_steprecord s
            WHERE s.plan = v.plan AND s.entry = e.uuid AND s.outcome = 'PASSED'
              AND s.step IN ('PROPOSE', 'SECRECY', 'APPROVE'))
"""
# Every live page: its row is what was published, its text that of the revision which the plan names.
UNLIKE = """
    SELECT p.title FROM wagtailcore_page p JOIN column_articlepage a ON a.page_ptr_id = p.id
      LEFT JOIN publication_entry e ON e.uuid = p.translation_key AND e.withdrawn_at IS NULL
      LEFT JOIN publication_entryversion v ON v.entry_id = e.uuid AND v.number = e.version
      LEFT JOIN procedure_plan q ON q.uuid = v.plan AND q.state = 'PUBLISHED' AND q.page_id = p.id
      LEFT JOIN wagtailcore_revision r ON r.id = q.revision_id
     WHERE p.live AND p.slug LIKE %(slugs)s AND (
           q.uuid IS NULL OR p.live_revision_id IS DISTINCT FROM q.revision_id OR p.title <> r.content ->> 'title'
           OR a.body <> (r.content ->> 'body')::jsonb
           OR v.row_digest <> public.publication_page_digest(%(schema)s, p.id))
"""
LOST = """
    SELECT p.title FROM wagtailcore_page p WHERE p.slug LIKE %(slugs)s AND p.latest_revision_id <> (
           SELECT max(r.id) FROM wagtailcore_revision r WHERE r.object_id = p.id::text)
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--races", type=count, default=RACES, help=f"争抢几次（默认 {RACES}）")


def wrong(tenant: Tenant) -> dict[str, list[str]]:
    """What nobody approved, what is not what was approved, and edits that are gone. Past the models, but for the hash."""
    values = {"schema": tenant.schema_name, "slugs": f"{PREFIX}-%"}
    found = {}
    with tenant_scope(tenant), connection.cursor() as cursor:
        for name, statement in (("unapproved", UNAPPROVED), ("unlike", UNLIKE), ("lost", LOST)):
            cursor.execute(statement, values)
            found[name] = [title for (title,) in cursor.fetchall()]
        entries = {entry.uuid: entry for entry in Entry.objects.filter(withdrawn_at=None)}
        for page in ArticlePage.objects.live().filter(slug__startswith=f"{PREFIX}-"):
            entry = entries.get(page.translation_key)
            if entry is None or entry.content_hash != content_hash(page):
                found["unlike"].append(page.title)
    return found


def _draft(number: int, turn: int) -> Plan:
    """A page's next draft, proposed and passed up to its last step."""
    page = ArticlePage.objects.filter(slug=f"{PREFIX}-{number}").first()
    if page is None:
        page = staff.written(number, prefix=PREFIX)
    else:
        _write(page.pk, f"第{turn}稿")
    return staff.before_the_last(staff.proposed(page))


def _write(page_id: int, text: str) -> None:
    draft = ArticlePage.objects.get(pk=page_id).get_latest_revision_as_object()
    draft.title = f"{draft.slug} {text}"
    draft.body = [("rich_text", f"<p>{text}的内容。</p>")]
    draft.save_revision(user=staff.person(StepKind.PROPOSE))


def _approve(plan: Plan) -> str:
    """As the leader's request does it, who has the plan on the screen."""
    leader = Plan.objects.get(pk=plan.pk)
    try:
        with transaction.atomic():
            staff.step_on(leader, seen=plan.content_hash)
    except (NotInState, ContentChanged):
        return "refused"
    return "published"


def _edit(plan: Plan) -> str:
    """As the editor's request does it."""
    with transaction.atomic():
        _write(plan.page_id, "没有人看过的改动")
    return "edited"


Meet = Callable[[], object]


def _side(tenant: Tenant, plans: list[Plan], take: Callable[[Plan], str], meet: Meet, tell: int) -> None:
    """One of the two, in a process of its own: plan after plan, each begun together with the other."""
    ended: Counter[str] = Counter()
    with tenant_scope(tenant):
        for plan in plans:
            meet()
            time.sleep(random.choice((0.0, random.uniform(0, SPREAD))))  # noqa: S311 -- no secret
            ended[take(plan)] += 1
    os.write(tell, json.dumps(ended).encode())


def _meeting() -> tuple[Meet, Meet]:
    """For two processes: each waits until the other is there too."""
    there, back = os.pipe(), os.pipe()

    def wait(mine: tuple[int, int], other: tuple[int, int]) -> None:
        os.write(other[1], b"x")
        os.read(mine[0], 1)

    return partial(wait, there, back), partial(wait, back, there)


def race(tenant: Tenant, races: int, *, before: Callable[[], object] | None = None) -> dict[str, Any]:
    """So many races, and what is wrong after them. `before` runs in each process first: the control's."""
    ended: Counter[str] = Counter()
    for turn in progress(range(-(-races // PAGES)), label="争抢", total=-(-races // PAGES)):
        with tenant_scope(tenant), inline():
            plans = [_draft(number, turn) for number in range(min(PAGES, races - turn * PAGES))]
        ended += _turn(tenant, plans, before)
    connections.close_all()
    found = wrong(tenant)
    return {
        "races": races, **ended, **{name: len(titles) for name, titles in found.items()},
        "examples": [title for titles in found.values() for title in titles][:5],
    }  # fmt: skip


def _turn(tenant: Tenant, plans: list[Plan], before: Callable[[], object] | None) -> Counter[str]:
    hears, tells = os.pipe()
    pids = []
    for take, meet in zip((_approve, _edit), _meeting(), strict=True):

        def side(take: Callable[[Plan], str] = take, meet: Meet = meet) -> None:
            if before:
                before()
            with inline():
                _side(tenant, plans, take, meet, tells)

        pids.append(forked(side))
    ended = [reap(pid, seconds=120 if number == 0 else 10) for number, pid in enumerate(pids)]
    for pid in (pid for pid, status in zip(pids, ended, strict=True) if status is None):
        os.kill(pid, signal.SIGKILL)  # it waits for the other, who failed
        reap(pid)
    os.close(tells)
    said = os.read(hears, 1000).decode()
    os.close(hears)
    if ended != [0, 0]:
        raise BenchError(f"争抢的进程没有正常结束：{ended}")
    return sum((Counter(json.loads(part + "}")) for part in said.split("}")[:-1]), Counter())


def as_wagtail_has_it() -> None:
    """The control: the latest revision is published, whoever publishes is believed, and an edit opens nothing again."""
    WorkflowState.on_finish = finish_as_wagtail_does
    post_save.disconnect(sender=Revision, dispatch_uid="procedure.changed")
    publishing._approved_plan = lambda page, content: Plan.objects.get(page=page.pk, state=PlanState.APPROVED)


def finish_as_wagtail_does(workflow_state: WorkflowState, user: Any = None) -> None:
    Plan.objects.filter(workflow_state=workflow_state).update(state=PlanState.APPROVED)
    publish_workflow_state(workflow_state)  # nobody here holds the right to publish that Wagtail asks for


def run(*, races: int = RACES) -> dict[str, Any]:
    """What is public after so many races, and after some with Wagtail's own way and no guards (`control`)."""
    load = load_average()
    with own_database():
        with inline():
            known = open_units(["unit01", "unit02"], Address("bench.localhost", 80))
            tenants = [known["unit01"], known["unit02"]]
            for tenant in tenants:
                plant(tenant, Size(1, 2, 0))
        staff.hire(tenants)
        seen = race(tenants[0], races)
        with unguarded(tenants):
            control = race(tenants[1], max(races // CONTROL_SHARE, PAGES), before=as_wagtail_has_it)
    return {
        "bench": "races", **seen, "control": control, "cpus": os.cpu_count(), "load_before": load,
        "load_after": load_average(), "met": not (seen["unapproved"] or seen["unlike"] or seen["lost"]),
    }  # fmt: skip


def lines(figures: dict[str, Any]) -> list[str]:
    """The figures for people."""
    return [
        _line("审批与修改争抢", figures),
        _line("  对照（Wagtail 原来的做法，没有约束）", figures["control"]),
        f"机器 {machine(figures)}",
        f"要求 公开的都经过审批：{'达到' if figures['met'] else '没有达到'}",
    ]


def _line(name: str, seen: dict[str, Any]) -> str:
    return (
        f"{name} {seen['races']} 次：公开 {seen.get('published', 0)}，审批被拒 {seen.get('refused', 0)}；"
        f"没有审批的 {seen['unapproved']}，与审批不同的 {seen['unlike']}，丢失的修改 {seen['lost']}"
    )
