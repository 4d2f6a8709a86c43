"""What the bound site wears now: its theme and its values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db import DatabaseError, connection

from cms.theming import catalogue
from cms.theming.catalogue import BASE, Theme
from cms.theming.overrides import examine, worn_tokens
from cms.theming.tokens import Tokens, css
from tenants.context import current_or_none
from tenants.models import Tenant

# In plain SQL: this is asked at every visit, and building the query would cost more than the answer.
WORN = "SELECT theme, values, number FROM public.theming_appearance WHERE schema_name = %s"


@dataclass(frozen=True)
class Look:
    theme: str = BASE
    values: Mapping[str, str] = field(default_factory=dict)
    number: int = 0
    preview: str = ""
    """The signed value of a preview; empty for what everybody sees."""

    @property
    def whole(self) -> Theme:
        """The theme itself; base, when it is gone or broken."""
        return catalogue.theme(self.theme)

    @cached_property
    def good_values(self) -> dict[str, str]:
        """The values that the theme as it is now allows. A later version of it may allow less."""
        return examine(self.whole, self.values)[0] if self.values else {}

    @property
    def tokens(self) -> Tokens:
        return worn_tokens(self.whole, self.good_values)

    @property
    def stylesheet(self) -> str:
        """One sheet for the whole page: that of base, the values in force, and what the theme adds."""
        return self.whole.plain_sheet + css(self.tokens) + self.whole.sheet

    @property
    def is_plain(self) -> bool:
        """Base as it is: its own sheet says everything."""
        return self.whole.slug == BASE and not self.values

    @property
    def hash(self) -> str:
        said = json.dumps([self.whole.digest, self.good_values], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    @property
    def address(self) -> str:
        """Of the sheet; empty where base's own is enough, which is a file like any other."""
        if self.preview:
            return f"/theme.css?look={self.preview}"
        return "" if self.is_plain else f"/theme.css?v={self.hash}"


def worn() -> Look:
    """What the bound site wears. One query a request, kept on the tenant that the request was bound to."""
    tenant = current_or_none()
    if tenant is None:
        return Look()
    known = tenant.__dict__
    if "_look" not in known:
        known["_look"] = _asked(tenant)
    return known["_look"]


def _asked(tenant: Tenant) -> Look:
    try:
        with connection.cursor() as cursor:
            cursor.execute(WORN, [tenant.schema_name])
            row = cursor.fetchone()
    except DatabaseError:
        # A page that says so must still be drawn when the database does not answer.
        row = None
    if row is None:
        return _seen(Look(tenant.theme))
    values = json.loads(row[1]) if isinstance(row[1], str) else row[1]
    # A package from elsewhere may have brought anything.
    return _seen(Look(row[0], values if isinstance(values, dict) else {}, row[2]))


def _seen(look: Look) -> Look:
    """Base, where the site may not look like that any more: whose plugin was turned off falls back."""
    return look if catalogue.is_seen(look.whole) else Look(BASE, {}, look.number)


def put_on(tenant: Tenant, look: Look) -> None:
    """For this request only: the tenant is bound anew for each."""
    tenant.__dict__["_look"] = look


def forget(tenant: Tenant) -> None:
    tenant.__dict__.pop("_look", None)
