"""theme.toml: what a theme is called, what it builds on, and the complete list of what a unit may change in it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

SLUG = r"^[a-z][a-z0-9-]{1,38}$"
DOTTED = r"^[a-z]+\.[a-z][a-z0-9-]*$"
COLOUR = re.compile(r"#[0-9a-f]{6}")
LENGTH = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)px")


class BadTheme(ValueError):
    """A theme that cannot be used. `problems` are all of them, each a line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Strict(BaseModel):
    """An unknown key is a typing mistake, and a mistake is told."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Contrast(Strict):
    """The grounds that a colour must stand out from, and how much (WCAG ratio)."""

    against: list[Annotated[str, Field(pattern=DOTTED)]]
    ratio: float = Field(ge=1, le=21)


class Rule(Strict):
    title: str
    help: str = ""


class ColorRule(Rule):
    type: Literal["color"]
    min_contrast: Contrast


class ChoiceRule(Rule):
    """`options`: another token of the same group → the word for it. "serif" under font.display is font.serif."""

    type: Literal["choice"]
    options: dict[str, str] = Field(min_length=1)


class Range(Rule):
    @field_validator("min", "max", mode="before", check_fields=False)
    @classmethod
    def _pixels(cls, value: Any) -> Any:
        found = LENGTH.fullmatch(value) if isinstance(value, str) else None
        return float(found[1]) if found else value


class LengthRule(Range):
    type: Literal["length"]
    min: float
    max: float


class NumberRule(Range):
    type: Literal["number"]
    min: float
    max: float


TokenRule = Annotated[ColorRule | ChoiceRule | LengthRule | NumberRule, Field(discriminator="type")]


class Preset(Strict):
    """A named set of values that go together."""

    title: str
    values: dict[str, str]


class ThemeManifest(Strict):
    slug: str = Field(pattern=SLUG)
    title: str
    summary: str = ""
    version: str
    extends: str = ""
    """The parent, or nothing: every chain ends at base."""
    audience: list[Literal["unit", "central"]] = Field(alias="for", min_length=1)
    suits: list[str] = []
    """Kinds of unit that it was made for. A recommendation: any unit may wear it."""
    regions: list[Literal["header", "column", "aside", "footer"]]
    overridable: dict[Annotated[str, Field(pattern=DOTTED)], TokenRule] = {}
    presets: dict[Annotated[str, Field(pattern=SLUG)], Preset] = {}


def read(folder: Path) -> ThemeManifest:
    """The manifest of a theme's folder. Raises BadTheme with every problem in it."""
    try:
        raw = tomllib.loads((folder / "theme.toml").read_text("utf-8"))
        manifest = ThemeManifest.model_validate(raw)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as unreadable:
        raise BadTheme([f"theme.toml: {unreadable}"]) from unreadable
    except ValidationError as wrong:
        raise BadTheme(
            [f"theme.toml: {_place(each['loc'])}: {each['msg']}" for each in wrong.errors()]
        ) from wrong
    if manifest.slug != folder.name:
        raise BadTheme([f"theme.toml: slug: {manifest.slug} lies in a folder named {folder.name}"])
    return manifest


def _place(steps: tuple[int | str, ...]) -> str:
    return " → ".join(map(str, steps))
