"""Migrations run by Django on a copy of the template, and written down as every other schema will need them.

What is written down is what the schema editor really executed, so with the names of constraints as they are in the
schema, and as they are in every other one that came from a template. A migration whose effect may depend on what
is in a schema, or on the moment, is not written down: Django runs it in each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import migrations
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import models as of_models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from tenants.upgrade.compat import HARMLESS, TAKES_AWAY, Models, is_harmless, objections
from tenants.upgrade.steps import PYTHON, SQL, Step

# Operations of Django whose statements follow from the models alone. A subclass may do anything.
PLAIN = {
    *HARMLESS,
    *TAKES_AWAY,
    migrations.AddField,
    migrations.AlterField,
    migrations.RunSQL,
    of_models.AlterModelTableComment,
}
CONSTANT_DEFAULTS = (dict, list, str, int, bool, float)
# What is no change of the schema: savepoints, looking things up, and the row that records the migration.
LOOKING = ("SELECT", "SHOW", "SET ", "SAVEPOINT", "RELEASE")
RECORD = "django_migrations"


def _has_moving_default(operation: Operation) -> bool:
    """Whether a new column is filled with a value that is worked out when the statement is made."""
    column = getattr(operation, "field", None)
    if column is None:
        return False
    default = getattr(column, "default", None)
    moving = callable(default) and default not in CONSTANT_DEFAULTS
    return (moving and column.has_default()) or any(
        getattr(column, name, False) for name in ("auto_now", "auto_now_add")
    )


def is_plain(operation: Operation) -> bool:
    """Whether the statements of an operation are the same in every schema, whatever is in it."""
    if type(operation) is migrations.SeparateDatabaseAndState:
        return all(is_plain(part) for part in operation.database_operations)
    return type(operation) in PLAIN and not _has_moving_default(operation)


class Recording:
    """The statements of one migration while it runs."""

    def __init__(self, schema: str) -> None:
        self.schema = schema
        self.statements: list[str] = []
        self.stray = False
        self._writing = False

    def watch(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        """An execute wrapper: a change that does not come from the schema editor cannot be replayed."""
        text = str(sql).lstrip()
        if not self._writing and not text.upper().startswith(LOOKING) and RECORD not in text:
            self.stray = True
        return execute(sql, params, many, context)

    def editor_of(self, editor: type) -> type:
        """The schema editor's class, made to write down what it executes."""
        recording = self

        class Editor(editor):  # type: ignore[misc]  # the class of the backend
            def execute(self, sql: Any, params: Any = ()) -> Any:
                text = str(sql) if params is None else self.connection.ops.compose_sql(str(sql), params)
                recording.statements.append(text)
                recording._writing = True
                try:
                    return super().execute(sql, params)
                finally:
                    recording._writing = False

        return Editor

    @property
    def replayable(self) -> bool:
        return not self.stray and not any(self.schema in text for text in self.statements)


class RecordingExecutor(MigrationExecutor):
    """Django's executor for the schema that is bound, with a Step for each migration it applies."""

    def __init__(self, connection: Any) -> None:
        super().__init__(connection)
        self.steps: list[Step] = []
        known = {app for app, _name in self.loader.applied_migrations}
        self.fresh: Models = {(app, "") for app in self.loader.migrated_apps if app not in known}

    @contextmanager
    def _recorded(self) -> Iterator[Recording]:
        connection: Any = self.connection
        recording, editor = Recording(connection.schema_name), connection.SchemaEditorClass
        connection.SchemaEditorClass = recording.editor_of(editor)
        try:
            with connection.execute_wrapper(recording.watch):
                yield recording
        finally:
            connection.SchemaEditorClass = editor

    def apply_migration(
        self, state: ProjectState, migration: Any, *args: Any, **options: Any
    ) -> ProjectState:
        compat = is_harmless(migration, objections_of(migration, state.clone(), self.fresh))
        with self._recorded() as recording:
            state = super().apply_migration(state, migration, *args, **options)
        plain = recording.replayable and all(is_plain(operation) for operation in migration.operations)
        kept = recording.statements if plain else []
        kind = SQL if plain else PYTHON
        self.steps.append(Step(migration.app_label, migration.name, kind, compat, kept))
        return state


def objections_of(migration: Any, state: ProjectState, fresh: Models) -> list[str]:
    """Why the release before would notice a migration. `state` is the one before it, and is changed."""
    found = []
    for operation in migration.operations:
        before = state.clone()
        operation.state_forwards(migration.app_label, state)
        declared = getattr(migration, "unnoticed", "")
        found += objections(operation, migration.app_label, before, state, fresh=fresh, declared=declared)
    return found


def record_pending(connection: Any) -> list[Step]:
    """Bring the bound schema to the migrations of the code. Returns a step for each that was missing, in order."""
    executor = RecordingExecutor(connection)
    executor.loader.check_consistent_history(connection)
    targets = executor.loader.graph.leaf_nodes()
    executor.migrate(targets, executor.migration_plan(targets))
    return executor.steps
