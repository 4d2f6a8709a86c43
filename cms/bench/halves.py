"""Whether everything that a publication writes is there, or nothing of it: page, entry, version, log, plan, follow-ups.

Asked of the database in plain SQL, past the models and verbs that wrote it. Holds at every moment, whatever was killed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Model
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from cms.bench import probes
from cms.pages.models import ArticlePage
from tenants.context import current_schema, tenant_scope
from tenants.models import Tenant

PUBLISHED, TAKEN_DOWN = 0, 1
FACTS = """
    SELECT p.slug, p.live,
           e.uuid IS NOT NULL AS entered,
           e.uuid IS NOT NULL AND e.withdrawn_at IS NULL AS public,
           coalesce(e.version, 0) AS version,
           (SELECT count(*) FROM publication_entryversion v WHERE v.entry_id = p.translation_key) AS versions,
           (SELECT count(*) FROM publication_entryversion v JOIN procedure_plan q ON q.uuid = v.plan
             WHERE v.entry_id = p.translation_key AND q.page_id = p.id AND q.state = 'PUBLISHED'
               AND q.content_hash = v.content_hash) AS of_plans,
           (SELECT count(*) FROM procedure_plan q WHERE q.page_id = p.id AND q.state = 'PUBLISHED') AS plans_public,
           (SELECT count(*) FROM procedure_plan q WHERE q.page_id = p.id AND q.state = 'APPROVED') AS plans_waiting,
           (SELECT count(*) FROM procedure_plan q WHERE q.page_id = p.id AND q.state = 'OPEN') AS plans_open,
           (SELECT count(*) FROM wagtailcore_workflowstate w WHERE w.object_id = p.id::text AND w.status = 'approved')
               AS workflows_passed,
           (SELECT count(*) FROM wagtailcore_workflowstate w WHERE w.object_id = p.id::text
               AND w.status = 'in_progress') AS workflows_open,
           (SELECT count(*) FROM wagtailcore_taskstate t JOIN wagtailcore_workflowstate w ON w.id = t.workflow_state_id
             WHERE w.object_id = p.id::text AND t.status = 'in_progress') AS tasks_open,
           (SELECT count(*) FROM procedure_ledger_steprecord s WHERE s.entry = p.translation_key
               AND s.outcome = 'PASSED') AS steps,
           (SELECT count(*) FROM wagtailcore_taskstate t JOIN wagtailcore_workflowstate w ON w.id = t.workflow_state_id
             WHERE w.object_id = p.id::text AND t.status = 'approved') AS tasks_passed,
           (SELECT count(*) FROM wagtailcore_pagelogentry l WHERE l.page_id = p.id
               AND l.action IN ('wagtail.publish', 'wagtail.publish.scheduled')) AS logged,
           (SELECT count(*) FROM wagtailcore_pagelogentry l WHERE l.page_id = p.id
               AND l.action IN ('wagtail.unpublish', 'wagtail.unpublish.scheduled')) AS logged_down,
           (SELECT count(*) FROM wagtailcore_revision r WHERE r.object_id = p.id::text
               AND r.approved_go_live_at IS NOT NULL) AS scheduled,
           (SELECT count(*) FROM tasks_dueindex d WHERE d.schema_name = current_schema() AND d.kind = 'go_live'
               AND d.object = 'page:' || p.id AND d.due_at IS NOT NULL)
           + (SELECT count(*) FROM tasks_queuedtask t WHERE t.schema_name = current_schema()
               AND t.path LIKE '%%.go_live' AND t.args ->> 0 = 'page:' || p.id AND t.state <> 'done') AS due,
           (SELECT count(*) FROM obligations_evidence o WHERE o.entry_uuid = p.translation_key AND o.until IS NULL)
               AS answering,
           -- What ran where it was ordered, while the case was prepared, has left its effect and no order.
           greatest(up.done, (SELECT count(*) FROM tasks_queuedtask t WHERE t.schema_name = current_schema()
               AND t.path = %(probe)s AND t.args ->> 0 = (2 * p.id)::text)) AS told,
           greatest(down.done, (SELECT count(*) FROM tasks_queuedtask t WHERE t.schema_name = current_schema()
               AND t.path = %(probe)s AND t.args ->> 0 = (2 * p.id + 1)::text)) AS told_down,
           up.done, down.done AS done_down
      FROM wagtailcore_page p JOIN column_articlepage a ON a.page_ptr_id = p.id
           LEFT JOIN publication_entry e ON e.uuid = p.translation_key,
           LATERAL (SELECT count(*) AS done FROM bench_effects b WHERE b.n = 2 * p.id) up,
           LATERAL (SELECT count(*) AS done FROM bench_effects b WHERE b.n = 2 * p.id + 1) down
     WHERE p.slug LIKE %(slugs)s
"""


@dataclass(frozen=True)
class Facts:
    """What the database has about one page. Counts, but for the first four."""

    slug: str
    live: bool
    entered: bool
    public: bool
    version: int
    versions: int
    of_plans: int
    plans_public: int
    plans_waiting: int
    plans_open: int
    workflows_passed: int
    workflows_open: int
    tasks_open: int
    steps: int
    tasks_passed: int
    logged: int
    logged_down: int
    scheduled: int
    due: int
    answering: int
    told: int
    told_down: int
    done: int
    done_down: int


HOLDS: dict[str, Callable[[Facts], bool]] = {
    "page live, entry public": lambda f: f.live == f.public,
    "entry and its versions": lambda f: f.version == f.versions and f.entered == (f.versions > 0),
    "versions and their plans": lambda f: f.versions == f.of_plans == f.plans_public,
    "versions and the log": lambda f: f.versions == f.logged,
    "withdrawals and the log": lambda f: f.logged_down == (f.entered and not f.public),
    "approvals and workflows": lambda f: f.workflows_passed == f.plans_public + f.plans_waiting,
    "plans and tasks that wait": lambda f: f.plans_open == f.workflows_open == f.tasks_open,
    "steps and tasks": lambda f: f.steps == f.tasks_passed + f.plans_open + f.plans_waiting + f.plans_public,
    "what waits for its moment": lambda f: f.plans_waiting == f.scheduled == f.due,
    "what is owed": lambda f: f.answering == f.public,
    "follow-ups of publishing": lambda f: f.told == f.versions and f.done <= f.told,
    "follow-ups of withdrawing": lambda f: f.told_down == f.logged_down and f.done_down <= f.told_down,
}
"""What belongs together. Each page is published at most once, and taken down at most once."""
ENDED = {
    "follow-ups done once": lambda f: f.done == f.told and f.done_down == f.told_down,
}
"""What holds besides when nothing waits in the queue."""


def facts(tenants: list[Tenant], prefix: str, *, only: str = "%") -> list[Facts]:
    """Of every page whose slug begins with the prefix. As the app role in each unit: that is whose rows they are."""
    found = []
    values = {"slugs": f"{prefix}-{only}", "probe": probes.transact.module_path}
    for tenant in tenants:
        with tenant_scope(tenant), connection.cursor() as cursor:
            cursor.execute(FACTS, values)
            found += [Facts(*row) for row in cursor.fetchall()]
    return found


def damage(rows: list[Facts], *, ended: bool = False) -> list[str]:
    """What does not belong together, one line for each page and pair."""
    rules = HOLDS | (ENDED if ended else {})
    return [f"{row.slug}: {name}" for row in rows for name, holds in rules.items() if not holds(row)]


def _tell(page: Page, what: int) -> None:
    if isinstance(page, ArticlePage):
        probes.transact.enqueue(2 * page.pk + what, current_schema())


def follow() -> None:
    """From now on every publication and withdrawal orders a follow-up that leaves a row each time it runs."""

    @receiver(page_published, dispatch_uid="bench.halves.published", weak=False)
    def tell_published(instance: Model, **kwargs: object) -> None:
        if isinstance(instance, Page) and instance.live:
            _tell(instance, PUBLISHED)

    @receiver(page_unpublished, dispatch_uid="bench.halves.unpublished", weak=False)
    def tell_unpublished(instance: Model, **kwargs: object) -> None:
        if isinstance(instance, Page):
            _tell(instance, TAKEN_DOWN)


def unfollow() -> None:
    page_published.disconnect(dispatch_uid="bench.halves.published")
    page_unpublished.disconnect(dispatch_uid="bench.halves.unpublished")
