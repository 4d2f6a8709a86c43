"""The two kinds of apps. The rooms of the house appear in the order of the flow; plugins stand in both after them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from cms.extension.discovery import Found, find, ledger_apps, tenant_apps
from cms.settings import variables

LEDGER = [
    "django_tenants",
    "tenants",
    "tenants.freshness",
    "tenants.audit",
    "tenants.tasks",
    "tenants.identity",
    "tenants.upgrade",
    "cms.extension",
    "cms.theming",
    "cms.registry",
    "cms.filing",
    "cms.obligations",
    "cms.procedure.ledger",
    "cms.moderation",
    "cms.publication",
    "cms.search",
]

WORKSHOP = [
    "tenants.accounts",
    "cms.catalog",
    "cms.pages",
    "cms.procedure",
    "wagtail.contrib.redirects",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
]

# No tables: they may stand in either list, and stand in none.
NO_TABLES = [
    "cms.delivery",
    "cms.demo",
    "cms.bench",
    "ninja",
    "django_filters",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

UNLOADED = "GONGKAI_WITHOUT_PLUGINS"
"""Set by `cms plugins` for itself (cms/__main__.py): what turns a broken plugin off must not need it."""


def plugins(root: Path) -> list[Found]:
    """The plugins to load, as the environment says. Raises PluginProblem."""
    if os.environ.get(UNLOADED):
        return []
    return find(root, variables.PLUGINS.value(), lenient=variables.PLUGINS_LENIENT.given())


def lists(found: Sequence[Found]) -> tuple[list[str], list[str], list[str]]:
    """Workshop, ledger, and all installed apps. The plugins come before the room that gathers what they bring."""
    workshop, ledger = [*WORKSHOP, *tenant_apps(found)], [*LEDGER, *ledger_apps(found)]
    rooms = [app for app in LEDGER if app != "cms.extension"]
    brought = [*tenant_apps(found), *ledger_apps(found)]
    return workshop, ledger, [*WORKSHOP, *rooms, *NO_TABLES, *brought, "cms.extension"]


def foreign(found: Sequence[Found]) -> list[str]:
    """Apps that do not come with the product."""
    outside = [one for one in found if one.distribution]
    return [*tenant_apps(outside), *ledger_apps(outside)]
