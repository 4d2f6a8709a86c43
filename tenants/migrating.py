"""Django's migrate for one kind of schema: what has no table there is recorded, and not worked out.

The ledger's migrations make nothing in a tenant schema, and the workshop's nothing in `public`. Django would still
render the models of every one of their versions, which is most of the time that an installation takes.
"""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.commands import migrate as django_migrate
from django.db import router
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState


class SchemaExecutor(MigrationExecutor):
    """Applies the migrations of the apps that the bound schema has, in Django's order, and records all."""

    def migrate(self, *args: Any, **options: Any) -> ProjectState:
        """The state that comes back is that of all apps: content types and permissions are made from it."""
        self._elsewhere: list[Migration] = []
        state = super().migrate(*args, **options)
        if self._elsewhere:
            state.__dict__.pop("apps", None)  # rendered once when asked for, not once for each change
            for migration in self._elsewhere:
                migration.mutate_state(state, preserve=False)
        return state

    def apply_migration(
        self, state: ProjectState, migration: Migration, *args: Any, **options: Any
    ) -> ProjectState:
        if router.allow_migrate(self.connection.alias, migration.app_label):
            return super().apply_migration(state, migration, *args, **options)
        self._elsewhere.append(migration)
        self.record_migration(migration)  # type: ignore[call-arg, arg-type]  # the stubs are of an older Django
        return state


def migrate(*words: str) -> None:
    """Bring the schema that is bound up to date, or one app in it. The caller holds `owner_rights`."""
    names = vars(django_migrate)  # the command takes no executor but the one that its module names
    kept = names["MigrationExecutor"]
    names["MigrationExecutor"] = SchemaExecutor
    try:
        call_command(django_migrate.Command(), *words, verbosity=0, interactive=False)
    finally:
        names["MigrationExecutor"] = kept
