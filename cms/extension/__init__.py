"""The contract of plugins, and the only module of the product that one may import.

    from cms.extension import Audience, Plugin

Names are looked up when they are asked for: a plugin's `apps.py` is read before there are models.
What is listed here is kept from release to release (cms/decisions/0026); what is not, is not.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

# Name → the module that holds it.
_OWN = {
    "Plugin": "plugin",
    "PluginLedger": "plugin",
    "Audience": "plugin",
    "PluginPage": "pages",
    "PluginBlock": "contributions",
    "MenuEntry": "contributions",
    "Panel": "contributions",
    "Place": "contributions",
    "Indicator": "contributions",
    "Subject": "contributions",
    "Periodic": "contributions",
    "Fact": "contributions",
    "Told": "contributions",
    "Asked": "contributions",
    "task": "tasks",
    "ask": "offers",
    "may": "rights",
    "active": "gate",
    "visible": "gate",
    "settings_of": "gate",
    "By": "actions",
    "write_down": "actions",
    "Refused": "states",
    "PluginState": "states",
}
# What other rooms hold and plugins may have. By name, for this room stands before them.
#   the ledger's tables and reads, who is bound          Access … tenant_scope, Entry … PublicRecord
#   work that recurs, or falls due at a moment           Daily, Every; schedule(kind, what, at), handles(kind, task)
#   whom a letter of the unit reaches, by their roles    addressees(roles)
#   who there is, with line, lead and superior           Unit, DisclosureLine, UnitKind, directory, leads, placement
#   what nobody's own number may stand in               screen(text), are_public_telephones(text)
#   working days of the district                         calendar()
#   a secret that has to be read again                   seal(text), unseal(sealed), Unsealable
#   a unit's drafts, for what it takes over from others  add_items(rows), draft_below(code): neither files nor publishes
#   the central site, bound for a command                at_the_centre()
#   a line of progress on the terminal of a command      progress(items, label=…, total=…)
#   the records of the district, for who reads them      eyes() names the alias through which the bound site sees others
_ROOMS = {
    "Access": "tenants.ledger",
    "OwnRow": "tenants.ledger",
    "current": "tenants.context",
    "tenant_scope": "tenants.context",
    "at_the_centre": "tenants.identity.centre",
    "progress": "tenants.progress",
    "Daily": "tenants.tasks.periodic",
    "Every": "tenants.tasks.periodic",
    "schedule": "tenants.tasks.due",
    "handles": "tenants.tasks.due",
    "MemberRole": "tenants.identity.roles",
    "addressees": "tenants.identity.mailing",
    "seal": "tenants.identity.sealing",
    "unseal": "tenants.identity.sealing",
    "Unsealable": "tenants.identity.sealing",
    "Entry": "cms.publication.models",
    "EntryVersion": "cms.publication.models",
    "PublicRecord": "cms.publication.models",
    "Correction": "cms.publication.models",
    "Withdrawal": "cms.publication.models",
    "District": "cms.registry.models",
    "Unit": "cms.registry.models",
    "directory": "cms.registry.queries",
    "unit_named": "cms.registry.queries",
    "leads": "cms.registry.queries",
    "placement": "cms.registry.queries",
    "guided_units": "cms.registry.guidance",
    "guides_anyone": "cms.registry.guidance",
    "eyes": "cms.registry.office.screens",
    "Filing": "cms.filing.models",
    "FiledItem": "cms.filing.models",
    "FilingStep": "cms.filing.models",
    "filing_rules": "cms.filing.rules",
    "yearly_due": "cms.filing.duties",
    "MediaRegistration": "cms.filing.media.models",
    "MediaProbe": "cms.filing.media.models",
    "Obligation": "cms.obligations.models",
    "ObligationEvidence": "cms.obligations.models",
    "NilDeclaration": "cms.obligations.models",
    "Occasion": "cms.obligations.models",
    "calendar": "cms.obligations.queries",
    "StepRecord": "cms.procedure.ledger.models",
    "SeparationException": "cms.procedure.ledger.models",
    "routes": "cms.procedure.routes",
    "screen": "cms.procedure.prescreen",
    "offered": "cms.catalog.actions.copying",
    "taken_codes": "cms.catalog.actions.copying",
    "add_items": "cms.catalog.actions.copying",
    "CannotCompile": "cms.catalog.states",
    "draft_below": "cms.pages.actions",
    "bound_blocks": "cms.catalog.checks.together",
    "held_blocks": "cms.catalog.checks.together",
    "public_entries": "cms.publication.queries",
    "reader": "cms.publication.queries",
    "withdrawal_words": "cms.delivery.withdrawn",
    "entry_rows": "cms.delivery.rows",
    "kept_at": "cms.delivery.rows",
    "origins": "cms.delivery.addresses",
    "public_item_rows": "cms.pages.queries",
    "FaultKind": "cms.pages.corrections",
    "in_service": "cms.registry.queries",
    "are_public_telephones": "cms.registry.telephones",
    "DisclosureLine": "cms.registry.models",
    "UnitKind": "cms.registry.vocabulary",
}
_OTHERWISE = {"ObligationEvidence": "Evidence", "filing_rules": "rules"}
"""Names that say here whose they are → as they are called where they live."""
_WHERE = {name: f"cms.extension.{module}" for name, module in _OWN.items()} | _ROOMS
__all__ = sorted(_WHERE)


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), _OTHERWISE.get(name, name))


def __dir__() -> list[str]:
    return list(__all__)
