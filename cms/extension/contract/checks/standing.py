"""Turning a plugin on and setting it: once is enough, again is no harm, and what it names is there."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.urls import reverse

from cms.extension import actions
from cms.extension.contract.district import CENTRAL, FIRST
from cms.extension.contract.people import somebody
from cms.extension.contract.subject import BY, Subject
from cms.extension.plugin import Audience
from cms.extension.states import Refused
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole
from tenants.models import Tenant


def _existing(label: str) -> set[str]:
    """Every permission of an app's models."""
    found = set()
    for config in apps.get_app_configs():
        if config.label in (label, f"{label}_ledger"):
            for model in config.get_models():
                options = model._meta
                found |= {
                    f"{config.label}.{word}_{options.model_name}" for word in options.default_permissions
                }
                found |= {f"{config.label}.{name}" for name, _text in options.permissions}
    return found


def rights_exist(subject: Subject) -> Iterator[str]:
    """Roles are given permissions that there are, and every line of the menu is for somebody."""
    there, given = _existing(subject.slug), set()
    for role, names in dict(subject.brings("rights")).items():
        given |= set(names)
        yield from (f"{role} 的权限 {name} 没有" for name in names if name not in there)
    for entry in subject.brings("menu"):
        if entry.permission.partition(".")[0] == subject.slug and entry.permission not in given:
            yield f"菜单 {entry.title} 的权限 {entry.permission} 没有给任何角色"


def settings_can_be_set(subject: Subject) -> Iterator[str]:
    """The settings have defaults that they take themselves, and a form."""
    model = subject.brings("settings_model")
    subject.turn_on()
    if model:
        try:
            model.model_validate(model().model_dump())
        except ValueError as error:
            yield f"设置不接受自己的默认值：{error}"
    with tenant_scope(Tenant.objects.get(slug=subject.here)):
        address = reverse("plugin_desk:plugin", args=[subject.slug])
    answer = somebody(subject.here, MemberRole.ADMINISTRATOR).get(address)
    if answer.status_code != 200:
        yield f"它的设置页打不开（{answer.status_code}）"
    subject.turn_off()


def enabled_twice_is_once(subject: Subject) -> Iterator[str]:
    first = subject.turn_on()
    second = subject.turn(actions.enable)
    if first.version != second.version:
        yield "启用两次，记了两次"
    subject.turn_off()


def enabled_again(subject: Subject) -> Iterator[str]:
    """A site that turns it off and on again has it as before."""
    try:
        for _time in range(2):
            subject.turn_on()
            subject.turn_off()
        subject.turn_on()
    except Refused as refusal:
        yield f"停用后不能再启用：{refusal}"


def only_for_its_audience(subject: Subject) -> Iterator[str]:
    others = {Audience.UNIT: CENTRAL, Audience.CENTRAL: FIRST}
    site = others.get(subject.plugin.audience)
    if not site:
        return
    with tenant_scope(Tenant.objects.get(slug=site)):
        try:
            actions.enable(subject.slug, by=BY)
        except Refused:
            return
    yield f"它只用于{subject.plugin.audience_label}，却能在 {site} 启用"
