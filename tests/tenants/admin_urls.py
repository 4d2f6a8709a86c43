"""Every address of the admin and of the sites, with its parameters filled in from the other unit's rows."""

from __future__ import annotations

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from tenants.routers import labels

TEXTS = {
    "app_label": "column",
    "model_name": "articlepage",
    "content_type_app_name": "column",
    "content_type_model_name": "articlepage",
    "filter_spec": "max-100x100",
    "filename": "same.txt",
    "document_filename": "same.txt",
    "extension": "png",
    "path": "images/same.max-100x100.png",
    "signature": "x",
    "uidb64": "MQ",
    "token": "x",
    "view": "elder",
    "object_id": "1",
    "pk": "1",
    "slug": "article-one",
    "language_code": "zh-hans",
    "action": "delete",
    "uuid": "00000000-0000-4000-8000-000000000001",
    "key": "00000000-0000-4000-8000-000000000001",
}


def patterns(found=None, prefix: str = "", names: tuple = ()):
    """(route, parameter converters) of every URL pattern."""
    for entry in found or get_resolver().url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry.url_patterns, route)
        elif isinstance(entry, URLPattern):
            yield entry, route


def ids_in_tenant() -> list[int]:
    """Primary keys that occur in the bound tenant: small ones, shared by all its tables."""
    found = set()
    for model in apps.get_models():
        if model._meta.app_label in labels("TENANT_APPS") and model._meta.pk.get_internal_type() in (
            "AutoField",
            "BigAutoField",
        ):
            found |= set(model.objects.values_list("pk", flat=True)[:40])
    return sorted(key for key in found if key < 60)
