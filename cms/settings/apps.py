"""The two kinds of apps. The rooms of the house appear in the order of the flow."""

LEDGER = [
    "django_tenants",
    "tenants",
    "tenants.audit",
    "tenants.tasks",
    "tenants.identity",
    "tenants.upgrade",
    "cms.theming",
    "cms.registry",
    "cms.filing",
    "cms.obligations",
    "cms.procedure.ledger",
    "cms.moderation",
    "cms.publication",
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
    "django.contrib.staticfiles",
]
