"""A scheme: what is scored, by what, for how many points. Data; a published one is never changed again.

`Scheme.read` takes the JSON object (schemes/default.json shows every part) and tells all that is wrong with it at once.
Its `digest` names it: the SHA-256 of its canonical JSON. Points, weights and shares are texts ("3", "1/10").
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from plugins.evaluation.engine.evidence import Invalid, Row
from plugins.evaluation.engine.exact import canonical, number
from plugins.evaluation.engine.scheme_problems import problems_of


@dataclass(frozen=True)
class Aspect:
    no: int
    title: str
    points: Fraction
    features: bool


@dataclass(frozen=True)
class Applies:
    """To which units an indicator applies; empty: to all. `having`: kinds of rows of which there must be one."""

    unit_kinds: tuple[str, ...] = ()
    except_kinds: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    having: tuple[str, ...] = ()
    after_days: int = 0


@dataclass(frozen=True)
class Indicator:
    """`points` are those that it adds to its aspect, with the weight taken in; `cap`: the most that it can take away."""

    code: str
    version: int
    aspect: int
    title: str
    method: str
    formula: str
    parameters: dict[str, Any]
    points: Fraction
    cap: Fraction | None
    veto: str | None
    applies: Applies
    basis: str

    @classmethod
    def read(cls, data: dict[str, Any]) -> "Indicator":
        plain = {
            name: data[name] for name in ("code", "version", "aspect", "title", "method", "formula", "basis")
        }
        applies: dict[str, Any] = {
            name: each if name == "after_days" else tuple(each)
            for name, each in data.get("applies", {}).items()
        }
        cap = data.get("cap")
        return cls(
            **plain,
            parameters=data.get("parameters", {}),
            points=number(data["points"]) * number(data.get("weight") or "1"),
            cap=None if cap is None else number(cap),
            veto=data.get("veto"),
            applies=Applies(**applies),
        )


@dataclass(frozen=True)
class CellRules:
    """What the counting of cells goes by. `few`: fewer cells than that, and a total has an interval."""

    least_text: int
    grace_days: int
    hollow_at_once: frozenset[str]
    hollow_after_grace: frozenset[str]
    taper_days: int
    waived_share: Fraction
    few: int
    blocks: dict[str, list[str]]

    @classmethod
    def read(cls, data: dict[str, Any]) -> "CellRules":
        return cls(
            **{name: data[name] for name in ("least_text", "grace_days", "taper_days", "few", "blocks")},
            hollow_at_once=frozenset(data["hollow_at_once"]),
            hollow_after_grace=frozenset(data["hollow_after_grace"]),
            waived_share=number(data["waived_share"]),
        )


@dataclass(frozen=True)
class Bonus:
    """What can be earned once the points are above a threshold: each kind once, all together up to the cap."""

    above: Fraction
    cap: Fraction
    kinds: dict[str, Fraction]


class Scheme:
    """A scheme that was read and found right. Do not change `data`."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.code: str = data["code"]
        self.version: int = data["version"]
        self.title: str = data["title"]
        self.aspects = [
            Aspect(each["no"], each["title"], number(each["points"]), each.get("features", False))
            for each in data["aspects"]
        ]
        self.cells = CellRules.read(data["cells"])
        self.vetoes: list[str] = [each["code"] for each in data["vetoes"]]
        bonus = data["bonus"]
        kinds = {each["code"]: number(each["points"]) for each in bonus["kinds"]}
        self.bonus = Bonus(number(bonus["above"]), number(bonus["cap"]), kinds)
        self.indicators = [Indicator.read(each) for each in data["indicators"]]
        self.features = {
            part["line"]: [Indicator.read(each) for each in part["indicators"]]
            for part in data.get("features", [])
        }

    @classmethod
    def read(cls, data: Any) -> "Scheme":
        """Invalid with every problem."""
        if problems := list(problems_of(data)):
            raise Invalid(problems)
        return cls(data)

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(canonical(self.data).encode()).hexdigest()

    @property
    def name(self) -> dict[str, Any]:
        """What a score says of the scheme: {code, version, digest}."""
        return {"code": self.code, "version": self.version, "digest": self.digest}

    def indicators_for(self, unit: Row) -> list[Indicator]:
        """Those of the scheme and those that the unit's line added, whether they apply or not."""
        return [*self.indicators, *self.features.get(unit["line"] or "", [])]

    def with_features(self, parts: Iterable[dict[str, Any]]) -> "Scheme":
        """The scheme with the parts of lines, {line, version, indicators}; a line's earlier part gives way."""
        parts = list(parts)
        named = {part.get("line") for part in parts if isinstance(part, dict)}
        kept = [part for part in self.data.get("features", []) if part["line"] not in named]
        return Scheme.read(self.data | {"features": [*kept, *parts]})
