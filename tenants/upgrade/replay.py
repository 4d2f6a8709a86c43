"""One tenant's schema brought to the current release, in one transaction: all of it or none.

Nothing here asks PostgreSQL a question that takes longer the more schemas there are: relations are looked up by
name, never listed.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from tenants import isolation
from tenants.context import connection, tenant_scope
from tenants.freshness import watching
from tenants.models import Tenant
from tenants.roles import configured
from tenants.states import TenantState
from tenants.upgrade.compat import BREAKING
from tenants.upgrade.goal import Goal
from tenants.upgrade.locks import hold_tenant
from tenants.upgrade.prepare import works_from
from tenants.upgrade.steps import PYTHON, Step

LOCK_TIMEOUT = "3s"
TYPES = """
    INSERT INTO django_content_type (id, app_label, model)
    SELECT id, app_label, model FROM {template}.django_content_type ON CONFLICT DO NOTHING
"""
PERMISSIONS = """
    INSERT INTO auth_permission (name, content_type_id, codename)
    SELECT name, content_type_id, codename FROM {template}.auth_permission n
     WHERE NOT EXISTS (SELECT 1 FROM auth_permission o
                        WHERE (o.content_type_id, o.codename) = (n.content_type_id, n.codename))
"""
# Made in this transaction, so nobody was given anything yet. The names come from the template.
UNGRANTED = """
    SELECT relname, relkind::text FROM pg_class
     WHERE relname = ANY(%s) AND relnamespace = %s::regnamespace AND relacl IS NULL
"""
FINISH = """
    UPDATE public.tenants_tenant SET release = %s, works_from = %s, state = CASE WHEN state = %s THEN %s ELSE state END
     WHERE id = %s
"""


class StepFailed(RuntimeError):
    """A migration did not go through in one schema. `__cause__` is what stopped it."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.label = label


def bring(tenant: Tenant, goal: Goal, done: str, values: list[Any]) -> list[Step]:
    """Bring a tenant to the goal. `done` is a statement that says so in the ledger, in the same transaction.

    Returns the steps it lacked. Raises StepFailed, django.db.Error; the tenant is then as it was.
    """
    with tenant_scope(tenant), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        hold_tenant(cursor, tenant.pk)
        cursor.execute("SELECT release, works_from FROM public.tenants_tenant WHERE id = %s", [tenant.pk])
        release, oldest = cursor.fetchone()
        steps = _migrate(cursor, tenant, goal) if release != goal.release else []
        if goal.seed != goal.seeds.get(release, {}):
            import_string(settings.TENANT_SEED_FOLLOW)(goal.seeds.get(release, {}), goal.seed)
        if release != goal.release:
            oldest = works_from(oldest or release, steps, goal.release)
        states = [TenantState.MIGRATING, TenantState.ACTIVE]
        cursor.execute(FINISH, [goal.release, oldest, *states, tenant.pk])
        cursor.execute(done, values)
    return steps


def is_noticed(tenant: Tenant, goal: Goal) -> bool:
    """Whether the code that serves the tenant now would notice the steps that it lacks, and must not serve meanwhile."""
    if not any(step.compat == BREAKING for step in goal.recorded.values()):
        return False
    with tenant_scope(tenant), connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return any(step.compat == BREAKING for step in goal.pending(set(cursor.fetchall())))


def _migrate(cursor: Any, tenant: Tenant, goal: Goal) -> list[Step]:
    cursor.execute("SELECT app, name FROM django_migrations")
    steps = goal.pending(set(cursor.fetchall()))
    cursor.execute(TYPES.format(template=f'"{goal.schema}"'))
    for step in steps:
        try:
            _apply(cursor, tenant, goal, step)
        except Exception as error:
            raise StepFailed(step.label) from error
    cursor.execute(PERMISSIONS.format(template=f'"{goal.schema}"'))
    _grant(cursor, tenant, goal.relations)
    watching.watch_schema(cursor, tenant.schema_name)
    return steps


def _apply(cursor: Any, tenant: Tenant, goal: Goal, step: Step) -> None:
    if step.kind == PYTHON:
        goal.operations.run(step.label)
    elif step.statements:
        # Not `public`: a table that this schema lacks must not be looked for elsewhere.
        cursor.execute(f'SET LOCAL search_path = "{tenant.schema_name}"')
        cursor.execute("\n;\n".join(step.statements))
        cursor.execute(f'SET LOCAL search_path = "{tenant.schema_name}", public')
    # Django commits after each migration; what waits for that must not meet the next one's ALTER TABLE.
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    cursor.execute(
        "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())", [step.app, step.name]
    )


def _grant(cursor: Any, tenant: Tenant, names: list[str]) -> None:
    cursor.execute(UNGRANTED, [names, tenant.schema_name])
    found = cursor.fetchall()
    tables = [name for name, kind in found if kind != "S"]
    sequences = [name for name, kind in found if kind == "S"]
    text = isolation.grant_relations(tenant.schema_name, configured(), tables=tables, sequences=sequences)
    if text:
        cursor.execute(text)
