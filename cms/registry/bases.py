"""公开依据: the rules that catalogs cite, as the library starts. The office keeps it from then on."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.db import transaction

from cms.registry.models import LegalBasis, LegalBasisVersion

DATA = Path(__file__).parent / "data" / "bases.json"


def plant_bases() -> list[str]:
    """Add the rules that the library does not know. Runs in the central tenant. Returns the titles added.

    A rule that is there is left as the office has it, its versions too. The data gives no date that is not certain:
    a rule without a version is one whose text in force nobody has entered yet.
    """
    rows = json.loads(DATA.read_text("utf-8"))
    with transaction.atomic():
        codes = set(LegalBasis.objects.values_list("code", flat=True))
        titles = set(LegalBasis.objects.values_list("title", flat=True))
        new = [row for row in rows if row["code"] not in codes and row["title"] not in titles]
        added = LegalBasis.objects.bulk_create(
            LegalBasis(
                code=row["code"], title=row["title"], aliases=row["aliases"], order=rows.index(row) + 1
            )
            for row in new
        )
        LegalBasisVersion.objects.bulk_create(
            version for basis, row in zip(added, new, strict=True) for version in _versions(basis, row)
        )
    return [row["title"] for row in new]


def _versions(basis: LegalBasis, row: dict[str, Any]) -> list[LegalBasisVersion]:
    return [
        LegalBasisVersion(
            basis=basis,
            label=version["label"],
            issuer=version["issuer"],
            valid_from=dt.date.fromisoformat(version["valid_from"]),
            valid_until=dt.date.fromisoformat(until) if (until := version["valid_until"]) else None,
            clauses=version["clauses"],
        )
        for version in row["versions"]
    ]
