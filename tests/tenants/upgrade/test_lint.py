"""Our migrations are expand, migrate and contract; each way out of it is found."""

import pytest

from cms.bench.later import later_code
from tenants.upgrade import lint, releases

CHAR = "models.CharField(max_length={})"


@pytest.fixture(autouse=True)
def first_is_finished(db, tmp_path, settings):
    """As if release 1 were what the code is now: every model is known to somebody."""
    settings.TENANT_RELEASES = tmp_path / "releases.lock"
    settings.TENANT_RELEASES.write_text("")
    releases.current.cache_clear()
    lint.close()
    yield
    releases.current.cache_clear()


def found(operations: str, **options) -> list[str]:
    with later_code(operations, **options):
        return lint.problems()


def test_our_own_migrations_are_in_order():
    assert lint.problems() == []


@pytest.mark.parametrize(
    "operation",
    [
        f"AddField('articlepage', 'x', {CHAR.format('9, null=True')})",
        f"AddField('articlepage', 'x', {CHAR.format('9, db_default=str()')})",
        "AddField('articlepage', 'x', models.ManyToManyField('column.ArticlePage'))",
        f"AlterField('articlepage', 'doc_no', {CHAR.format(200)})",
        "AlterField('articlepage', 'doc_no', models.TextField())",
        "migrations.CreateModel('New', [('id', models.BigAutoField(primary_key=True))]), migrations.DeleteModel('New')",
        "migrations.AddIndex('articlepage', models.Index(fields=['doc_no'], name='x'))",
        "migrations.AlterModelOptions('articlepage', {})",
        "RunPython(RunPython.noop)",
    ],
)
def test_what_the_release_before_does_not_notice_is_allowed(operation):
    assert found(operation) == []


@pytest.mark.parametrize(
    ("operation", "word"),
    [
        ("RemoveField('articlepage', 'doc_no')", "删除字段"),
        ("migrations.DeleteModel('articlepage')", "删除表"),
        ("migrations.RenameField('articlepage', 'doc_no', 'number')", "改字段名"),
        ("migrations.RenameModel('articlepage', 'Piece')", "改模型名"),
        ("migrations.AlterModelTable('articlepage', 'other')", "改表名"),
        (f"AddField('articlepage', 'x', {CHAR.format(9)})", "没有 db_default"),
        (f"AddField('articlepage', 'x', {CHAR.format('9, default=str()')})", "没有 db_default"),
        (f"AlterField('articlepage', 'doc_no', {CHAR.format(5)})", "改为 varchar(5)"),
        (f"AlterField('articlepage', 'doc_no', {CHAR.format('200, unique=True')})", "改为唯一"),
        ("AlterField('articlepage', 'doc_no', models.IntegerField())", "类型由"),
        ("AlterField('articlepage', 'issued_on', models.DateField())", "改为非空"),
        (
            "migrations.AddConstraint('articlepage', models.UniqueConstraint(fields=['doc_no'], name='x'))",
            "加约束",
        ),
        ("RunPython(print)", "RunPython 没有说明"),
        ("RunSQL('SELECT 1')", "RunSQL 没有说明"),
        ("migrations.SeparateDatabaseAndState([RunSQL('SELECT 1')])", "RunSQL 没有说明"),
    ],
)
def test_what_it_would_notice_is_named_with_the_migration_and_the_way_out(operation, word):
    lines = found(operation)
    assert len(lines) == 1
    assert lines[0].startswith("column.0005_later：")
    assert word in lines[0]
    assert "contract = " in lines[0]


def test_an_operation_that_nobody_knows_is_not_trusted():
    lines = found(
        "AddIndexConcurrently('articlepage', models.Index(fields=['doc_no'], name='x'))",
        before="from django.contrib.postgres.operations import AddIndexConcurrently",
        declared="atomic = False",
    )
    assert len(lines) == 2
    assert "atomic = False" in lines[0]
    assert "未知的操作 AddIndexConcurrently" in lines[1]


def test_code_that_somebody_judged_is_allowed():
    assert found("RunPython(print)", declared="unnoticed = 'prints'") == []


def test_the_last_step_names_the_release_that_stopped_using_it():
    taken = "RemoveField('articlepage', 'doc_no')"
    assert found(taken, declared="contract = '1'") == []
    assert "不是已完成的版本" in found(taken, declared="contract = '2'")[0]


def test_a_statement_that_names_a_schema_is_refused():
    (line,) = found("RunSQL('UPDATE public.tenants_tenant SET note = 1')", declared="unnoticed = 'x'")
    assert "写明了模式名" in line


def test_a_release_with_such_a_migration_is_not_finished(settings):
    before = settings.TENANT_RELEASES.read_text()
    with (
        later_code("RemoveField('articlepage', 'doc_no')"),
        pytest.raises(lint.MigrationProblems, match="删除字段"),
    ):
        lint.close()
    assert settings.TENANT_RELEASES.read_text() == before


def test_a_finished_migration_that_was_edited_is_found(settings):
    with later_code("RunPython(RunPython.noop)", name="a"):
        lint.close()
    with later_code("RunPython(RunPython.noop)", name="a", before="# another"):
        assert ["被改动" in line for line in lint.problems()] == [True]
    with later_code("RunPython(RunPython.noop)", name="a"):
        assert lint.problems() == []


@pytest.mark.parametrize(
    ("operation", "reads"),
    [
        ("migrations.AddIndex('articlepage', models.Index(fields=['doc_no'], name='x'))", "1"),
        (f"AddField('articlepage', 'x', {CHAR.format('9, null=True')})", "2"),
    ],
)
def test_new_code_works_on_older_schemas_only_when_it_reads_nothing_new(operation, reads):
    with later_code(operation):
        assert lint.close().reads == reads
