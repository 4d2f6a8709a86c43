"""Who may touch which ledger table: grants and row-level security, applied from what the models declare.

Policies are not written into migrations: each model says its Access, `secure_ledger` brings PostgreSQL to it
after every migration, and `problems` compares the two. A table that declares nothing is an error, so a new
one cannot be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string

from tenants.ledger import Access, access_of, ledger_models, readers_of
from tenants.roles import Roles

# Without the COLLATE the index on schema_name is not used: `name` has collation "C", varchar has not.
OWN_ROWS = 'schema_name = (current_schema())::text COLLATE "default"'
FROM_CENTRAL = "public.is_central()"
# The same, asked once for a statement and not once for each row.
BOUND_TO_CENTRAL = f"(SELECT {FROM_CENTRAL})"
MEMBER_HERE = (
    "EXISTS (SELECT 1 FROM public.identity_membership m"
    ' WHERE m.identity_id = identity_identity.uuid AND m.schema_name = (current_schema())::text COLLATE "default")'
)

# Whom the guide role asks for stands first in its search path, whose schema it may not enter (tenants.guiding).
GUIDE_SCHEMA = """
    CREATE OR REPLACE FUNCTION public.guide_schema() RETURNS text LANGUAGE sql STABLE AS $$
        SELECT btrim(split_part(current_setting('search_path'), ',', 1), ' "')
    $$
"""
GUIDED_SCHEMAS = """
    CREATE OR REPLACE FUNCTION public.guided_schemas() RETURNS SETOF text LANGUAGE sql STABLE AS $$ {body} $$
"""
NOBODY_GUIDES = "SELECT NULL::text WHERE false"
ASKING_UNIT = """
    CREATE OR REPLACE FUNCTION public.asking_unit() RETURNS bigint LANGUAGE sql STABLE AS $$ {body} $$
"""
NO_UNIT = "SELECT NULL::bigint"
IS_CENTRAL = """
    CREATE OR REPLACE FUNCTION public.is_central() RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT EXISTS (SELECT 1 FROM public.tenants_tenant t
                        WHERE t.is_central AND t.schema_name = (current_schema())::text COLLATE "default")
    $$
"""


@dataclass(frozen=True)
class Policy:
    """One row-level security policy. `only` names the one role it is for (a part of Roles); '' is everybody."""

    name: str
    command: str
    using: str = ""
    check: str = ""
    only: str = ""


EVERYBODY_READS = Policy("read_all", "SELECT", using="true")
OFFICE_WRITES = (
    Policy("office_inserts", "INSERT", check=FROM_CENTRAL),
    Policy("office_updates", "UPDATE", using=FROM_CENTRAL, check=FROM_CENTRAL),
    Policy("office_deletes", "DELETE", using=FROM_CENTRAL),
)
OWN = Policy("own_rows", "ALL", using=OWN_ROWS, check=OWN_ROWS)
OFFICE_READS = Policy("office_reads", "SELECT", using=BOUND_TO_CENTRAL)
CENTRAL_READS = Policy("central_reads", "SELECT", using="true", only="central")
# Asked once for a statement, so that the index on schema_name serves.
GUIDE_READS = Policy(
    "guide_reads", "SELECT", using="schema_name = ANY (ARRAY(SELECT public.guided_schemas()))", only="guide"
)
# Likewise once for a statement.
ADDRESSEE_READS = Policy(
    "addressee_reads", "SELECT", using="to_id = (SELECT public.asking_unit())", only="guide"
)
# What it says stands with the model (`policies_of`).
NAMED_READ = Policy("named_read", "SELECT")
CONCERNED_READ = Policy(
    "concerned_read",
    "SELECT",
    using=f"unit_id IS NULL OR unit_id = (SELECT public.asking_unit()) OR {BOUND_TO_CENTRAL}",
)
UNIT_CONCERNED_READS = Policy(
    "unit_concerned_reads", "SELECT", using=f"{OWN_ROWS} OR {BOUND_TO_CENTRAL}", only="app"
)
WORKER_ASKS = Policy("worker_asks", "SELECT", using="true", only="worker")
WORKER_HANDS_OUT = Policy("worker_hands_out", "ALL", using="true", check="true", only="worker")
KNOWN_HERE = f"{MEMBER_HERE} OR {FROM_CENTRAL}"

POLICIES: dict[Access, tuple[Policy, ...]] = {
    Access.ROUTING: (),
    Access.OWNER_ONLY: (),
    Access.DIRECTORY: (EVERYBODY_READS, *OFFICE_WRITES),
    Access.OWN: (OWN, CENTRAL_READS, GUIDE_READS),
    Access.PRIVATE: (OWN,),
    # Not the central reader: the district's public pages come from it, and know nothing of people.
    Access.OVERSEEN: (OWN, OFFICE_READS),
    Access.PASSING: (OWN, OFFICE_READS),
    Access.GUIDED: (OWN, OFFICE_READS, GUIDE_READS),
    Access.RECORDED: (OWN, OFFICE_READS),
    Access.CENTRE: (Policy("centre_only", "ALL", using=BOUND_TO_CENTRAL, check=BOUND_TO_CENTRAL),),
    Access.FROZEN: (OWN, CENTRAL_READS, GUIDE_READS),
    Access.DERIVED: (OWN, CENTRAL_READS),
    Access.ADDRESSED: (OWN, OFFICE_READS, ADDRESSEE_READS),
    Access.ADDRESSED_FROZEN: (OWN, OFFICE_READS, ADDRESSEE_READS),
    Access.SHARED: (OWN, NAMED_READ),
    Access.SHARED_FROZEN: (OWN, NAMED_READ),
    Access.DIRECTED: (CONCERNED_READ, *OFFICE_WRITES),
    Access.ISSUED: (UNIT_CONCERNED_READS, GUIDE_READS, *OFFICE_WRITES),
    Access.IDENTITY: (
        Policy("known_here", "SELECT", using=KNOWN_HERE),
        Policy("joins", "INSERT", check="true"),
        # Not where they merely are members: a unit could take in a stranger and set their password.
        Policy("office_changes", "UPDATE", using=FROM_CENTRAL, check=FROM_CENTRAL),
    ),
    Access.SWITCHED: (OWN, OFFICE_READS, WORKER_ASKS),
    Access.QUEUE: (OWN, CENTRAL_READS, WORKER_HANDS_OUT),
    Access.WORKERS: (CENTRAL_READS, WORKER_HANDS_OUT),
}

# Rights of the app role, the central reader and the worker. Nobody but the owner deletes from the ledger, save the
# office in its own directory, a person's own keys and codes at the centre, and sessions that are long over.
APP_RIGHTS = {
    Access.ROUTING: "SELECT",
    Access.DIRECTORY: "SELECT, INSERT, UPDATE, DELETE",
    Access.OWN: "SELECT, INSERT, UPDATE",
    Access.PRIVATE: "SELECT, INSERT, UPDATE",
    Access.OVERSEEN: "SELECT, INSERT, UPDATE",
    Access.PASSING: "SELECT, INSERT, UPDATE, DELETE",
    Access.GUIDED: "SELECT, INSERT, UPDATE, DELETE",
    Access.RECORDED: "SELECT, INSERT",
    Access.CENTRE: "SELECT, INSERT, UPDATE, DELETE",
    Access.FROZEN: "SELECT, INSERT",
    Access.DERIVED: "SELECT, INSERT, UPDATE, DELETE",
    Access.ADDRESSED: "SELECT, INSERT, UPDATE",
    Access.ADDRESSED_FROZEN: "SELECT, INSERT",
    Access.SHARED: "SELECT, INSERT, UPDATE",
    Access.SHARED_FROZEN: "SELECT, INSERT",
    Access.DIRECTED: "SELECT, INSERT, UPDATE",
    Access.ISSUED: "SELECT, INSERT, UPDATE",
    Access.IDENTITY: "SELECT, INSERT, UPDATE",
    Access.SWITCHED: "SELECT, INSERT, UPDATE",
    Access.QUEUE: "SELECT, INSERT, UPDATE",
    Access.WORKERS: "",
    Access.OWNER_ONLY: "",
}
READ_CENTRALLY = (
    Access.ROUTING, Access.DIRECTORY, Access.OWN, Access.FROZEN, Access.DERIVED, Access.QUEUE, Access.WORKERS,
)  # fmt: skip
READ_BY_GUIDES = (
    Access.ROUTING, Access.DIRECTORY, Access.OWN, Access.FROZEN, Access.GUIDED,
    Access.ADDRESSED, Access.ADDRESSED_FROZEN, Access.ISSUED,
)  # fmt: skip
WORKER_RIGHTS = dict.fromkeys((Access.QUEUE, Access.WORKERS), "SELECT, INSERT, UPDATE, DELETE")
RIGHTS: dict[str, dict[Access, str]] = {
    "app": APP_RIGHTS,
    "central": dict.fromkeys(READ_CENTRALLY, "SELECT"),
    "guide": dict.fromkeys(READ_BY_GUIDES, "SELECT"),
    "worker": dict.fromkeys((Access.ROUTING, Access.SWITCHED), "SELECT") | WORKER_RIGHTS,
}


def policies_of(model: type[models.Model]) -> tuple[Policy, ...]:
    """The policies of a ledger table that declares its access, with what the model itself says of its readers."""
    access = access_of(model)
    return tuple(
        replace(one, using=readers_of(model)) if one is NAMED_READ else one
        for one in (POLICIES[access] if access else ())
    )


def _policy_sql(table: str, policy: Policy, roles: Roles) -> str:
    using = f" USING ({policy.using})" if policy.using else ""
    check = f" WITH CHECK ({policy.check})" if policy.check else ""
    to = f' TO "{getattr(roles, policy.only).name}"' if policy.only else ""
    return f'CREATE POLICY {policy.name} ON public."{table}" FOR {policy.command}{to}{using}{check}'


def _table_sql(model: type[models.Model], existing: list[str], roles: Roles) -> list[str]:
    access, table = access_of(model), model._meta.db_table
    if access is None:
        raise LookupError(f"{model._meta.label} lies in the ledger and declares no ledger_access")
    quoted = f'public."{table}"'
    statements = [f'DROP POLICY "{name}" ON {quoted}' for name in existing]
    for part, rights in RIGHTS.items():
        role = getattr(roles, part).name
        statements.append(f'REVOKE ALL ON {quoted} FROM "{role}"')
        if rights.get(access):
            statements.append(f'GRANT {rights[access]} ON {quoted} TO "{role}"')
    policies = policies_of(model)
    if policies:
        statements += [
            f"ALTER TABLE {quoted} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {quoted} FORCE ROW LEVEL SECURITY",
            *(_policy_sql(table, policy, roles) for policy in policies),
        ]
    return statements


def _guidance() -> str:
    """The question whom a unit guides, as the product asks its register. Without one nobody guides anybody."""
    name = getattr(settings, "TENANT_GUIDANCE", "")
    return import_string(name) if name else NOBODY_GUIDES


def _asking_unit() -> str:
    """The number of the unit that asks, as the product's register has it. Without one there is none."""
    name = getattr(settings, "TENANT_UNIT", "")
    return import_string(name) if name else NO_UNIT


def _existing_policies(cursor: Any) -> dict[str, list[str]]:
    cursor.execute("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'")
    found: dict[str, list[str]] = {}
    for table, name in cursor.fetchall():
        found.setdefault(table, []).append(name)
    return found


def secure_ledger(cursor: Any, roles: Roles) -> None:
    """Bring grants and policies of every ledger table to what its model declares. Run as the owner."""
    cursor.execute(IS_CENTRAL)
    cursor.execute(GUIDE_SCHEMA)
    cursor.execute(GUIDED_SCHEMAS.format(body=_guidance()))
    cursor.execute(ASKING_UNIT.format(body=_asking_unit()))
    existing = _existing_policies(cursor)
    for model in ledger_models():
        for statement in _table_sql(model, existing.get(model._meta.db_table, []), roles):
            cursor.execute(statement)
    for role in (roles.app.name, roles.worker.name):
        cursor.execute(f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{role}"')
    # Whoever serves asks whether the ledger is that of its release.
    cursor.execute(f'GRANT SELECT ON public.django_migrations TO "{roles.app.name}", "{roles.central.name}"')


def grant_relations(schema: str, roles: Roles, *, tables: Iterable[str], sequences: Iterable[str]) -> str:
    """SQL that lets the app role work in tables and sequences of a schema that are named, and in no others.

    Named, for of ALL TABLES IN SCHEMA PostgreSQL reads its whole catalog six times, so that every new site would
    take longer than the one before.
    """
    app = roles.app.name
    parts = (("SELECT, INSERT, UPDATE, DELETE ON TABLE", tables), ("USAGE, SELECT ON SEQUENCE", sequences))
    named = [(rights, ", ".join(f'"{schema}"."{name}"' for name in found)) for rights, found in parts]
    return "".join(f'GRANT {rights} {names} TO "{app}";\n' for rights, names in named if names)


def grant_schema(schema: str, roles: Roles, *, tables: Iterable[str], sequences: Iterable[str]) -> str:
    """SQL that lets the app role work in a tenant schema, and no other role see it. Names are as `grant_relations`."""
    app = roles.app.name
    return f"""
        GRANT USAGE ON SCHEMA "{schema}" TO "{app}";
        {grant_relations(schema, roles, tables=tables, sequences=sequences)}
        REVOKE INSERT, UPDATE, DELETE ON "{schema}".django_migrations FROM "{app}";
    """


def problems(cursor: Any) -> list[str]:
    """What PostgreSQL would let through that the declarations forbid. Empty when all is well."""
    cursor.execute(
        "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
    )
    guarded = dict(cursor.fetchall())
    existing = _existing_policies(cursor)
    found = []
    for model in ledger_models():
        access, table = access_of(model), model._meta.db_table
        if access is None:
            found.append(f"{table}: declares no access")
        elif POLICIES[access] and not guarded.get(table):
            found.append(f"{table}: row-level security is off")
        elif {p.name for p in POLICIES[access]} != set(existing.get(table, [])):
            found.append(f"{table}: its policies are not the declared ones")
    unknown = set(guarded) - {model._meta.db_table for model in ledger_models()} - {"django_migrations"}
    return found + [f"{table}: a table in public that no ledger model explains" for table in sorted(unknown)]
