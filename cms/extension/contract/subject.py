"""The plugin that is tried, the sites it is tried on, and the one road through all states that every surface is seen on."""

from __future__ import annotations

import enum
import importlib.metadata
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cms.extension import actions, failures
from cms.extension.actions import By
from cms.extension.contract.district import CENTRAL, FIRST, SECOND
from cms.extension.discovery import Found
from cms.extension.plugin import Audience, Plugin
from cms.extension.registry import registry
from tenants.context import tenant_scope
from tenants.models import Tenant

BY = By("契约测试", office=True)


class Moment(enum.Enum):
    """When a surface is looked at."""

    BEFORE = "从未启用"
    ON = "启用"
    ELSEWHERE = "在另一个站点启用"
    FROZEN = "冻结"
    OFF = "停用"


Seen = dict[Moment, set[str]]


@dataclass(frozen=True)
class Subject:
    slug: str
    depends: tuple[str, ...] | None = None
    """What its package asks for; None for one that comes with the product."""

    @classmethod
    def of(cls, slug: str) -> Subject:
        """Raises LookupError for a plugin that is not loaded."""
        found = registry().found[slug]
        if not found.distribution:
            return cls(slug)
        return cls(slug, tuple(importlib.metadata.distribution(found.distribution).requires or ()))

    @property
    def plugin(self) -> Plugin:
        return registry().plugins[self.slug]

    @property
    def found(self) -> Found:
        return registry().found[self.slug]

    @property
    def for_units(self) -> bool:
        return bool(self.plugin.audience & Audience.UNIT)

    @property
    def here(self) -> str:
        """Where it is turned on."""
        return FIRST if self.for_units else CENTRAL

    @property
    def there(self) -> str:
        """Where it is not."""
        return SECOND if self.for_units else FIRST

    def brings(self, kind: str) -> Any:
        """What it brings of a kind; an empty one where the plugin failed."""
        return registry().brought.get(self.slug, {}).get(kind, ())

    def turn(self, verb: Callable[..., Any], *, site: str = "", slug: str = "", **options: Any) -> Any:
        with tenant_scope(Tenant.objects.get(slug=site or self.here)):
            return verb(slug or self.slug, by=BY, **options)

    def turn_on(self, slug: str = "") -> Any:
        """With what it needs, which comes first."""
        for needed in registry().plugins[slug or self.slug].requires:
            self.turn_on(needed)
        return self.turn(actions.enable, slug=slug)

    def turn_off(self) -> Any:
        return self.turn(actions.disable, force=True)

    def through(self, look: Callable[[str], Iterable[str]]) -> Seen:
        """What a look at a site shows of it, on the whole road. Ends where it began, and begins wherever it stands."""
        self.turn_off()
        seen = {Moment.BEFORE: set(look(self.here))}
        self.turn_on()
        seen |= {Moment.ON: set(look(self.here)), Moment.ELSEWHERE: set(look(self.there))}
        self.turn(actions.freeze)
        seen[Moment.FROZEN] = set(look(self.here))
        self.turn_off()
        return seen | {Moment.OFF: set(look(self.here))}


def differing(what: str, seen: Seen, on: Collection[str], *, frozen: Collection[str] = ()) -> Iterator[str]:
    """In words, where something is to be seen that should not be, or the other way round."""
    wanted = {Moment.ON: set(on), Moment.FROZEN: set(frozen)}
    for moment, found in seen.items():
        should = wanted.get(moment, set())
        if found - should:
            yield f"{moment.value}时不应当有{what}：{'、'.join(sorted(found - should))}"
        if should - found:
            yield f"{moment.value}时没有{what}：{'、'.join(sorted(should - found))}"


Check = Callable[[Subject], Iterable[str]]


def tried(check: Check, subject: Subject) -> list[str]:
    """Everything that a check has against a plugin, and what went wrong in it meanwhile."""
    failures.forget(subject.slug)
    problems = list(check(subject))
    problems += [f"{one.place}出错：{one.error}" for one in failures.on_sites(subject.slug)]
    failures.forget(subject.slug)
    return list(dict.fromkeys(problems))
