"""`/healthz` and `/readyz`: for a load balancer, on any host, before a tenant is looked for."""

from __future__ import annotations

from functools import cache
from importlib import metadata

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.migrations.loader import MigrationLoader
from django.http import HttpResponse
from django.utils.module_loading import import_string

from tenants.routers import labels

APPLIED = "SELECT app, name FROM public.django_migrations"


@cache
def release() -> str:
    """The version of the programme that runs."""
    try:
        return metadata.version("gongkai")
    except metadata.PackageNotFoundError:
        return "unknown"


@cache
def _wanted() -> frozenset[tuple[str, str]]:
    """(app, name) of every migration of the ledger that this code brings."""
    loader = MigrationLoader(None)
    return frozenset(key for key in loader.disk_migrations if key[0] in labels("SHARED_APPS"))


def missing_migrations() -> list[str]:
    """Migrations of the ledger that the database does not have yet. Raises DatabaseError."""
    with connections["central"].cursor() as cursor:
        cursor.execute(APPLIED)
        applied = set(cursor.fetchall())
    return sorted(f"{app}.{name}" for app, name in _wanted() - applied)


def ledger() -> str:
    """What keeps the ledger from being used, or ''."""
    missing = missing_migrations()
    return f"{len(missing)} migrations missing: run cms upgrade" if missing else ""


def problems() -> list[str]:
    """What keeps this process from serving. A source (READINESS) is a function that returns a reason or ''."""
    found = []
    for source in (ledger, *map(import_string, settings.READINESS)):
        try:
            found.append(source())
        except DatabaseError:
            return ["database not ready"]
    return [reason for reason in found if reason]


def healthz() -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


def readyz() -> HttpResponse:
    """Whether the database answers, has the tables of this release, and what READINESS asks for."""
    found = problems()
    text, status = (f"ok {release()}", 200) if not found else ("; ".join(found), 503)
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain")


ANSWERS = {"/healthz": healthz, "/readyz": readyz}


class HealthMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        answer = ANSWERS.get(request.path_info)
        return answer() if answer else self.get_response(request)
