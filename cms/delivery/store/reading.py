"""What an answer is made of: noticed from the queries that were asked for it, so that no view has to say it.

Row-level security makes that enough. The app role reads rows of the schema that its connection is in, and what the
whole district may read; rows of other units come by the connections that are made for it, and by no other way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import connections

from tenants.freshness.functions import DIRECTORY, DISTRICT

ACROSS = ("central", "guide")
NO_TENANT = "public"


@contextmanager
def reading() -> Iterator[set[str]]:
    """The tags of what this thread reads inside the block: schemas, the directory, and the district if it was asked."""
    tags = {DIRECTORY}

    def own(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if context["connection"].schema_name != NO_TENANT:
            tags.add(context["connection"].schema_name)
        return execute(sql, params, many, context)

    def across(
        execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        tags.add(DISTRICT)
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        stack.enter_context(connections["default"].execute_wrapper(own))
        for alias in ACROSS:
            stack.enter_context(connections[alias].execute_wrapper(across))
        yield tags
