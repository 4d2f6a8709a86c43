"""Photos as evidence: what is kept is their hash. The pictures stay with whoever took them, until they are asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile

MOST = 20


def hashed(files: Iterable[UploadedFile]) -> list[dict[str, Any]]:
    """[{"name", "sha256", "bytes"}], in the order they came."""
    found = []
    for one in list(files)[:MOST]:
        digest = hashlib.sha256()
        for chunk in one.chunks():
            digest.update(chunk)
        found.append({"name": (one.name or "")[-100:], "sha256": digest.hexdigest(), "bytes": one.size})
    return found
