"""The database engine: django-tenants' backend, made safe for callbacks, threads and a thousand schemas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import OperationalError
from django_tenants.postgresql_backend import base
from psycopg.pq import TransactionStatus

from tenants.backend.introspection import Introspection


class DatabaseWrapper(base.DatabaseWrapper):
    """Binds callbacks to the tenant that queued them, and keeps the content type cache warm."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.introspection = Introspection(self)

    def set_tenant(self, tenant: Any, include_public: bool = True) -> None:
        """As in django-tenants, but without clearing the ContentType cache.

        Content type ids are pinned (tenants/content_types.lock), so the cached objects are right everywhere.
        Clearing would not have made them safe anyway: the cache is shared by all threads of the process.
        """
        self.tenant = tenant
        self.schema_name = tenant.schema_name
        self.include_public_schema = include_public
        self.set_settings_schema(self.schema_name)
        self.search_path_set_schemas = None

    def _handle_search_path(self, cursor: Any = None) -> None:
        """As in django-tenants, but a search path that could not be set is a failure, not a reason to go on.

        It ignores every error, for in a broken transaction nothing can be set and nothing can be asked either.
        Elsewhere the next statement would run in the schema of whoever had the connection before.
        """
        setting = not self._setting_search_path
        super()._handle_search_path(cursor)
        if setting and self.search_path_set_schemas is None and self._could_be_asked():
            raise OperationalError("the search path could not be set")

    def _could_be_asked(self) -> bool:
        """Whether PostgreSQL would answer a statement: not inside a transaction that has failed."""
        return self.connection.info.transaction_status != TransactionStatus.INERROR

    def run_and_clear_commit_hooks(self) -> None:
        """As Django's; whoever follows the changes is told before anything that waits for the commit."""
        from tenants.freshness import changes  # noqa: PLC0415 -- as for context, below

        for follower in changes.FOLLOWERS:
            follower(self)
        super().run_and_clear_commit_hooks()

    def on_commit(self, func: Callable[[], object], robust: bool = False) -> None:
        """Run `func` after commit as the tenant that is bound now, whoever is bound then."""
        from tenants import context  # noqa: PLC0415 -- context imports django.db, which loads this module

        tenant = context._bound.get()

        def bound() -> None:
            previous = context.rebind(tenant)
            try:
                func()
            finally:
                context.rebind(previous)

        super().on_commit(bound, robust=robust)
