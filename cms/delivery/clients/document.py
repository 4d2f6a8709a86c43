"""The description that clients are made from: with the forms of every site, and of no year."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from cms.delivery.api import api
from cms.delivery.api.document import finished, of_router
from cms.pages.details.forms import BLOCKS


def document() -> dict[str, Any]:
    return finished(of_router(api), kinds=BLOCKS.values())


def digest(told: dict[str, Any]) -> str:
    """Stands in what is generated, so that anybody can see whether it is of now without the generator."""
    text = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
