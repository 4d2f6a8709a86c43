"""One migration as the upgrade of a schema needs it: statements to replay, or Django's own operations."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

SQL, PYTHON = "sql", "python"


@dataclass(frozen=True)
class Step:
    """A migration as it was recorded on the template.

    `statements` are what the schema editor executed, in order, with their values in them and without the name of a
    schema. They are empty where `kind` is `python`: that migration is run by Django in each schema.
    """

    app: str
    name: str
    kind: str
    compat: str
    statements: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        return f"{self.app}.{self.name}"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def read(stored: dict[str, dict[str, Any]]) -> dict[str, Step]:
    """What a template row holds (`Template.steps`): label → step."""
    return {label: Step(**values) for label, values in stored.items()}
