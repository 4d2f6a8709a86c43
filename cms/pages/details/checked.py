"""A block that says everything that is wrong with it at once, each at its field, in words an editor uses."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks import StructBlock, StructBlockValidationError


class Problems:
    """What is wrong with one block, by field."""

    def __init__(self) -> None:
        self.at: dict[str, list[ValidationError]] = defaultdict(list)

    def add(self, name: str, text: str) -> None:
        self.at[name].append(ValidationError(text))


class CheckedBlock(StructBlock):
    """A StructBlock whose fields are checked one by one and against each other."""

    def find(self, value: dict[str, Any], problems: Problems) -> None:
        """Add what is wrong. A field that is wrong by itself, or empty in a draft, is None here."""

    def settle(self, value: dict[str, Any]) -> None:
        """Work out what nobody has to fill in, once everything is in order."""

    def clean(self, value):
        cleaned, problems = {}, Problems()
        wrong: dict[str, ValidationError] = {}
        for name, child in self.child_blocks.items():
            try:
                cleaned[name] = child.clean(value.get(name))
            except ValidationError as error:
                cleaned[name], wrong[name] = None, error
        self.find(cleaned, problems)
        wrong = {name: ValidationError(errors) for name, errors in problems.at.items()} | wrong
        if wrong:
            raise StructBlockValidationError(block_errors=wrong)
        self.settle(cleaned)
        return self._to_struct_value(cleaned)
