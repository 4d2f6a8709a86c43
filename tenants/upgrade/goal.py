"""What every tenant is brought to: the current template and the steps that lead there. Read once in a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import connection

from tenants.models import Template
from tenants.upgrade import steps
from tenants.upgrade.operations import Operations
from tenants.upgrade.steps import PYTHON, Step

RELATIONS = "SELECT relname, relkind::text FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind IN ('r', 'p', 'S')"


@dataclass
class Goal:
    """The release that tenants are brought to. One for a process; grows with the plan, not with the tenants."""

    release: str
    schema: str
    """The template's, which content types and permissions are taken from."""
    recorded: dict[str, Step]
    seeds: dict[str, dict[str, Any]]
    """Release → what its seed declared, of every release that is known here."""
    seed: dict[str, Any]
    relations: list[str] = field(default_factory=list)

    @cached_property
    def operations(self) -> Operations:
        return Operations()

    def step(self, label: str) -> Step:
        """A migration as it was recorded; one that was not is for Django to run."""
        if label not in self.recorded:
            app, name = label.split(".", 1)
            self.recorded[label] = Step(app, name, PYTHON, self.operations.compat(label))
        return self.recorded[label]

    def pending(self, applied: set[tuple[str, str]]) -> list[Step]:
        """The steps that a schema with these migrations lacks, in order."""
        found = []
        for migration in self.operations.plan:
            if (migration.app_label, migration.name) in applied:
                continue
            if migration.replaces and set(migration.replaces) <= applied:
                continue  # squashed: the schema has all of it already
            found.append(self.step(f"{migration.app_label}.{migration.name}"))
        return found


def read(template: Template) -> Goal:
    """What there is to do to reach a template. The owner is connected."""
    seeds = dict(Template.objects.values_list("release", "seed"))
    with connection.cursor() as cursor:
        cursor.execute(RELATIONS, [template.schema_name])
        names = [name for name, _kind in cursor.fetchall()]
    recorded = steps.read(template.steps)
    return Goal(template.release, template.schema_name, recorded, seeds, template.seed, names)
