"""Everything that the loaded plugins bring: gathered once when the process starts, and never changed after that.

A plugin in which anything is wrong is out as a whole, with every reason: half of one would be harder to understand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import import_module
from types import MappingProxyType
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import module_has_submodule

from cms.extension import failures
from cms.extension.contributions import KINDS, Panel, Place
from cms.extension.discovery import Found
from cms.extension.pages import PluginPage
from cms.extension.plugin import Plugin
from cms.extension.shapes import problems_of

NOT_A_MODULE = {"page_types", "settings_model"}


@dataclass(frozen=True)
class Registry:
    plugins: Mapping[str, Plugin] = field(default_factory=dict)
    """All that are loaded, in the order of their names; also those that failed."""
    brought: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Slug → kind → what it brings, of those that did not fail."""
    failed: Mapping[str, str] = field(default_factory=dict)
    found: Mapping[str, Found] = field(default_factory=dict)

    def of(self, kind: str) -> Iterator[tuple[str, Any]]:
        """(slug, what it brings) of one kind, plugin by plugin, only those that bring any."""
        for slug, kinds in self.brought.items():
            if kinds[kind] != KINDS[kind].empty:
                yield slug, kinds[kind]

    def each(self, kind: str) -> Iterator[tuple[str, Any]]:
        """(slug, one) for every single one of a kind that is a list."""
        return ((slug, one) for slug, several in self.of(kind) for one in several)

    @cached_property
    def panels(self) -> Mapping[Place, tuple[tuple[str, Panel], ...]]:
        """Where panels stand → those that do, in their order: looked up at every page."""
        all_ = sorted(self.each("panels"), key=lambda pair: (pair[1].order, pair[0]))
        return {place: tuple(pair for pair in all_ if pair[1].place is place) for place in Place}

    def owner(self, module: str) -> str:
        """The plugin that a module belongs to; empty for the product's own."""
        config = apps.get_containing_app_config(module)
        for slug, plugin in self.plugins.items():
            if config is plugin or module == plugin.name or module.startswith(f"{plugin.name}."):
                return slug
        return ""


def attribute(plugin: Plugin, place: str, empty: Any) -> Any:
    """What `module:attribute` in the plugin's package holds; `empty` when the package has no such module or name.

    An import that fails inside the module is the plugin's failure, and not a missing module.
    """
    module, _colon, name = place.partition(":")
    if not place or not module_has_submodule(plugin.module, module):
        return empty
    return getattr(import_module(f"{plugin.name}.{module}"), name, empty)


def _page_types(plugin: Plugin) -> tuple[type, ...]:
    return tuple(model for model in plugin.get_models() if issubclass(model, PluginPage))


def _brought(plugin: Plugin) -> tuple[dict[str, Any], list[str]]:
    """What a plugin brings, and what could not be read."""
    brought: dict[str, Any] = {"page_types": _page_types(plugin), "settings_model": plugin.settings_model}
    problems = []
    for kind in KINDS.values():
        if kind.name in NOT_A_MODULE:
            continue
        try:
            brought[kind.name] = attribute(plugin, getattr(plugin, kind.name), kind.empty)
        except Exception as error:
            failures.note(plugin.slug, kind.name, error)
            problems.append(f"{getattr(plugin, kind.name)}：{failures.words(error)}")
    return brought, problems


def _unmet(plugin: Plugin, known: set[str]) -> list[str]:
    return [f"需要插件 {slug}，它没有加载" for slug in plugin.requires if slug not in known]


def _in_a_circle(plugin: Plugin, plugins: Mapping[str, Plugin]) -> list[str]:
    """Whether it needs itself, by way of others."""
    seen: set[str] = set()
    ahead = list(plugin.requires)
    while ahead:
        slug = ahead.pop()
        if slug == plugin.slug:
            return [f"它所需要的插件又需要它：{'、'.join(sorted(seen))}"]
        if slug not in seen and slug in plugins:
            seen.add(slug)
            ahead += plugins[slug].requires
    return []


def build(plugins: Mapping[str, Plugin], found: Mapping[str, Found]) -> Registry:
    """Read what each plugin brings. Does not raise for what is wrong in one: it is then among `failed`."""
    brought, failed = {}, dict(failures.while_starting())
    for slug, plugin in sorted(plugins.items()):
        kinds, problems = _brought(plugin)
        if not problems:
            problems = [*problems_of(plugin, kinds), *_unmet(plugin, set(plugins))]
            problems += _in_a_circle(plugin, plugins)
        if slug in failed:
            problems.append(failed[slug])
        if problems:
            failed[slug] = "；".join(problems)
        else:
            brought[slug] = MappingProxyType(kinds)
    _drop_dependents(plugins, brought, failed)
    ours = {slug: failed[slug] for slug in plugins if slug in failed}
    freeze: Any = MappingProxyType  # which a type checker would not take for a mapping of these
    return Registry(freeze(dict(sorted(plugins.items()))), freeze(brought), freeze(ours), freeze(dict(found)))


def _drop_dependents(plugins: Mapping[str, Plugin], brought: dict[str, Any], failed: dict[str, str]) -> None:
    """One that needs a plugin that failed has failed."""
    while True:
        broken = {slug: needed for slug in brought for needed in plugins[slug].requires if needed in failed}
        if not broken:
            return
        for slug, needed in broken.items():
            del brought[slug]
            failed[slug] = f"它需要的插件 {needed} 出错"


_CALLED: list[Callable[[Registry], None]] = []


def when_built(then: Callable[[Registry], None]) -> Callable[[Registry], None]:
    """Have a function called with the registry once it is there: what is attached for the whole process."""
    _CALLED.append(then)
    return then


@cache
def registry() -> Registry:
    """The registry of this process. Apps must be ready."""
    plugins = {config.slug: config for config in apps.get_app_configs() if isinstance(config, Plugin)}
    built = build(plugins, {one.slug: one for one in settings.PLUGINS})
    for then in _CALLED:
        then(built)
    return built
