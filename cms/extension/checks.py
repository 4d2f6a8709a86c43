"""System checks: what is wrong with a plugin is told, with its name, before this process serves anybody."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.utils.module_loading import module_has_submodule
from wagtail import hooks

from cms.extension.imports import foreign_imports
from cms.extension.registry import registry

HOOKS = "wagtail_hooks"


@register()
def plugins_work(**kwargs: Any) -> list[CheckMessage]:
    """A plugin in which something is wrong is off everywhere. Strict: the process does not start either."""
    kind = Warning if getattr(settings, "PLUGINS_LENIENT", False) else Error
    hint = "先排除它：GONGKAI_PLUGINS 里不写它，或 GONGKAI_PLUGINS_LENIENT=1"
    return [
        kind(f"插件 {slug}：{why}", hint=hint, id="extension.E001") for slug, why in registry().failed.items()
    ]


@register()
def no_raw_hooks(**kwargs: Any) -> list[CheckMessage]:
    """What a plugin hangs into Wagtail itself would be there on every site, on or off."""
    # What is hung in already, and what would be once the admin is opened: not opened here, for it takes a while.
    names = {
        (slug, name)
        for name in hooks._hooks
        for hook, _order in hooks._hooks[name]
        if (slug := registry().owner(getattr(hook, "__module__", "") or ""))
    }
    brought = registry().plugins.items()
    names |= {(slug, HOOKS) for slug, plugin in brought if module_has_submodule(plugin.module, HOOKS)}
    return [
        Error(
            f"插件 {slug} 用了 Wagtail 的 {name}：它不分站点。请用 cms.extension 里的声明",
            id="extension.E002",
        )
        for slug, name in sorted(names)
    ]


@register()
def only_the_contract(**kwargs: Any) -> list[CheckMessage]:
    """What a plugin imports beside the contract may be gone or another with the next release. Its own risk: a warning."""
    return [
        Warning(
            f"插件 {slug} 用了 cms.extension 以外的东西：{where}",
            hint="它在下一个版本里可能没有了。只从 cms.extension 导入",
            id="extension.W003",
        )
        for slug, found in registry().found.items()
        if found.folder is not None
        for where in foreign_imports(found.folder)
    ]
