"""The verbs: turn a plugin on, freeze it, turn it off, set it. Always on the bound site, and always written down.

`freeze` and `disable` need nothing of the plugin's own code, so that one that breaks can be turned off.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

import pydantic
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from cms.extension import failures, gate
from cms.extension.content import live_content
from cms.extension.models import TenantPlugin
from cms.extension.plugin import Audience, Plugin
from cms.extension.registry import registry
from cms.extension.secrets import plain
from cms.extension.states import NEXT, PluginState, Refused
from tenants.audit.actions import operator, record
from tenants.audit.kinds import AuditKind
from tenants.context import current

KINDS = {
    PluginState.ACTIVE: AuditKind.PLUGIN_ENABLED,
    PluginState.FROZEN: AuditKind.PLUGIN_FROZEN,
    PluginState.OFF: AuditKind.PLUGIN_DISABLED,
}


@dataclass(frozen=True)
class By:
    """Who switches. `office`: for the whole district, and therefore also what only the office may."""

    name: str
    identity: uuid.UUID | None = None
    office: bool = False

    @classmethod
    def person(cls, user: Any, *, office: bool = False) -> By:
        return cls(user.get_full_name(), user.identity_uuid, office)

    @classmethod
    def command_line(cls) -> By:
        return cls(operator(), None, True)


def enable(slug: str, *, by: By, seen: int | None = None) -> TenantPlugin:
    """Turn it on. Twice is once. Raises Refused with everything that stands against it."""
    plugin = registry().plugins.get(slug)
    if plugin is None:
        raise Refused(_("没有加载插件 %(slug)s") % {"slug": slug})
    with transaction.atomic():
        row = _locked(slug, seen)
        if row.state == PluginState.ACTIVE:
            return row
        _refuse(_against(plugin, by))
        made = _put(row, PluginState.ACTIVE, by)
        failures.forget(slug)
        _greet(plugin)
    return made


def _greet(plugin: Plugin) -> None:
    """What the plugin does when it comes on. If that fails, it is not on."""
    try:
        plugin.on_enable()
    except Refused:
        raise
    except Exception as error:
        failures.note(plugin.slug, "on_enable", error, schema_name=current().schema_name)
        words = {"title": plugin.title, "why": failures.words(error)}
        raise Refused(_("“%(title)s”启用时出错，没有启用：%(why)s") % words) from error


def _against(plugin: Plugin, by: By) -> list[str]:
    """Why it cannot be turned on here, all at once."""
    found = [*_not_yours(plugin, by)]
    failed = registry().failed.get(plugin.slug)
    if failed:
        found.append(_("插件出错：%(why)s") % {"why": failed})
    kind = Audience.CENTRAL if current().is_central else Audience.UNIT
    if not plugin.audience & kind:
        found.append(_("它只用于%(audience)s") % {"audience": plugin.audience_label})
    missing = [slug for slug in plugin.requires if not gate.active(slug)]
    if missing:
        found.append(_("请先启用：%(names)s") % {"names": titles(missing)})
    return found or [why for why in [_unavailable(plugin)] if why]


def _unavailable(plugin: Plugin) -> str:
    """What the plugin itself says. One that cannot say is not turned on."""
    try:
        return plugin.unavailable()
    except Exception as error:
        failures.note(plugin.slug, "unavailable", error, schema_name=current().schema_name)
        return _("插件出错：%(why)s") % {"why": failures.words(error)}


def freeze(slug: str, *, by: By, seen: int | None = None) -> TenantPlugin:
    """Let what it made be read, and nothing new be made. Raises Refused."""
    return _wind_down(slug, PluginState.FROZEN, by, seen)


def disable(slug: str, *, by: By, seen: int | None = None, force: bool = False) -> TenantPlugin:
    """Turn it off: nothing of it is there any more. Raises Refused while anything public is made with it.

    `force` is the operator's way out: what was made with it is then not to be seen until it is on or frozen again.
    """
    return _wind_down(slug, PluginState.OFF, by, seen, force=force)


def hold(slug: str, *, by: By) -> None:
    """Freeze one that is on, whatever needs it: it did not do what it had to before it may go on."""
    with transaction.atomic():
        row = _locked(slug, None)
        if row.state == PluginState.ACTIVE:
            _put(row, PluginState.FROZEN, by)


def _wind_down(slug: str, to: PluginState, by: By, seen: int | None, *, force: bool = False) -> TenantPlugin:
    plugin = registry().plugins.get(slug)
    with transaction.atomic():
        row = _locked(slug, seen)
        if row.state == to:
            return row
        if to not in NEXT[PluginState(row.state)]:
            raise Refused(_("现在是“%(state)s”，不能这样改") % {"state": row.get_state_display()})
        against = _not_yours(plugin, by) if plugin else []
        _refuse([*against, *_needed(slug), *(_in_use(slug) if to == PluginState.OFF and not force else [])])
        made = _put(row, to, by)
        if to == PluginState.OFF and plugin is not None and slug not in registry().failed:
            with gate.guarded(slug, "on_disable"):
                plugin.on_disable()
    return made


def _not_yours(plugin: Plugin, by: By) -> list[str]:
    return [_("这个插件由区委办统一启用和停用")] if plugin.office_only and not by.office else []


def _needed(slug: str) -> list[str]:
    """Others that are on here and need it. Those that are not loaded do nothing, so they need nothing."""
    users = [other.slug for other in registry().plugins.values() if slug in other.requires]
    users = [other for other in users if gate.active(other)]
    return [_("正在启用的插件需要它：%(names)s") % {"names": titles(users)}] if users else []


def _in_use(slug: str) -> list[str]:
    count = live_content(slug)
    if not count:
        return []
    return [
        _("有 %(count)s 条公开内容是用它做的，停用后就看不到了。请先撤下，或者改为冻结。") % {"count": count}
    ]


def configure(slug: str, values: dict[str, Any], *, by: By, seen: int | None = None) -> TenantPlugin:
    """Set it. Values that come are checked as one; those that do not come stay. Raises Refused, with every reason."""
    plugin = registry().plugins.get(slug)
    if plugin is None or plugin.settings_model is None:
        raise Refused(_("它没有可以设置的"))
    with transaction.atomic():
        row = _locked(slug, seen)
        _refuse(_not_yours(plugin, by))
        try:
            checked = plugin.settings_model.model_validate({**row.settings, **values})
        except pydantic.ValidationError as error:
            raise Refused("；".join(said(plugin, error))) from error
        new = plain(checked)
        before = plain(plugin.settings_model()) | row.settings
        changed = sorted(name for name in new if before.get(name, _NOT_SET) != new[name])
        if not changed:
            return row
        row.settings = new
        # Names, not values: a value may be a secret.
        return _save(row, AuditKind.PLUGIN_CONFIGURED, by, {"changed": changed})


_NOT_SET = object()


def said(plugin: Plugin, error: pydantic.ValidationError) -> list[str]:
    """What is wrong with settings, each with the words of its field."""
    fields = plugin.settings_model.model_fields if plugin.settings_model else {}
    lines = []
    for one in error.errors():
        name = str(one["loc"][0]) if one["loc"] else ""
        label = (fields[name].title or name) if name in fields else name
        lines.append(f"{label}：{explained(one)}" if label else explained(one))
    return lines


def explained(one: Any) -> str:
    """A mistake in plain words; where there are none, as pydantic says it."""
    context = {name: str(value) for name, value in (one.get("ctx") or {}).items()}
    text = WORDS.get(one["type"])
    return str(text) % context if text else str(one["msg"]).removeprefix("Value error, ")


WORDS: dict[str, str] = {
    "int_parsing": "请填整数",
    "int_type": "请填整数",
    "float_parsing": "请填数字",
    "greater_than_equal": "不能小于 %(ge)s",
    "less_than_equal": "不能大于 %(le)s",
    "greater_than": "要大于 %(gt)s",
    "less_than": "要小于 %(lt)s",
    "string_too_long": "最多 %(max_length)s 个字",
    "string_too_short": "至少 %(min_length)s 个字",
    "string_pattern_mismatch": "格式不对",
    "url_parsing": "请填完整的网址",
    "url_scheme": "请填 %(expected_schemes)s 开头的网址",
    "extra_forbidden": "没有这一项设置",
    "missing": "请填写",
}


def titles(slugs: list[str]) -> str:
    plugins = registry().plugins
    return "、".join(str(plugins[slug].title) if slug in plugins else slug for slug in slugs)


def _refuse(reasons: list[str]) -> None:
    if reasons:
        raise Refused("；".join(reasons))


def _locked(slug: str, seen: int | None) -> TenantPlugin:
    """The row of the bound site, held until the transaction ends. Raises Refused when it is not as it was seen."""
    schema = current().schema_name
    TenantPlugin.objects.bulk_create(
        [TenantPlugin(schema_name=schema, slug=slug, version=0)], ignore_conflicts=True
    )
    row = TenantPlugin.objects.select_for_update().get(schema_name=schema, slug=slug)
    if seen is not None and row.version != seen:
        words = {"who": row.changed_by, "state": row.get_state_display()}
        raise Refused(_("%(who)s刚刚改过，现在是“%(state)s”。请看过以后再改。") % words)
    return row


def _put(row: TenantPlugin, to: PluginState, by: By) -> TenantPlugin:
    before, row.state = row.state, to
    return _save(row, KINDS[to], by, {"before": before})


def _save(row: TenantPlugin, kind: AuditKind, by: By, detail: dict[str, Any]) -> TenantPlugin:
    row.version += 1
    row.changed_by, row.changed_at = by.name[:120], Now()
    row.save(update_fields=["state", "settings", "version", "changed_by", "changed_at"])
    subject = titles([row.slug])
    record(
        kind=kind,
        subject=subject,
        actor=by.identity,
        actor_name=by.name,
        detail={"plugin": row.slug, **detail},
    )
    gate.forget()
    return row


def write_down(slug: str, act: str, *, subject: str, by: By, detail: dict[str, Any] | None = None) -> None:
    """An act of somebody in a plugin that the unit has to be able to account for: into the audit, in the transaction
    that does it. `act` is the plugin's name for it; `detail` holds plain values and no secret."""
    record(
        kind=AuditKind.PLUGIN_ACTED,
        subject=f"{titles([slug])}：{subject}",
        actor=by.identity,
        actor_name=by.name,
        detail={"plugin": slug, "act": act, **(detail or {})},
    )
