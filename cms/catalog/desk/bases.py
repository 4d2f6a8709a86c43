"""The library of rules, searched while somebody writes what an item is based on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from cms.catalog.desk.screens import DeskView
from cms.registry.models import LegalBasis, LegalBasisVersion
from cms.registry.spreadsheet import plain

SHOWN = 20


class BasesView(DeskView):
    """GET `?q=`: {bases: [...]}, each as it is cited: 《title》, or 《title》 with a clause. Two queries."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return JsonResponse({"bases": cited(request.GET.get("q", ""))})


def cited(query: str) -> list[str]:
    """Rules in force whose name, short name or clause holds every word of the query, as they are cited."""
    words = [plain(word) for word in query.split()]
    texts = {version.basis_id: version for version in LegalBasisVersion.objects.in_force()}
    found = []
    for basis in LegalBasis.objects.filter(replaced_by=None):
        names = plain(" ".join([basis.title, *basis.aliases]))
        if words and not any(word in names for word in words):
            continue
        clauses = [
            str(clause.get("no", "")) for clause in (texts[basis.pk].clauses if basis.pk in texts else [])
        ]
        lines = [f"《{basis.title}》", *(f"《{basis.title}》{clause}" for clause in clauses if clause)]
        found += [line for line in lines if all(word in names or word in plain(line) for word in words)]
        if len(found) >= SHOWN:
            break
    return found[:SHOWN]
