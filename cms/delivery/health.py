"""`/healthz` and `/readyz`: for a load balancer, on any host, before a tenant is looked for."""

from django.db import DatabaseError, connections
from django.http import HttpResponse


def healthz() -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


def readyz() -> HttpResponse:
    """Whether the database answers and the ledger's tables are there."""
    try:
        with connections["central"].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM public.tenants_tenant")
            count = cursor.fetchone()[0]
    except DatabaseError:
        return HttpResponse("database not ready\n", status=503, content_type="text/plain")
    return HttpResponse(f"ok {count} sites\n", content_type="text/plain")


ANSWERS = {"/healthz": healthz, "/readyz": readyz}


class HealthMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        answer = ANSWERS.get(request.path_info)
        return answer() if answer else self.get_response(request)
