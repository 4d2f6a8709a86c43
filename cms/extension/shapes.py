"""Whether what a plugin brings has the shape it must have. All problems of a plugin at once, in words of its author."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pydantic
from django.apps import apps
from django.utils.translation import gettext as _
from django_tasks.base import Task
from ninja import Router
from wagtail.blocks import Block

from cms.extension.contributions import (
    KINDS,
    Fact,
    Indicator,
    MenuEntry,
    Panel,
    Periodic,
    PluginBlock,
    Rights,
)
from cms.extension.plugin import Plugin
from tenants.identity.roles import MemberRole

KEY = re.compile(r"[a-z][a-z0-9_]*")
EACH: dict[str, type | tuple[type, ...]] = {
    "blocks": PluginBlock,
    "menu": MenuEntry,
    "panels": Panel,
    "indicators": Indicator,
    "periodic": Periodic,
    "tasks": Task,
    "themes": Path,
}
"""What every single one of a kind is."""


def problems_of(plugin: Plugin, brought: dict[str, Any]) -> list[str]:
    """Every reason why a plugin cannot be used as it is."""
    found = list(_identity(plugin))
    for kind, value in brought.items():
        if value == KINDS[kind].empty:
            continue
        wrong = list(_each(kind, value)) if kind in EACH else []
        try:
            wrong += MORE[kind](plugin, value) if kind in MORE else ()
        except (TypeError, ValueError, AttributeError) as error:
            wrong = wrong or [_("%(kind)s 写错了：%(why)s") % {"kind": kind, "why": error}]
        found += wrong
    return found


def _identity(plugin: Plugin) -> Iterator[str]:
    if not plugin.slug or plugin.label != plugin.slug:
        yield _("label 必须和 slug 相同")
    if not plugin.title:
        yield _("没有 title")


def _each(kind: str, value: Any) -> Iterator[str]:
    wanted = EACH[kind]
    if not isinstance(value, (list, tuple)):
        yield _("%(kind)s 应当是列表") % {"kind": kind}
        return
    for one in value:
        if not isinstance(one, wanted):
            yield _("%(kind)s 里有别的东西：%(one)r") % {"kind": kind, "one": one}


def _blocks(plugin: Plugin, value: Any) -> Iterator[str]:
    names = [one.name for one in value if isinstance(one, PluginBlock)]
    for name in names:
        if not name.startswith(f"{plugin.slug}_") or not KEY.fullmatch(name):
            yield _("内容块的名称应当以 %(slug)s_ 开头：%(name)s") % {"slug": plugin.slug, "name": name}
        if names.count(name) > 1:
            yield _("内容块重复：%(name)s") % {"name": name}
    for one in value:
        if isinstance(one, PluginBlock) and not isinstance(one.block, Block):
            yield _("%(name)s 不是内容块") % {"name": one.name}


def _tasks(plugin: Plugin, value: Any) -> Iterator[str]:
    for one in value:
        task = one.task if isinstance(one, Periodic) else one
        if isinstance(task, Task) and not getattr(task.func, "gated_by_plugin", False):
            yield _("任务要用 cms.extension 的 task 声明：%(path)s") % {"path": task.module_path}


def _periodic(plugin: Plugin, value: Any) -> Iterator[str]:
    yield from _tasks(plugin, value)
    for one in value:
        if isinstance(one, Periodic) and not callable(getattr(one.rhythm, "latest", None)):
            yield _("定期任务的节奏写错了：%(rhythm)r") % {"rhythm": one.rhythm}


def _indicators(plugin: Plugin, value: Any) -> Iterator[str]:
    keys = [one.key for one in value if isinstance(one, Indicator)]
    for key in dict.fromkeys(keys):
        if not KEY.fullmatch(key) or keys.count(key) > 1:
            yield _("指标的 key 重复或写错了：%(key)s") % {"key": key}


def _offers(plugin: Plugin, value: Any) -> Iterator[str]:
    for name, function in dict(value).items():
        if not KEY.fullmatch(name) or not callable(function):
            yield _("OFFERS 写错了：%(name)s") % {"name": name}


def _facts(plugin: Plugin, value: Any) -> Iterator[str]:
    for fact, handlers in dict(value).items():
        if fact not in Fact.values or not all(callable(one) for one in handlers):
            yield _("FACTS 写错了：%(fact)s") % {"fact": fact}


def _vetoes(plugin: Plugin, value: Any) -> Iterator[str]:
    if not all(callable(one) for one in value):
        yield _("VETOES 里应当都是函数")


def _api(plugin: Plugin, value: Any) -> Iterator[str]:
    if not isinstance(value, Router):
        yield _("api 应当是 ninja.Router")


def _demo(plugin: Plugin, value: Any) -> Iterator[str]:
    if not callable(value):
        yield _("demo 应当是函数")


def _themes(plugin: Plugin, value: Any) -> Iterator[str]:
    for folder in value:
        if isinstance(folder, Path) and not (folder / "theme.toml").is_file():
            yield _("主题文件夹里没有 theme.toml：%(name)s") % {"name": folder.name}


def _rights(plugin: Plugin, value: Rights) -> Iterator[str]:
    own = (plugin.label, f"{plugin.label}_ledger")
    models = [model._meta for model in apps.get_models() if model._meta.app_label in own]
    known = {f"{one.app_label}.{verb}_{one.model_name}" for one in models for verb in one.default_permissions}
    known |= {f"{one.app_label}.{codename}" for one in models for codename, _name in one.permissions}
    for role, names in value.items():
        if role not in MemberRole.values:
            yield _("没有这样的角色：%(role)s") % {"role": role}
        for name in names:
            if name not in known:
                yield _("只能给出插件自己的权限：%(name)s") % {"name": name}


def _settings(plugin: Plugin, value: Any) -> Iterator[str]:
    if not (isinstance(value, type) and issubclass(value, pydantic.BaseModel)):
        yield _("settings_model 应当是 pydantic 的模型")
        return
    for name, described in value.model_fields.items():
        if described.is_required():
            yield _("设置 %(name)s 没有默认值") % {"name": name}


MORE: dict[str, Callable[[Plugin, Any], Iterator[str]]] = {
    "blocks": _blocks,
    "tasks": _tasks,
    "periodic": _periodic,
    "indicators": _indicators,
    "offers": _offers,
    "facts": _facts,
    "vetoes": _vetoes,
    "api": _api,
    "demo": _demo,
    "themes": _themes,
    "rights": _rights,
    "settings_model": _settings,
}
