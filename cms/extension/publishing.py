"""What plugins hear of publication, and what they are asked before it.

A module that whoever publishes imports, and no signal of Django's: whom it concerns depends on the site, each plugin
is for itself, and a veto that breaks must count as one (cms/decisions/0026).
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _
from django_tasks import task

from cms.extension import failures, gate
from cms.extension.contributions import Asked, Fact, Told, Veto
from cms.extension.registry import registry
from cms.extension.states import PluginState


class Vetoed(ValueError):
    """A plugin will not have it public. The message names it and says why."""

    for_people = True


def ask(asked: Asked) -> None:
    """Ask every veto on the bound site, in the transaction that publishes. Raises Vetoed, with all that was said.

    One that breaks is a no, and so is one that could not be loaded: nobody knows what it would have said.
    """
    said = [_("插件 %(slug)s 没有加载，它的把关没有做") % {"slug": slug} for slug in _unheard()]
    for slug, veto in registry().each("vetoes"):
        if gate.active(slug):
            said += _answer(slug, veto, asked)
    if said:
        raise Vetoed(_("不能公开：%(reasons)s") % {"reasons": "；".join(said)})


def _unheard() -> list[str]:
    """Plugins that are on here, failed, and may have a veto."""
    return [
        slug
        for slug in registry().failed
        if module_has_submodule(registry().plugins[slug].module, "hooks")
        and gate.row_state(slug) == PluginState.ACTIVE
    ]


def _answer(slug: str, veto: Veto, asked: Asked) -> list[str]:
    title = registry().plugins[slug].title
    try:
        with transaction.atomic():
            why = veto(asked)
        if not isinstance(why, str):
            raise TypeError(f"a veto answers text, not {why!r}")
    except Exception as error:
        failures.note(slug, "veto", error, schema_name=gate.schema_name())
        return [_("插件“%(title)s”出错，它的把关没有做") % {"title": title}]
    return [_("插件“%(title)s”：%(why)s") % {"title": title, "why": why}] if why else []


def tell(told: Told) -> None:
    """Tell the plugins of the bound site, each in a task of its own, which is added in the open transaction."""
    for slug, facts in registry().of("facts"):
        if told.fact in facts and gate.active(slug):
            deliver.enqueue(slug, _plain(told))


def _plain(told: Told) -> dict[str, Any]:
    return asdict(told) | {
        "fact": told.fact.value,
        "entry": told.entry and str(told.entry),
        "at": told.at.isoformat(),
    }


def _told(plain: dict[str, Any]) -> Told:
    entry, at = plain["entry"], dt.datetime.fromisoformat(plain["at"])
    return Told(
        **plain | {"fact": Fact(plain["fact"]), "entry": uuid.UUID(entry) if entry else None, "at": at}
    )


@task(idempotent=True, label=_("告知插件"))
def deliver(slug: str, plain: dict[str, Any]) -> None:
    """What a plugin does upon a fact. It may run twice; one that fails is tried again like every task."""
    told = _told(plain)
    if not gate.active(slug):
        return
    for handler in dict(registry().of("facts"))[slug].get(told.fact, ()):
        try:
            handler(told)
        except Exception as error:
            failures.note(slug, f"facts {told.fact.value}", error, schema_name=gate.schema_name())
            raise
