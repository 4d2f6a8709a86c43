"""What is wrong with a document, where, and how bad."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

LEVELS = ("error", "warning", "doubt")
WORDS = {"error": "错误", "warning": "提醒", "doubt": "存疑"}


@dataclass(frozen=True)
class Problem:
    """One finding. `row` counts from 1, `column` is the letter that the spreadsheet shows; both may be None."""

    level: str
    message: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    field: str | None = None

    def as_dict(self) -> dict[str, str | int | None]:
        return asdict(self)

    def __str__(self) -> str:
        cell = f"{self.column or ''}{self.row or ''}"
        place = " ".join(part for part in (self.sheet, cell) if part)
        return (
            f"{WORDS[self.level]} [{place}] {self.message}"
            if place
            else f"{WORDS[self.level]} {self.message}"
        )


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Errors first, then by place."""
    return sorted(
        problems,
        key=lambda p: (
            LEVELS.index(p.level),
            p.sheet or "",
            p.row or 0,
            len(p.column or ""),
            p.column or "",
            p.message,
        ),
    )


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.level == "error" for problem in problems)
