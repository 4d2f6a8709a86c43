"""ETags of what is sent while it is read, so that whoever has it already need not have it made again.

An ETag names the moment before the first row was read. It is weak: what changes while a slow reader reads is in some
copies and not in others, but none of them is called fresh afterwards.
"""

from __future__ import annotations

import re

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from tenants.context import current
from tenants.freshness import moments
from tenants.freshness.functions import DIRECTORY, DISTRICT
from tenants.freshness.moments import Moment

GIVEN = re.compile(r'W/"(\w+)-([0-9a-f]{8})-(\d{1,12})-(\d{1,18})"', re.ASCII)


def _tags() -> set[str]:
    """What a table of the bound site is read from."""
    tenant = current()
    return {DIRECTORY, tenant.schema_name} | ({DISTRICT} if tenant.is_central else set())


def validator(request: HttpRequest) -> str:
    """The ETag that the client has, where nothing has changed since; else one of now. Read the rows after it."""
    asked = GIVEN.search(request.headers.get("If-None-Match", ""))
    with connection.cursor() as cursor:
        if asked and asked[1] == settings.STARTED:
            since = Moment(asked[2], int(asked[3]), int(asked[4]))
            if moments.unchanged(cursor, since, _tags()):
                return asked[0]
        told = moments.now(cursor)
    return f'W/"{settings.STARTED}-{told.server}-{told.at}-{told.oldest}"'
