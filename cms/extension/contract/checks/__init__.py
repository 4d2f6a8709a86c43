"""Every check of the contract by its name. Each yields what is wrong, in words of the plugin's author."""

from __future__ import annotations

from cms.extension.contract.checks import addresses, content, doing, package, standing
from cms.extension.contract.subject import Check

CHECKS: dict[str, Check] = {
    "package_loads": package.loads,
    "every_kind_is_named": package.every_kind_is_named,
    "names_are_prefixed": package.names_are_prefixed,
    "templates_are_prefixed": package.templates_are_prefixed,
    "no_raw_hooks": package.no_raw_hooks,
    "dependencies_are_ranges": package.dependencies_are_ranges,
    "migrations_are_complete": package.migrations_are_complete,
    "no_key_into_the_ledger": package.no_key_into_the_ledger,
    "ledger_says_who_may_see": package.ledger_says_who_may_see,
    "rights_exist": standing.rights_exist,
    "settings_can_be_set": standing.settings_can_be_set,
    "enabled_twice_is_once": standing.enabled_twice_is_once,
    "enabled_again_after_off": standing.enabled_again,
    "only_for_its_audience": standing.only_for_its_audience,
    "menu": addresses.menu,
    "public_addresses": addresses.public_addresses,
    "admin_addresses": addresses.admin_addresses,
    "api": addresses.api,
    "page_types": content.page_types,
    "pages": content.pages,
    "blocks": content.blocks,
    "panels": content.panels,
    "themes": content.themes,
    "tasks": doing.tasks,
    "periodic": doing.periodic,
    "indicators": doing.indicators,
    "offers": doing.offers,
    "facts": doing.facts,
    "vetoes": doing.vetoes,
    "demonstration": doing.demonstration,
}
COVERED: dict[str, str] = {
    "page_types": "page_types",
    "blocks": "blocks",
    "menu": "menu",
    "urls": "public_addresses",
    "admin_urls": "admin_addresses",
    "api": "api",
    "tasks": "tasks",
    "periodic": "periodic",
    "panels": "panels",
    "indicators": "indicators",
    "offers": "offers",
    "facts": "facts",
    "vetoes": "vetoes",
    "themes": "themes",
    "rights": "rights_exist",
    "demo": "demonstration",
    "settings_model": "settings_can_be_set",
}
"""Kind of contribution → the check that looks at it."""
