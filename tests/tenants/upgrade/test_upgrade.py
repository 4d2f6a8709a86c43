"""An upgrade brings every schema to what the migrations make, keeps what is in it, and has nothing to do again."""

import re

import pytest
from django.db import ProgrammingError, connection

from cms.bench.later import COLUMN, later_code
from tenants import fingerprint, template
from tenants.models import Template, Tenant
from tenants.provision import NewTenant, provision, read_blueprint
from tenants.roles import configured, owner_connection, owner_rights
from tenants.upgrade import crew, drift, releases
from tenants.upgrade.prepare import OlderCode
from tenants.upgrade.states import RunState
from tenants.upgrade.upgrading import upgrade
from tests.tenants.test_provision import without_rights

TABLE = """migrations.CreateModel("Later", [
    ("id", models.BigAutoField(primary_key=True)),
    ("page", models.ForeignKey("column.ArticlePage", models.CASCADE)),
    ("code", models.CharField(max_length=9, unique=True)),
])"""
CONSTRAINT = (
    "migrations.AddConstraint('later', models.UniqueConstraint(fields=['page', 'code'], name='later_once'))"
)
EXTRA = COLUMN.format(name="extra")
AGAIN = "migrations.RemoveConstraint('later', 'later_once'), AlterField('later', 'code', models.CharField(max_length=30))"
# A row of each table that a deferred foreign key waits for, and then a change of that table.
WRITE = """
def write(apps, editor):
    pages = apps.get_model('column', 'ArticlePage').objects.all()
    for page in pages:
        apps.get_model('column', 'Later').objects.create(page=page, code=f'c{page.pk}')
    pages.update(extra='filled')
"""
RETAKE = "    editor.execute('SELECT public.publication_retake_digests(current_schema())')\n"


@pytest.fixture
def newer():
    """Four more migrations: a column and a table, a constraint, rows written by Python, the constraint gone again."""
    with (
        later_code(f"{EXTRA}, {TABLE}", name="a"),
        later_code(CONSTRAINT, name="b"),
        later_code(
            "RunPython(write)", before=WRITE + RETAKE, name="c", declared="unnoticed = 'nobody reads it'"
        ),
        later_code(AGAIN, name="d") as last,
    ):
        yield last


def of(schema: str) -> set:
    with owner_connection() as owner, owner.cursor() as cursor:
        return fingerprint.of_schema(cursor, schema)


@pytest.mark.slow
def test_every_schema_becomes_what_the_migrations_make(district, ask, newer):
    """Made by migrations alone, made from the template, brought along from the release before: all the same."""
    summary = upgrade(workers=2)
    assert (summary.state, summary.done, summary.failed) == (RunState.DONE, 12, [])
    with owner_rights():
        template.migrate_schema("t_by_migrations")
        made = of("t_by_migrations")
        found = Template.objects.get(fingerprint=fingerprint.of_code())
        for schema in (found.schema_name, *Tenant.objects.values_list("schema_name", flat=True)):
            assert of(schema) ^ made == set()
        with connection.cursor() as cursor:
            assert drift.problems(cursor, found, configured()) == []
    kinds = {step.rpartition(".")[2][5:]: value["kind"] for step, value in found.steps.items()}
    assert kinds == {"a": "sql", "b": "sql", "c": "python", "d": "sql"}
    assert found.schema_name not in str(found.steps)
    _rows_are_there_and_rights_are_given(ask)
    _a_second_run_has_nothing_to_do(ask)


def _rows_are_there_and_rights_are_given(ask):
    ta, empty = (
        ask("SELECT schema_name FROM tenants_tenant WHERE slug = %s", [s])[0][0] for s in ("ta", "u1")
    )
    assert ask(f'SELECT extra, count(*) FROM "{ta}".column_articlepage GROUP BY 1') == [("filled", 2)]
    assert ask(f'SELECT count(*) FROM "{ta}".column_later') == [(2,)]
    assert ask(f'SELECT count(*) FROM "{empty}".column_later') == [(0,)]
    with owner_connection() as owner:
        assert without_rights(owner, empty) == {"r:django_migrations"}


def _a_second_run_has_nothing_to_do(ask):
    before = ask("SELECT tenant_id, finished FROM upgrade_tenantmigration ORDER BY 1")
    summary = upgrade()
    assert (summary.state, summary.done) == (RunState.DONE, 0)
    assert ask("SELECT tenant_id, finished FROM upgrade_tenantmigration ORDER BY 1") == before
    now = releases.current_release()
    assert ask(
        "SELECT DISTINCT t.release, t.works_from = p.works_from FROM tenants_tenant t, tenants_template p"
    ) == [(now, True)]
    # The template of the release that nobody has any more is gone, and so is its schema.
    assert ask("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'tpl\\_%'") == [(1,)]


def test_a_migration_that_rewrites_what_is_public_has_to_say_so(district, ask):
    """The control of the one above, which does: without it, sites that publish keep their old rows."""
    with later_code(f"{EXTRA}, {TABLE}", name="a"), later_code("RunPython(write)", before=WRITE, name="c"):
        summary = upgrade(workers=1)
    assert sorted(slug for slug, _why in summary.failed) == ["ta", "tb"]
    assert all("is not what was published" in why for _slug, why in summary.failed)
    assert ask("SELECT count(*) FROM pg_attribute WHERE attname = 'extra' AND attnum > 0") == [
        (11,)
    ]  # template, 10 sites


def test_the_product_itself_takes_no_digest_again(db, ta):
    with pytest.raises(ProgrammingError, match="publication_entryversion"), connection.cursor() as cursor:
        cursor.execute("SELECT public.publication_retake_digests(current_schema())")


def test_a_migration_that_depends_on_the_moment_is_run_by_django_in_each_schema(district, ask, schema_of):
    column = "AddField('articlepage', 'token', models.UUIDField(default=uuid.uuid4, null=True))"
    with later_code(column, before="import uuid") as label:
        upgrade(workers=1)
    assert ask("SELECT steps -> %s ->> 'kind' FROM tenants_template ORDER BY id DESC LIMIT 1", [label]) == [
        ("python",)
    ]
    tokens = {
        ask(f'SELECT min(token::text) FROM "{schema_of(s)}".column_articlepage')[0][0] for s in ("ta", "tb")
    }
    assert len(tokens - {None}) == 2


def test_a_tenant_that_missed_a_release_gets_both(district, ask, schema_of):
    """One that failed, or came back from a package, is brought over two releases at once, from what was recorded."""
    with later_code(COLUMN.format(name="one"), name="one") as first:
        upgrade(workers=1, only="ta")
        with later_code(COLUMN.format(name="two"), name="two") as second:
            assert upgrade(workers=1).done == 12
    got = ask(
        f"SELECT app || '.' || name FROM \"{schema_of('u1')}\".django_migrations ORDER BY id DESC LIMIT 2"
    )
    assert got == [(second,), (first,)]
    assert ask("SELECT count(*) FROM pg_attribute WHERE attname IN ('one', 'two') AND attnum > 0") == [
        (2 * 13,)
    ]


def test_older_code_does_not_call_newer_schemas_its_own(district, ask):
    with later_code(EXTRA) as label:
        upgrade(workers=1, only="ta")
        newer = releases.current_release()
    told = re.escape(f"{label}，代码里没有）：请用版本 {newer} 或更新的代码")
    with pytest.raises(OlderCode, match=told):
        upgrade(workers=1)
    assert ask("SELECT release FROM tenants_tenant WHERE slug = 'ta'") == [(newer,)]
    # The control: the code that made it goes on.
    with later_code(EXTRA):
        assert upgrade(workers=1).done == 11


def test_a_site_made_meanwhile_from_the_template_of_before_is_brought_along_too(district, ask, monkeypatch):
    """Another process had read it when the upgrade began."""
    made = []
    settle = crew.settle

    def while_it_runs(job, *rest):
        if not made:
            with owner_connection(autocommit=True) as owner:
                made.append(
                    provision(
                        NewTenant("late", "晚", "late.test"), owner=owner, blueprint=old, roles=configured()
                    )
                )
        return settle(job, *rest)

    with owner_connection() as owner:
        old = read_blueprint(owner, fingerprint.of_code())
    monkeypatch.setattr(crew, "settle", while_it_runs)
    with later_code(EXTRA):
        assert upgrade(workers=1).done == 13
        assert ask("SELECT DISTINCT release FROM tenants_tenant") == [(releases.current_release(),)]


def test_a_new_permission_reaches_every_site(district, ask, schema_of, monkeypatch):
    from cms.pages.models import ArticlePage

    monkeypatch.setattr(ArticlePage._meta, "permissions", [("stamp_articlepage", "Can stamp")])
    releases.current.cache_clear()
    assert upgrade(workers=1).done == 12
    query = "SELECT count(*) FROM \"{}\".auth_permission WHERE codename = 'stamp_articlepage'"
    assert {ask(query.format(schema_of(slug)))[0][0] for slug in ("ta", "u8")} == {1}
    releases.current.cache_clear()


def test_code_that_would_notice_does_not_serve_meanwhile_and_neither_does_older_code_afterwards(
    district, ask
):
    """A migration that says nothing of the code before it: the site answers 503 until its transaction is over."""
    look = 'RunSQL("CREATE TABLE seen AS SELECT state FROM public.tenants_tenant WHERE schema_name = current_schema()")'
    with later_code(look):
        upgrade(workers=1, only="u1")
        ours = releases.current_release()
    schema, state, oldest = ask(
        "SELECT schema_name, state, works_from FROM tenants_tenant WHERE slug = 'u1'"
    )[0]
    assert ask(f'SELECT state FROM "{schema}".seen') == [("migrating",)]
    assert (state, oldest) == ("active", ours)


def test_a_change_that_nobody_notices_leaves_the_site_open_and_older_code_at_work(district, ask):
    """The control."""
    look = 'RunSQL("CREATE TABLE seen AS SELECT state FROM public.tenants_tenant WHERE schema_name = current_schema()")'
    before = releases.current_release()
    with later_code(look, declared="unnoticed = 'nobody reads it'"):
        upgrade(workers=1, only="u1")
    schema, oldest = ask("SELECT schema_name, works_from FROM tenants_tenant WHERE slug = 'u1'")[0]
    assert ask(f'SELECT state FROM "{schema}".seen') == [("active",)]
    assert (oldest, releases.supported("9", oldest)) == (before, True)


def test_what_is_asked_of_the_catalog_is_the_same_for_one_tenant_and_for_many(district):
    """Relations are looked up by name: to list those of one schema PostgreSQL reads those of all."""

    def asked(**options) -> list[str]:
        said = []

        def note(execute, sql, *rest):
            said.append(str(sql))
            return execute(sql, *rest)

        with connection.execute_wrapper(note):
            upgrade(workers=1, **options)
        return [text for text in said if "pg_" in text and "advisory" not in text]

    with later_code(EXTRA):
        upgrade(workers=1, only="u1")
        one, many = asked(only="u2"), asked()
    listing = [[text for text in texts if "relname = ANY" not in text] for texts in (one, many)]
    assert len(listing[0]) == len(listing[1])
    # By name: the relations and the triggers of each site, and once the triggers of the ledger.
    assert (len(one), len(many)) == (len(listing[0]) + 2 + 1, len(listing[1]) + 2 * 10 + 1)
    assert not [text for text in many if "is_visible" in text or "information_schema" in text]
