"""校验值: what the register vouches for, and how anybody checks it without seeing what is not public.

Two values. The register's digest is taken over everything that was filed: whoever holds the whole catalog (the unit,
who registered it) checks that. The public digest is taken over a list of digests, one for each item: the items that
are public are told in full with their salt, of the others only the digest, and the salt keeps anybody from finding
out by guessing what they say.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from cms.catalog.item import LATER, ItemFields
from cms.filing.models import FiledItem, Filing

FIELDS = [field.name for field in ItemFields._meta.local_fields]
FOR_THE_REGISTER = ("change_note", "reason", "review_on")
"""Written for whoever registers: part of the register's digest, never of what the public is told."""


def values_of(item: ItemFields) -> dict[str, Any]:
    """What an item says, whether compiled or filed."""
    return {name: getattr(item, name) for name in FIELDS}


def said(item: dict[str, Any]) -> dict[str, Any]:
    """The item's words that count: fields that the first release did not know only where they say something."""
    return {name: value for name, value in item.items() if name not in LATER or value != LATER[name]}


def canonical(value: Any) -> str:
    """JSON with sorted names and no spaces, in which the same words are always the same bytes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of(items: list[dict]) -> str:
    """SHA-256 over the items in canonical JSON. Later fields count where they speak."""
    return sha256(canonical([said(item) for item in items]))


def digest_now(filing: Filing) -> str:
    """The digest over the filed items as they stand in the ledger."""
    return digest_of([values_of(item) for item in filing.items.order_by("order")])


def public_words(item: FiledItem) -> dict[str, Any]:
    """What the digest of one item is taken over, besides its salt."""
    return {name: value for name, value in said(values_of(item)).items() if name not in FOR_THE_REGISTER}


def is_told(item: FiledItem) -> bool:
    """Whether everybody may read the item's words."""
    return item.is_public and not item.title_hidden


def item_digest(item: FiledItem) -> str:
    """SHA-256 over the salt, a line feed, and the item's public words in canonical JSON."""
    return sha256(f"{item.salt}\n{canonical(public_words(item))}")


def list_digest(digests: Iterable[str]) -> str:
    """SHA-256 over the digests of all items in their order, one on each line, without a line feed at the end."""
    return sha256("\n".join(digests))


def proof(items: Iterable[FiledItem]) -> dict[str, Any]:
    """What anybody needs to check: {public_digest, items: [{digest, salt, item} or {digest}]}, in order."""
    told = [
        {"digest": item_digest(item)}
        | ({"salt": item.salt, "item": public_words(item)} if is_told(item) else {})
        for item in items
    ]
    return {"public_digest": list_digest(row["digest"] for row in told), "items": told}
