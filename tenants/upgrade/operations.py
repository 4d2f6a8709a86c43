"""Django's own operations, ready to be run in one schema after another.

Working out the models as they were before each operation takes seconds; it is done once in a process.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from tenants.context import connection
from tenants.upgrade.compat import is_harmless
from tenants.upgrade.recording import objections_of

Prepared = list[tuple[Operation, ProjectState, ProjectState]]


class Operations:
    """Every migration of this code in one order that suits all schemas."""

    def __init__(self) -> None:
        loader = MigrationLoader(None)
        graph = loader.graph
        keys = dict.fromkeys(key for leaf in graph.leaf_nodes() for key in graph.forwards_plan(leaf))
        self.plan: list[Any] = [graph.nodes[key] for key in keys]
        self._empty = ProjectState(real_apps=loader.unmigrated_apps)
        self._prepared: dict[str, Prepared] = {}

    def start(self) -> ProjectState:
        """The state before the first migration."""
        return self._empty.clone()

    def run(self, label: str) -> None:
        """One migration in the schema that is bound, inside the transaction that is open."""
        if label not in self._prepared:
            self._prepared[label] = self._prepare(label)
        app = label.partition(".")[0]
        with connection.schema_editor(atomic=True) as editor:
            for operation, before, after in self._prepared[label]:
                operation.database_forwards(app, editor, before, after)

    def compat(self, label: str) -> str:
        """What a migration that was not recorded means for the code before it."""
        migration, state = self._at(label)
        return is_harmless(migration, objections_of(migration, state, set()))

    def _at(self, label: str) -> tuple[Any, ProjectState]:
        """A migration, and the state of all models before it."""
        state = self.start()
        for migration in self.plan:
            if f"{migration.app_label}.{migration.name}" == label:
                return migration, state
            migration.mutate_state(state, preserve=False)
        raise LookupError(label)

    def _prepare(self, label: str) -> Prepared:
        migration, state = self._at(label)
        prepared = []
        for operation in migration.operations:
            before = state
            # One that changes no model shares its state with the next: each rendered state takes a second.
            if not isinstance(operation, migrations.RunPython):
                state = before.clone()
                operation.state_forwards(migration.app_label, state)
            prepared.append((operation, before, state))
        return prepared
